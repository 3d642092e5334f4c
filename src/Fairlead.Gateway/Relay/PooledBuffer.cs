using System.Buffers;

namespace Fairlead.Gateway.Relay;

/// <summary>A growing run of bytes in one rented array. A mutable struct: keep it in a field, never copy it.</summary>
internal struct PooledBuffer
{
    private byte[]? _array;
    private int _start;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlyMemory<byte> Memory => _array.AsMemory(_start, Length);

    public readonly Span<byte> Span => _array.AsSpan(_start, Length);

    /// <summary>What is free after the bytes written.</summary>
    public readonly Memory<byte> Free => _array.AsMemory(_start + Length);

    /// <summary>Rents room for at least <paramref name="capacity"/> bytes.</summary>
    public void Rent(int capacity)
    {
        Return();
        _array = ArrayPool<byte>.Shared.Rent(capacity);
    }

    /// <summary>Makes room for at least <paramref name="more"/> bytes after those written.</summary>
    public void Reserve(int more)
    {
        if (_array is null)
        {
            Rent(more);
        }
        else if (_array.Length - _start - Length < more)
        {
            var bigger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_start + Length + more), (int)Math.Min(_array.Length * 2L, Array.MaxLength)));
            _array.AsSpan(0, _start + Length).CopyTo(bigger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = bigger;
        }
    }

    public void Advance(int count) => Length += count;

    /// <summary>Forgets the bytes after <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        Length = length;
        _start = length == 0 ? 0 : _start;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_array.AsSpan(_start + Length));
        Length += bytes.Length;
    }

    /// <summary>Drops bytes from the front.</summary>
    public void Skip(int count)
    {
        _start += count;
        Length -= count;
    }

    public void Return()
    {
        if (_array is { } array)
        {
            _array = null;
            ArrayPool<byte>.Shared.Return(array);
        }

        _start = 0;
        Length = 0;
    }
}
