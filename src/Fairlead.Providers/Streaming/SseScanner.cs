namespace Fairlead.Providers.Streaming;

/// <summary>
/// Watches an event stream go by, in whatever pieces it comes: tells when the first content has come, whether an error frame came,
/// what the usage is, and whether the stream ended as it should. It changes nothing and, once warm, allocates nothing.
/// </summary>
/// <remarks>
/// Every split of the same bytes gives the same answers: a line is looked at when it is whole. Lines are as in the event stream format of
/// the HTML standard (§9.2): ended by CRLF, LF or CR, a byte order mark at the start is skipped, comments are passed over, several data
/// lines of one event are joined. Not thread-safe.
/// </remarks>
internal sealed class SseScanner : IDisposable
{
    /// <summary>
    /// Longest event that is looked into; a longer one counts as content. Above the largest chunk of base64 audio or image seen (about 400 KB),
    /// below what could hurt if an upstream never ends a line.
    /// </summary>
    internal const int MaxEventBytes = 1024 * 1024;

    // Room for "data: " and a byte order mark, so that a value of the greatest length still fits.
    private const int MaxLineBytes = MaxEventBytes + 64;

    private PooledBytes _line;
    private PooledBytes _data;
    private bool _lineOverflow;
    private bool _dataOverflow;
    private bool _hasData;
    private bool _errorEvent;
    private bool _skipLineFeed;
    private bool _started;

    /// <summary>A chunk with text, reasoning, a refusal or a tool call, or with a reason to finish other than <c>stop</c>, has come: from here on nothing may be tried again.</summary>
    public bool ContentSeen { get; private set; }

    /// <summary>An error frame has come.</summary>
    public bool ErrorSeen { get; private set; }

    /// <summary>The error frame came before any content: another deployment may still answer.</summary>
    public bool ErrorBeforeContent { get; private set; }

    /// <summary>The first error frame's data; empty without one.</summary>
    public ReadOnlyMemory<byte> ErrorFrame { get; private set; }

    /// <summary><c>[DONE]</c> has come.</summary>
    public bool DoneSeen { get; private set; }

    /// <summary>A reason to finish has come. Some servers send this and no <c>[DONE]</c>.</summary>
    public bool FinishSeen { get; private set; }

    /// <summary>The stream came to its end: what is missing after this is nothing.</summary>
    public bool IsWhole => DoneSeen || FinishSeen;

    /// <summary>The last usage that came; vendors that send several count up.</summary>
    public TokenUsage Usage { get; private set; }

    /// <summary>Whether <see cref="Usage"/> is the upstream's word.</summary>
    public bool UsageSeen { get; private set; }

    /// <summary>Events with data so far.</summary>
    public int Events { get; private set; }

    /// <summary>Looks at the next piece of the stream.</summary>
    public void Push(ReadOnlySpan<byte> chunk)
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

            OnLine(line, kept, ref inPlace);
            _line.Clear();
            _lineOverflow = false;
        }

        KeepData(inPlace);
    }

    /// <summary>The stream is over: an event without a blank line behind it counts too, as some servers forget it.</summary>
    public void Complete()
    {
        var inPlace = ReadOnlySpan<byte>.Empty;
        if (_line.Length > 0)
        {
            OnLine(_line.Span, true, ref inPlace);
            _line.Clear();
            _lineOverflow = false;
        }

        if (_hasData)
        {
            OnEvent(_data.Span);
        }
    }

    /// <summary>As new, for the next stream.</summary>
    public void Reset()
    {
        _line.Clear();
        _data.Clear();
        _lineOverflow = _dataOverflow = _hasData = _errorEvent = _skipLineFeed = _started = false;
        ContentSeen = ErrorSeen = ErrorBeforeContent = DoneSeen = FinishSeen = UsageSeen = false;
        ErrorFrame = default;
        Usage = default;
        Events = 0;
    }

    /// <summary>Gives the buffers back; may be used again after <see cref="Reset"/>.</summary>
    public void Dispose()
    {
        Reset();
        _line.Return();
        _data.Return();
    }

    private void OnLine(ReadOnlySpan<byte> line, bool kept, ref ReadOnlySpan<byte> inPlace)
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
                OnEvent(_data.Length > 0 ? _data.Span : inPlace);
                inPlace = default;
            }

            _errorEvent = false;
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
            _errorEvent = line["event:"u8.Length..].Trim((byte)' ').SequenceEqual("error"u8);
        }
    }

    private void OnEvent(ReadOnlySpan<byte> data)
    {
        var overflow = _dataOverflow || data.Length > MaxEventBytes;
        if (overflow)
        {
            Events++;
            ContentSeen = true;
        }
        else if (data.Length > 0)
        {
            Events++;
            Inspect(data);
        }

        _data.Clear();
        _dataOverflow = _hasData = _errorEvent = false;
    }

    private void Inspect(ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            DoneSeen = true;
            return;
        }

        ReadUsage(data);
        if (_errorEvent)
        {
            OnError(data);
            return;
        }

        // A walk over the whole chunk is for the first ones only, and for what may hold an error; after that two searches do. Half the word
        // is looked for, because a search keys on its first and last byte, and quotes are everywhere (19 ns against 37 for 390 bytes).
        if (!ContentSeen || data.IndexOf("rror\""u8) >= 0)
        {
            var traits = ChunkInspector.Inspect(data);
            if ((traits & ChunkTraits.Error) != 0)
            {
                OnError(data);
                return;
            }

            // A stop with nothing before it may be the end of an empty answer: more may be tried until that is certain.
            FinishSeen |= (traits & ChunkTraits.Finish) != 0;
            ContentSeen |= (traits & ChunkTraits.Content) != 0 || (traits & (ChunkTraits.Finish | ChunkTraits.Stop)) == ChunkTraits.Finish;
        }
        else if (!FinishSeen)
        {
            FinishSeen = ChunkInspector.HasFinishReason(data);
        }
    }

    private void OnError(ReadOnlySpan<byte> data)
    {
        if (!ErrorSeen)
        {
            ErrorSeen = true;
            ErrorBeforeContent = !ContentSeen;
            ErrorFrame = data.ToArray();
        }
    }

    private void ReadUsage(ReadOnlySpan<byte> data)
    {
        // Groq has one more within x_groq: the last one that can be read counts.
        for (var at = JsonKey.ValueOf(data, "\"usage\""u8, 0); at >= 0; at = JsonKey.ValueOf(data, "\"usage\""u8, at))
        {
            if (data[at] == (byte)'{' && UsageJson.TryRead(data[at..], out var usage))
            {
                Usage = usage;
                UsageSeen = true;
            }
        }
    }

    private void KeepLine(ReadOnlySpan<byte> bytes)
    {
        var room = MaxLineBytes - _line.Length;
        _lineOverflow |= bytes.Length > room;
        _line.Append(bytes[..Math.Min(bytes.Length, room)]);
    }

    private void KeepData(ReadOnlySpan<byte> bytes)
    {
        var room = MaxEventBytes - _data.Length;
        _dataOverflow |= bytes.Length > room;
        _data.Append(bytes[..Math.Min(bytes.Length, room)]);
    }
}
