using System.Text.RegularExpressions;

namespace Fairlead.Tests.Wire.Recordings;

/// <summary>Canonical texts without what formats write in their own way.</summary>
internal static partial class RecordedText
{
    /// <summary>Calls by their number, signatures in one line, arguments that are none as the empty ones they are sent as.</summary>
    public static string Plain(string text)
    {
        var ids = new List<string>();
        text = CallId().Replace(text, match =>
        {
            var id = match.Groups[2].Value;
            if (id.Length == 0 || !ids.Contains(id))
            {
                ids.Add(id);
            }

            return $"{match.Groups[1].Value} #{(id.Length == 0 ? ids.Count - 1 : ids.IndexOf(id))} ";
        });
        return Signature().Replace(text, static match => WhiteSpace().Replace(match.Value, "")).Replace(" !\n", " {}\n", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(\s*(?:call|result)) (\S*) ", RegexOptions.Multiline)]
    private static partial Regex CallId();

    [GeneratedRegex(@"signed=OpenRouter:\[[\s\S]*?\]\n")]
    private static partial Regex Signature();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
