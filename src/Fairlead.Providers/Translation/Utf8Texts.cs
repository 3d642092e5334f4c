namespace Fairlead.Providers.Translation;

/// <summary>Several texts as one.</summary>
internal static class Utf8Texts
{
    /// <summary>Puts texts one behind the other; a single one is not copied.</summary>
    public static Utf8Text Join(IEnumerable<Utf8Text> texts)
    {
        var all = texts.Where(static text => !text.IsEmpty).ToArray();
        if (all.Length < 2)
        {
            return all.Length == 0 ? default : all[0];
        }

        var joined = new byte[all.Sum(static text => text.Memory.Length)];
        var at = 0;
        foreach (var text in all)
        {
            text.Span.CopyTo(joined.AsSpan(at));
            at += text.Memory.Length;
        }

        return new Utf8Text(joined);
    }

    /// <summary>The text parts of a message as one text.</summary>
    public static Utf8Text OfParts(IEnumerable<Part> parts) => Join(parts.OfType<TextPart>().Select(static part => part.Text));
}
