using System.Text.RegularExpressions;

namespace Fairlead.Providers.Http;

/// <summary>Masks what looks like a credential in a text.</summary>
internal static partial class SecretMask
{
    private const string Masked = "***";

    /// <summary>The text without the known credential and without anything that looks like one.</summary>
    public static string Mask(string text, string? secret)
    {
        // Shorter ones would blank out ordinary words; real keys have 20 characters and more.
        if (secret is { Length: >= 8 })
        {
            text = text.Replace(secret, Masked, StringComparison.Ordinal);
        }

        return LooksLikeKey().Replace(text, Masked);
    }

    // 1. the vendors' own prefixes, partly starred as some echo them; 2. a bearer token; 3. "key provided: …"; 4. a long run of letters and
    // digits, which no word or model name is; 5. a key in a URL.
    [GeneratedRegex(
        """
        \b(?:sk|pk|rk|gsk|csk|xai|pplx|nvapi|hf|r8|fw|tgp|key|ghp|gho|github_pat|AIza|AKIA|ASIA|ya29\.|eyJ)[-_.]?[A-Za-z0-9*][A-Za-z0-9_\-.*]{10,}
        |(?<=\b[Bb]earer\s)\S+
        |(?<=\b[Kk]ey\s(?:provided|is)?:?\s*)[A-Za-z0-9_\-.]*\*{2,}[A-Za-z0-9_\-.*]*
        |(?<=[Kk]ey\sprovided:\s)\S+
        |\b[A-Za-z0-9_]{32,}\b
        |(?<=[?&](?:key|api_key|api-key|token)=)[^&\s]+
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeKey();
}
