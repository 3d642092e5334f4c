namespace Fairlead.PreRouting;

/// <summary>Words and phrases to look for in a text, all at once.</summary>
/// <remarks>Phrases are found by their first word. Those in scripts that put no spaces between words are looked for anywhere in the text.</remarks>
internal sealed class WordTable
{
    private readonly Dictionary<string, Phrase[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstWord;
    private readonly Phrase[] _anywhere;

    /// <param name="phrases">The phrases; each one's place in the list is its number.</param>
    public WordTable(IReadOnlyList<string> phrases)
    {
        Count = phrases.Count;
        var all = phrases.Select(static (text, number) => new Phrase(text.Trim(), number)).Where(static phrase => phrase.Text.Length > 0).ToArray();
        _anywhere = [.. all.Where(static phrase => HasNoSpaces(phrase.Text))];
        _byFirstWord = all
            .Except(_anywhere)
            .GroupBy(static phrase => phrase.Text[..WordEnd(phrase.Text, 0)], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static group => group.Key, static group => group.ToArray(), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many phrases there are.</summary>
    public int Count { get; }

    /// <summary>Marks the phrases that begin with the word at a place.</summary>
    public void MarkAt(ReadOnlySpan<char> text, int start, int end, Span<bool> found)
    {
        if (!_byFirstWord.TryGetValue(text[start..end], out var phrases))
        {
            return;
        }

        foreach (var phrase in phrases)
        {
            var rest = text[start..];
            var length = phrase.Text.Length;
            if (rest.StartsWith(phrase.Text, StringComparison.OrdinalIgnoreCase) && (rest.Length == length || !IsWord(rest[length]) || !IsWord(rest[length - 1])))
            {
                found[phrase.Number] = true;
            }
        }
    }

    /// <summary>Marks the phrases that may stand anywhere.</summary>
    public void MarkAnywhere(ReadOnlySpan<char> text, Span<bool> found)
    {
        foreach (var phrase in _anywhere)
        {
            found[phrase.Number] = found[phrase.Number] || text.Contains(phrase.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Where the word that begins at a place ends; at least one character on.</summary>
    public static int WordEnd(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        while (end < text.Length && (IsWord(text[end]) || (text[end] is '+' or '#' && IsWord(text[end - 1])) || (text[end] == '+' && text[end - 1] == '+')))
        {
            end++;
        }

        return end;
    }

    public static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    /// <summary>Chinese, Japanese, Thai and their neighbours: from U+0E00 to U+0EFF, and from U+2E80 on.</summary>
    private static bool HasNoSpaces(string text)
    {
        foreach (var c in text)
        {
            if (c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u2E80' and <= '\uFAFF'))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Phrase(string Text, int Number);
}
