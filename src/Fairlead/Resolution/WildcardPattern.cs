namespace Fairlead.Resolution;

/// <summary>A name with <c>*</c>s, each of which stands for any text, empty included; the rest is literal. Anchored at both ends, case matters.</summary>
internal sealed class WildcardPattern
{
    private readonly string[] _pieces;

    public WildcardPattern(string text)
    {
        Text = text;
        _pieces = text.Split('*');
    }

    public string Text { get; }

    /// <summary>Number of <c>*</c>s.</summary>
    public int Stars => _pieces.Length - 1;

    /// <summary>Matches a name, an earlier star taking as much as it can.</summary>
    /// <param name="name">The name.</param>
    /// <param name="parts">What each star stood for.</param>
    /// <remarks>Literals are placed from the right, each as far right as it goes: linear in the name, so that no client's name can make it slow.</remarks>
    public bool TryMatch(string name, out string[] parts)
    {
        parts = [];
        var prefix = _pieces[0];
        var suffix = _pieces[^1];
        if (name.Length < prefix.Length + suffix.Length
            || !name.StartsWith(prefix, StringComparison.Ordinal)
            || !name.EndsWith(suffix, StringComparison.Ordinal))
        {
            return false;
        }

        var found = new string[Stars];
        var end = name.Length - suffix.Length;
        for (var i = _pieces.Length - 2; i > 0; i--)
        {
            var at = name.AsSpan(prefix.Length, end - prefix.Length).LastIndexOf(_pieces[i], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            at += prefix.Length;
            found[i] = name[(at + _pieces[i].Length)..end];
            end = at;
        }

        found[0] = name[prefix.Length..end];
        parts = found;
        return true;
    }

    /// <summary>Whether a pattern with <c>*</c>s covers a name; false for a text without one. Allocates nothing.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="name">The name.</param>
    public static bool Covers(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var star = pattern.IndexOf('*');
        if (star < 0 || !name.StartsWith(pattern[..star], StringComparison.Ordinal))
        {
            return false;
        }

        // Each literal where it first stands leaves the most for the rest; the last one stands at the end.
        pattern = pattern[(star + 1)..];
        name = name[star..];
        for (star = pattern.IndexOf('*'); star >= 0; star = pattern.IndexOf('*'))
        {
            var at = name.IndexOf(pattern[..star], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            pattern = pattern[(star + 1)..];
            name = name[(at + star)..];
        }

        return name.EndsWith(pattern, StringComparison.Ordinal);
    }

    /// <summary>A deployment's model string with its <c>*</c>s filled in.</summary>
    /// <param name="model">The model string.</param>
    /// <param name="parts">What the pattern's stars stood for.</param>
    /// <param name="name">The name asked for.</param>
    /// <returns>The string itself when it has no star; the name asked for when the numbers of stars differ (LiteLLM's rule).</returns>
    public static string Fill(string model, string[] parts, string name)
    {
        var pieces = model.Split('*');
        if (pieces.Length == 1)
        {
            return model;
        }

        if (pieces.Length - 1 != parts.Length)
        {
            return name;
        }

        var filled = pieces[0];
        for (var i = 0; i < parts.Length; i++)
        {
            filled += parts[i] + pieces[i + 1];
        }

        return filled;
    }
}
