using System.Buffers;
using System.Text.Json;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Translation;

/// <summary>Writes the events of one stream in a client's format. Not thread-safe.</summary>
internal abstract class AnswerStreamWriter(IBufferWriter<byte> output) : AnswerSink
{
    /// <summary>Gets the bytes between two pieces of JSON.</summary>
    protected IBufferWriter<byte> Output { get; } = output;

    /// <summary>Writes one piece of JSON after the other; each is flushed by <see cref="EndJson"/>.</summary>
    protected Utf8JsonWriter Json { get; } = new(output, JsonWriting.Options);

    public override void Dispose()
    {
        Json.Dispose();
        base.Dispose();
    }

    /// <summary>Ends a piece of JSON: what follows in <see cref="Output"/> stands behind it.</summary>
    protected void EndJson()
    {
        Json.Flush();
        Json.Reset();
    }
}
