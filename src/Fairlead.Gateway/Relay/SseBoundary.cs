namespace Fairlead.Gateway.Relay;

/// <summary>Where the last whole event of a server-sent event stream ends: lines end in LF, CRLF or CR, events in an empty line.</summary>
internal static class SseBoundary
{
    /// <summary>Length of the part of <paramref name="bytes"/> that ends with an empty line; 0 where there is none.</summary>
    public static int WholeEvents(ReadOnlySpan<byte> bytes)
    {
        // Nearly every read ends with an event: a vendor writes one at a time.
        if (bytes.EndsWith("\n\n"u8))
        {
            return bytes.Length;
        }

        while (true)
        {
            var end = bytes.LastIndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                return 0;
            }

            if (EndsLine(bytes[..LineStart(bytes, end)]))
            {
                return end + 1;
            }

            bytes = bytes[..LineStart(bytes, end)];
        }
    }

    /// <summary>Where the line break that ends at <paramref name="end"/> begins: CRLF is one.</summary>
    private static int LineStart(ReadOnlySpan<byte> bytes, int end) =>
        bytes[end] == (byte)'\n' && end > 0 && bytes[end - 1] == (byte)'\r' ? end - 1 : end;

    private static bool EndsLine(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && bytes[^1] is (byte)'\n' or (byte)'\r';
}
