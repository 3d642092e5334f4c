using System.Buffers.Text;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Reads one HTTP/1.1 answer after another out of whatever pieces arrive; keeps the decoded body of the current one.</summary>
internal sealed class ReplyParser
{
    private byte[] _body = new byte[4096];
    private int _left;
    private State _state;

    private enum State
    {
        Head,
        Fixed,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailer,
        Done,
    }

    public int Status { get; private set; }

    public bool Done => _state == State.Done;

    /// <summary>The decoded body so far.</summary>
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, BodyLength);

    public int BodyLength { get; private set; }

    public void Reset()
    {
        _state = State.Head;
        BodyLength = 0;
        Status = 0;
    }

    /// <summary>Takes what it can use; what it leaves must be offered again with more behind it.</summary>
    /// <returns>Bytes used.</returns>
    public int Feed(ReadOnlySpan<byte> data)
    {
        var all = data.Length;
        while (data.Length > 0 && !Done)
        {
            var used = _state switch
            {
                State.Head => ReadHead(data),
                State.Fixed or State.ChunkData => ReadBody(data),
                State.ChunkSize => ReadSize(data),
                _ => ReadLine(data),
            };
            if (used == 0)
            {
                break;
            }

            data = data[used..];
        }

        return all - data.Length;
    }

    private int ReadHead(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        var head = data[..(end + 2)];
        if (head.Length < 12 || !Utf8Parser.TryParse(head[9..12], out int status, out _))
        {
            throw new IOException("Not an HTTP answer.");
        }

        Status = status;
        if (HttpFields.IsChunked(head))
        {
            _state = State.ChunkSize;
        }
        else
        {
            _left = HttpFields.ContentLength(head);
            _state = _left > 0 ? State.Fixed : _left == 0 ? State.Done : throw new IOException("An answer of unknown length.");
        }

        return end + 4;
    }

    private int ReadBody(ReadOnlySpan<byte> data)
    {
        var count = Math.Min(data.Length, _left);
        if (BodyLength + count > _body.Length)
        {
            Array.Resize(ref _body, Math.Max(_body.Length * 2, BodyLength + count));
        }

        data[..count].CopyTo(_body.AsSpan(BodyLength));
        BodyLength += count;
        _left -= count;
        if (_left == 0)
        {
            _state = _state == State.Fixed ? State.Done : State.ChunkEnd;
        }

        return count;
    }

    private int ReadSize(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)'\n');
        if (end < 0)
        {
            return 0;
        }

        if (!Utf8Parser.TryParse(data, out _left, out var digits, 'x') || digits == 0)
        {
            throw new IOException("Not a chunk size.");
        }

        _state = _left == 0 ? State.Trailer : State.ChunkData;
        return end + 1;
    }

    private int ReadLine(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)'\n');
        if (end >= 0)
        {
            _state = _state == State.ChunkEnd ? State.ChunkSize : end <= 1 ? State.Done : State.Trailer;
        }

        return end + 1;
    }
}
