namespace Fairlead.Configuration;

/// <summary>Guesses which known word a person meant.</summary>
internal static class Suggest
{
    /// <summary>The closest known word, or null when none is close enough to be a slip of the pen.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="known">The words that are valid there.</param>
    /// <remarks>Case, <c>-</c> and <c>_</c> are not counted as differences; a word that is itself known is never a guess.</remarks>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        // A third of the letters, three at most: the ratio compilers use for "did you mean".
        var bound = Math.Min(3, Math.Max(1, word.Length / 3));
        string? best = null;
        var folded = Fold(word);
        foreach (var candidate in known)
        {
            if (string.Equals(candidate, word, StringComparison.Ordinal))
            {
                return null;
            }

            if (Math.Abs(candidate.Length - word.Length) > bound)
            {
                continue;
            }

            var distance = Distance(folded, Fold(candidate));
            if (distance < bound || (distance == bound && best is null))
            {
                // From here on only a strictly closer word replaces this one, so the first of equals wins.
                best = candidate;
                bound = distance;
            }
        }

        return best;
    }

    /// <summary>The guess as the mend of a finding: <c>did you mean 'x'?</c>, or null.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="known">The words that are valid there.</param>
    public static string? DidYouMean(string word, IEnumerable<string> known) =>
        Closest(word, known) is { } closest ? $"did you mean '{closest}'?" : null;

    private static string Fold(string word) => word.Replace('-', '_').ToLowerInvariant();

    /// <summary>Edits between two words: insert, delete, replace, and swap of neighbours (Damerau-Levenshtein, optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}
