using System.Buffers;

namespace Fairlead.Providers.Streaming;

/// <summary>Bytes kept from one read to the next, in a rented array.</summary>
internal struct PooledBytes
{
    private byte[]? _array;

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var needed = Length + bytes.Length;
        if (_array is null || _array.Length < needed)
        {
            // Doubling, so that a long line in small pieces is not copied once a piece.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * (_array?.Length ?? 256)));
            Span.CopyTo(larger);
            Return();
            _array = larger;
        }

        bytes.CopyTo(_array.AsSpan(Length));
        Length = needed;
    }

    public void Clear() => Length = 0;

    /// <summary>Gives the array back.</summary>
    public void Return()
    {
        if (_array is not null)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = null;
        }
    }
}
