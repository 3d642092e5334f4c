namespace Fairlead.Providers.Streaming;

/// <summary>Cuts a server-sent event stream into its events. Changes nothing and, once warm, allocates nothing.</summary>
/// <remarks>
/// Lines are as in the event stream format of the HTML standard (§9.2): ended by CRLF, LF or CR, a byte order mark at the start is skipped,
/// comments are passed over, several data lines of one event are joined, an event without data is none.
/// </remarks>
internal sealed class SseSplitter : FrameSplitter
{
    // Room for "data: " and a byte order mark, so that a value of the greatest length still fits.
    private const int MaxLineBytes = MaxFrameBytes + 64;

    /// <summary>Longest event name kept; the longest known is OpenAI's <c>response.code_interpreter_call_code.delta</c> and its like.</summary>
    private const int MaxNameBytes = 96;

    private readonly byte[] _name = new byte[MaxNameBytes];
    private PooledBytes _line;
    private PooledBytes _data;
    private int _nameLength;
    private bool _lineOverflow;
    private bool _dataOverflow;
    private bool _hasData;
    private bool _skipLineFeed;
    private bool _started;

    public override void Push(ReadOnlySpan<byte> chunk, FrameHandler handler)
    {
        var at = 0;
        if (_skipLineFeed && chunk.Length > 0)
        {
            _skipLineFeed = false;
            at = chunk[0] == (byte)'\n' ? 1 : 0;
        }

        // The data of an event that lies whole within this piece is never copied.
        var inPlace = ReadOnlySpan<byte>.Empty;
        while (at < chunk.Length)
        {
            var rest = chunk[at..];
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                KeepLine(rest);
                break;
            }

            at += end + 1;
            if (rest[end] == (byte)'\r')
            {
                if (at == chunk.Length)
                {
                    _skipLineFeed = true;
                }
                else if (chunk[at] == (byte)'\n')
                {
                    at++;
                }
            }

            var line = rest[..end];
            var kept = _line.Length > 0;
            if (kept)
            {
                KeepLine(line);
                line = _line.Span;
            }

            OnLine(line, kept, ref inPlace, handler);
            _line.Clear();
            _lineOverflow = false;
        }

        KeepData(inPlace);
    }

    public override void Complete(FrameHandler handler)
    {
        var inPlace = ReadOnlySpan<byte>.Empty;
        if (_line.Length > 0)
        {
            OnLine(_line.Span, true, ref inPlace, handler);
            _line.Clear();
            _lineOverflow = false;
        }

        if (_hasData)
        {
            OnEvent(_data.Span, handler);
        }
    }

    public override void Reset()
    {
        _line.Clear();
        _data.Clear();
        _nameLength = 0;
        _lineOverflow = _dataOverflow = _hasData = _skipLineFeed = _started = false;
    }

    public override void Dispose()
    {
        Reset();
        _line.Return();
        _data.Return();
    }

    private void OnLine(ReadOnlySpan<byte> line, bool kept, ref ReadOnlySpan<byte> inPlace, FrameHandler handler)
    {
        if (!_started)
        {
            _started = true;
            line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        }

        if (line.IsEmpty)
        {
            if (_hasData)
            {
                OnEvent(_data.Length > 0 ? _data.Span : inPlace, handler);
                inPlace = default;
            }

            _nameLength = 0;
            return;
        }

        if (line.StartsWith("data"u8) && (line.Length == 4 || line[4] == (byte)':'))
        {
            var value = line.Length == 4 ? default : line[5..];
            value = value.StartsWith(" "u8) ? value[1..] : value;
            if (!_hasData && !kept && !_lineOverflow)
            {
                inPlace = value;
            }
            else
            {
                KeepData(inPlace);
                inPlace = default;
                if (_hasData)
                {
                    KeepData("\n"u8);
                }

                KeepData(value);
                _dataOverflow |= _lineOverflow;
            }

            _hasData = true;
        }
        else if (line.StartsWith("event:"u8))
        {
            var name = line["event:"u8.Length..].Trim((byte)' ');
            _nameLength = Math.Min(name.Length, MaxNameBytes);
            name[.._nameLength].CopyTo(_name);
        }
    }

    private void OnEvent(ReadOnlySpan<byte> data, FrameHandler handler)
    {
        if (_dataOverflow || data.Length > MaxFrameBytes)
        {
            handler.OnLongFrame(_name.AsSpan(0, _nameLength));
        }
        else if (data.Length > 0)
        {
            handler.OnFrame(_name.AsSpan(0, _nameLength), data);
        }

        _data.Clear();
        _nameLength = 0;
        _dataOverflow = _hasData = false;
    }

    private void KeepLine(ReadOnlySpan<byte> bytes)
    {
        var room = MaxLineBytes - _line.Length;
        _lineOverflow |= bytes.Length > room;
        _line.Append(bytes[..Math.Min(bytes.Length, room)]);
    }

    private void KeepData(ReadOnlySpan<byte> bytes)
    {
        var room = MaxFrameBytes - _data.Length;
        _dataOverflow |= bytes.Length > room;
        _data.Append(bytes[..Math.Min(bytes.Length, room)]);
    }
}
