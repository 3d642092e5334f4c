using System.Buffers.Text;
using System.Text;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>The two header fields that say how long a message is.</summary>
internal static class HttpFields
{
    /// <summary>The value of content-length; -1 where it is absent.</summary>
    public static int ContentLength(ReadOnlySpan<byte> head)
    {
        var value = Value(head, "content-length"u8);
        return Utf8Parser.TryParse(value, out int length, out _) ? length : -1;
    }

    public static bool IsChunked(ReadOnlySpan<byte> head) => Ascii.EqualsIgnoreCase(Value(head, "transfer-encoding"u8), "chunked"u8);

    /// <summary>A field's value; empty where it is absent.</summary>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (true)
        {
            var line = head.IndexOf((byte)'\n');
            if (line < 0)
            {
                return default;
            }

            head = head[(line + 1)..];
            if (head.Length > name.Length && head[name.Length] == ':' && Ascii.EqualsIgnoreCase(head[..name.Length], name))
            {
                var value = head[(name.Length + 1)..];
                var end = value.IndexOf((byte)'\r');
                return end < 0 ? default : value[..end].Trim((byte)' ');
            }
        }
    }
}
