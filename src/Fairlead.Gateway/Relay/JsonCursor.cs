using System.Text.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>A JSON reader that can jump over a value, and still knows where in the body it stands.</summary>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _body;
    private int _offset;

    /// <summary>The reader; its own positions count from the last jump.</summary>
    public Utf8JsonReader Reader;

    public JsonCursor(ReadOnlySpan<byte> body)
    {
        _body = body;
        Reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonSkip.MaxDepth });
    }

    /// <summary>Where the token just read begins in the body.</summary>
    public readonly int Start => _offset + (int)Reader.TokenStartIndex;

    /// <summary>Where it ends.</summary>
    public readonly int End => _offset + (int)Reader.BytesConsumed;

    /// <summary>Jumps over the value of the member whose name was just read.</summary>
    /// <returns>False when it is short, or not plainly JSON: then the reader stands where it stood and may read on.</returns>
    public bool TryJump()
    {
        var scan = default(ContentScan);
        return TryJump(ref scan);
    }

    /// <summary>The same, and what is noticed on the way.</summary>
    public bool TryJump(ref ContentScan scan)
    {
        var start = JsonSkip.Space(_body, End);
        if (start == _body.Length || _body[start] is not ((byte)'"' or (byte)'{' or (byte)'['))
        {
            return false;
        }

        var end = JsonSkip.Value(_body, start, ref scan);
        if (end < 0)
        {
            return false;
        }

        // What the reader knows of the grammar moves on as if it had read a value: here, the shortest there is.
        var value = new Utf8JsonReader("\"\""u8, isFinalBlock: false, Reader.CurrentState);
        value.Read();
        _offset = end;
        Reader = new Utf8JsonReader(_body[end..], isFinalBlock: true, value.CurrentState);
        return true;
    }
}
