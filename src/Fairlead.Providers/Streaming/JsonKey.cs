namespace Fairlead.Providers.Streaming;

/// <summary>Finds members by their quoted name, without reading what stands before them.</summary>
/// <remarks>
/// A name between two bare quotes cannot stand inside a JSON string, where quotes are escaped: a hit followed by a colon is a member,
/// at whatever depth.
/// </remarks>
internal static class JsonKey
{
    /// <summary>The offset of the value of the next member of that name; -1 when there is none.</summary>
    /// <param name="json">The text.</param>
    /// <param name="quotedName">The name, quotes included.</param>
    /// <param name="from">Where to begin.</param>
    public static int ValueOf(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedName, int from)
    {
        while (true)
        {
            var hit = json[from..].IndexOf(quotedName);
            if (hit < 0)
            {
                return -1;
            }

            from += hit + quotedName.Length;
            var at = SkipSpace(json, from);
            if (at < json.Length && json[at] == (byte)':')
            {
                at = SkipSpace(json, at + 1);
                return at < json.Length ? at : -1;
            }
        }
    }

    public static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            at++;
        }

        return at;
    }
}
