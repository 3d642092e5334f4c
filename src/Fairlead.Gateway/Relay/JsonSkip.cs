using System.Buffers;

namespace Fairlead.Gateway.Relay;

/// <summary>
/// Finds where a JSON value ends without reading it: a prompt is crossed at some bytes a cycle, where a reader takes as long for
/// 50 KB as the gateway for a whole short request.
/// </summary>
/// <remarks>
/// It checks what decides where strings and containers end, so that no two parsers can see different members in what it lets pass:
/// strings close, brackets match, and outside strings nothing stands that is not JSON (comments and single quotes above all).
/// The grammar between is the upstream's to judge.
/// </remarks>
internal static class JsonSkip
{
    /// <summary>Deep tool schemas pass; the reader's own default is 64.</summary>
    public const int MaxDepth = 256;

    /// <summary>White space, separators, numbers, and the letters of true, false and null.</summary>
    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,:0123456789+-.eEtrufalsn"u8);

    private static readonly SearchValues<byte> AfterScalar = SearchValues.Create(" \t\r\n,:]}"u8);

    /// <summary>The end of the value that begins at <paramref name="start"/>.</summary>
    /// <returns>The index after its last byte; -1 where it does not end or cannot be JSON.</returns>
    public static int Value(ReadOnlySpan<byte> json, int start)
    {
        var scan = default(ContentScan);
        return Value(json, start, ref scan);
    }

    /// <summary>The same, and what is noticed on the way.</summary>
    public static int Value(ReadOnlySpan<byte> json, int start, ref ContentScan scan)
    {
        if ((uint)start >= (uint)json.Length)
        {
            return -1;
        }

        return json[start] switch
        {
            (byte)'"' => JsonStringEnd.After(json, start),
            (byte)'{' or (byte)'[' => Container(json, start, ref scan),
            _ => Scalar(json, start),
        };
    }

    /// <summary>The first byte at or after <paramref name="start"/> that is no white space.</summary>
    public static int Space(ReadOnlySpan<byte> json, int start)
    {
        while (start < json.Length && json[start] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            start++;
        }

        return start;
    }

    private static int Scalar(ReadOnlySpan<byte> json, int start)
    {
        var rest = json[start..];
        var length = rest.IndexOfAny(AfterScalar);
        length = length < 0 ? rest.Length : length;
        return length > 0 && !rest[..length].ContainsAnyExcept(Between) ? start + length : -1;
    }

    private static int Container(ReadOnlySpan<byte> json, int at, ref ContentScan scan)
    {
        // One bit a level: set for an object.
        Span<ulong> objects = stackalloc ulong[MaxDepth / 64];
        var depth = 0;
        while (at < json.Length)
        {
            var b = json[at];
            if (b == (byte)'"')
            {
                var quote = at;
                at = JsonStringEnd.After(json, quote);
                if (at < 0)
                {
                    return -1;
                }

                scan.Cross(json, quote, at, depth);
                continue;
            }

            if (b is (byte)'{' or (byte)'[')
            {
                if (depth == MaxDepth)
                {
                    return -1;
                }

                var bit = 1UL << (depth & 63);
                objects[depth >> 6] = b == (byte)'{' ? objects[depth >> 6] | bit : objects[depth >> 6] & ~bit;
                depth++;
                scan.Items += depth == 2 && b == (byte)'{' ? 1 : 0;
            }
            else if (b is (byte)'}' or (byte)']')
            {
                depth--;
                if ((objects[depth >> 6] >> (depth & 63) & 1) != (b == (byte)'}' ? 1UL : 0UL))
                {
                    return -1;
                }

                if (depth == 0)
                {
                    return at + 1;
                }
            }
            else if (!Between.Contains(b))
            {
                return -1;
            }

            at++;
        }

        return -1;
    }
}
