using System.Globalization;
using System.Text;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Names of a request's documents: letters, digits, single spaces, hyphens and brackets, no two alike.</summary>
internal sealed class ConverseDocumentNames
{
    /// <summary>Bedrock takes 200 characters; a number must still fit.</summary>
    private const int MaxLength = 190;

    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name of the next document.</summary>
    /// <param name="wanted">Its own; null for none.</param>
    public string Next(string? wanted)
    {
        var clean = Clean(wanted ?? "");
        clean = clean.Length == 0 ? "Document" : clean;
        var name = clean;
        for (var number = 2; !_used.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{clean} {number}");
        }

        return name;
    }

    private static string Clean(string wanted)
    {
        var clean = new StringBuilder(Math.Min(wanted.Length, MaxLength));
        foreach (var c in wanted)
        {
            if (clean.Length == MaxLength)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '(' or ')' or '[' or ']')
            {
                clean.Append(c);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().Trim();
    }
}
