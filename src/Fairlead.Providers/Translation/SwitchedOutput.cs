using System.Buffers;

namespace Fairlead.Providers.Translation;

/// <summary>Bytes for whoever takes them now: held back first, the client's later.</summary>
internal sealed class SwitchedOutput(IBufferWriter<byte> first) : IBufferWriter<byte>
{
    /// <summary>Takes them.</summary>
    public IBufferWriter<byte> Target { get; set; } = first;

    /// <summary>Bytes written since this was last set to 0.</summary>
    public int Written { get; set; }

    public void Advance(int count)
    {
        Target.Advance(count);
        Written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Target.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => Target.GetSpan(sizeHint);
}
