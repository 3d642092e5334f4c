namespace Fairlead.Providers.Streaming;

/// <summary>Cuts a stream of JSON objects, one a line (NDJSON), into its lines. Empty lines are none.</summary>
internal sealed class LineSplitter : FrameSplitter
{
    private PooledBytes _line;
    private bool _overflow;

    public override void Push(ReadOnlySpan<byte> chunk, FrameHandler handler)
    {
        while (true)
        {
            var end = chunk.IndexOf((byte)'\n');
            if (end < 0)
            {
                Keep(chunk);
                return;
            }

            var line = chunk[..end];
            if (_line.Length > 0)
            {
                Keep(line);
                line = _line.Span;
            }

            OnLine(line, handler);
            chunk = chunk[(end + 1)..];
        }
    }

    public override void Complete(FrameHandler handler) => OnLine(_line.Span, handler);

    public override void Reset()
    {
        _line.Clear();
        _overflow = false;
    }

    public override void Dispose()
    {
        Reset();
        _line.Return();
    }

    private void OnLine(ReadOnlySpan<byte> line, FrameHandler handler)
    {
        line = line.Trim(" \t\r"u8);
        if (_overflow || line.Length > MaxFrameBytes)
        {
            handler.OnLongFrame();
        }
        else if (!line.IsEmpty)
        {
            handler.OnFrame(default, line);
        }

        _line.Clear();
        _overflow = false;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var room = MaxFrameBytes - _line.Length;
        _overflow |= bytes.Length > room;
        _line.Append(bytes[..Math.Min(bytes.Length, room)]);
    }
}
