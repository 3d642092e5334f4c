namespace Fairlead.Providers.Streaming;

/// <summary>Finds <c>usage</c>, or Google's <c>usageMetadata</c>, in a plain JSON answer as it goes by, in whatever pieces it comes, wherever in the answer it stands.</summary>
/// <remarks>Nothing but the end of a piece and the usage object itself is kept. Not thread-safe.</remarks>
internal sealed class JsonUsageScanner : IDisposable
{
    /// <summary>Longest usage object; real ones are under 1 KB.</summary>
    private const int MaxObject = 8 * 1024;

    /// <summary>How both names begin.</summary>
    private static ReadOnlySpan<byte> Name => "\"usage"u8;

    /// <summary>How the longer one goes on.</summary>
    private static ReadOnlySpan<byte> Longer => "Metadata"u8;

    private PooledBytes _kept;
    private State _state;
    private int _depth;
    private bool _inString;
    private bool _escaped;

    private enum State
    {
        Name,
        Rest,
        Colon,
        Value,
        Object,
    }

    /// <summary>The last usage that was read.</summary>
    public TokenUsage Usage { get; private set; }

    /// <summary>Whether there was one.</summary>
    public bool UsageSeen { get; private set; }

    /// <summary>Looks at the next piece of the answer.</summary>
    public void Push(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            chunk = _state switch
            {
                State.Name => FindName(chunk),
                State.Rest => EndName(chunk),
                State.Object => FindEnd(chunk),
                _ => Step(chunk),
            };
        }
    }

    /// <summary>As new, for the next answer.</summary>
    public void Reset()
    {
        _kept.Clear();
        _state = State.Name;
        Usage = default;
        UsageSeen = false;
    }

    /// <summary>Gives the buffer back; may be used again after <see cref="Reset"/>.</summary>
    public void Dispose()
    {
        Reset();
        _kept.Return();
    }

    private ReadOnlySpan<byte> FindName(ReadOnlySpan<byte> chunk)
    {
        // The name may lie across the border of two pieces: the last bytes before it are looked at with the first ones behind it.
        if (_kept.Length > 0)
        {
            Span<byte> border = stackalloc byte[2 * Name.Length];
            var before = _kept.Length;
            _kept.Span.CopyTo(border);
            var after = Math.Min(chunk.Length, Name.Length - 1);
            chunk[..after].CopyTo(border[before..]);
            var hit = border[..(before + after)].IndexOf(Name);
            if (hit >= 0)
            {
                _kept.Clear();
                _state = State.Rest;
                return chunk[(hit + Name.Length - before)..];
            }
        }

        var at = chunk.IndexOf(Name);
        if (at >= 0)
        {
            _kept.Clear();
            _state = State.Rest;
            return chunk[(at + Name.Length)..];
        }

        KeepTail(chunk);
        return default;
    }

    private ReadOnlySpan<byte> EndName(ReadOnlySpan<byte> chunk)
    {
        var quote = chunk.IndexOf((byte)'"');
        var part = quote < 0 ? chunk : chunk[..quote];
        if (_kept.Length + part.Length > Longer.Length)
        {
            _kept.Clear();
            _state = State.Name;
            return chunk;
        }

        _kept.Append(part);
        if (quote < 0)
        {
            return default;
        }

        _state = _kept.Length == 0 || _kept.Span.SequenceEqual(Longer) ? State.Colon : State.Name;
        _kept.Clear();
        return chunk[(quote + 1)..];
    }

    // Keeps the last bytes that could be the beginning of the name.
    private void KeepTail(ReadOnlySpan<byte> chunk)
    {
        var most = Name.Length - 1;
        if (chunk.Length >= most)
        {
            _kept.Clear();
            _kept.Append(chunk[^most..]);
            return;
        }

        Span<byte> tail = stackalloc byte[2 * most];
        _kept.Span.CopyTo(tail);
        chunk.CopyTo(tail[_kept.Length..]);
        tail = tail[..(_kept.Length + chunk.Length)];
        _kept.Clear();
        _kept.Append(tail[Math.Max(0, tail.Length - most)..]);
    }

    private ReadOnlySpan<byte> Step(ReadOnlySpan<byte> chunk)
    {
        var at = JsonKey.SkipSpace(chunk, 0);
        if (at == chunk.Length)
        {
            return default;
        }

        var wanted = _state == State.Colon ? (byte)':' : (byte)'{';
        if (chunk[at] != wanted)
        {
            // A text "usage", or a usage that is null: the search goes on with this byte, which may be a quote.
            _state = State.Name;
            return chunk[at..];
        }

        if (_state == State.Colon)
        {
            _state = State.Value;
            return chunk[(at + 1)..];
        }

        _state = State.Object;
        _depth = 0;
        _inString = _escaped = false;
        return chunk[at..];
    }

    private ReadOnlySpan<byte> FindEnd(ReadOnlySpan<byte> chunk)
    {
        for (var i = 0; i < chunk.Length; i++)
        {
            var b = chunk[i];
            if (_inString)
            {
                _inString = _escaped || b != (byte)'"';
                _escaped = !_escaped && b == (byte)'\\';
            }
            else if (b == (byte)'"')
            {
                _inString = true;
            }
            else if (b is (byte)'{' or (byte)'[')
            {
                _depth++;
            }
            else if (b is (byte)'}' or (byte)']' && --_depth == 0)
            {
                _kept.Append(chunk[..(i + 1)]);
                if (UsageJson.TryRead(_kept.Span, out var usage))
                {
                    Usage = usage;
                    UsageSeen = true;
                }

                _kept.Clear();
                _state = State.Name;
                return chunk[(i + 1)..];
            }

            if (_kept.Length + i >= MaxObject)
            {
                _kept.Clear();
                _state = State.Name;
                return chunk[(i + 1)..];
            }
        }

        _kept.Append(chunk);
        return default;
    }
}
