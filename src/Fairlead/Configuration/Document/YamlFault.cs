using YamlDotNet.Core;

namespace Fairlead.Configuration.Document;

/// <summary>Turns what the YAML parser says into a finding: the right place, and the mend where the slip is a common one.</summary>
internal static class YamlFault
{
    /// <summary>What the parser's messages hold, and what usually mends it.</summary>
    private static readonly (string Part, string Mend)[] Mends =
    [
        ("invalid mapping", "quote text that holds ': ', and put a space after the colon of a key"),
        ("did not find expected key", "indent the keys of one mapping alike"),
        ("did not find expected '-'", "indent the entries of one list alike"),
        ("unexpected end of stream", "close the quote"),
        ("unknown escape character", "write \\\\ for a backslash, or use single quotes"),
    ];

    public static DocumentFault Of(string text, YamlException exception)
    {
        var message = $"not valid YAML: {Plainly(exception.Message)}";
        var (line, column) = ((int)exception.Start.Line, (int)exception.Start.Column);
        if (message.Contains("tab", StringComparison.Ordinal) && TabAt(text, line) is { } tab)
        {
            return new DocumentFault(tab.Line, tab.Column, message, "indent with spaces, not tabs");
        }

        return new DocumentFault(line, column, message, Mend(text, exception));
    }

    /// <summary>Where the parser broke off without saying why.</summary>
    public static DocumentFault At(in Mark place) =>
        new((int)place.Line, (int)place.Column, "not valid YAML", "look for a bracket or a quote that is not closed, at or after this place");

    /// <summary>The package's messages may begin with the place, which a finding carries already.</summary>
    private static string Plainly(string message)
    {
        var end = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        return (end < 0 ? message : message[(end + 3)..]).TrimEnd('.');
    }

    private static string? Mend(string text, YamlException exception)
    {
        foreach (var (part, mend) in Mends)
        {
            if (exception.Message.Contains(part, StringComparison.Ordinal))
            {
                return mend;
            }
        }

        var line = Lines(text, (int)exception.Start.Line).FirstOrDefault().Text ?? "";
        var at = (int)exception.Start.Column - 1;
        return at >= 0 && at < line.Length && "@`%|>".Contains(line[at], StringComparison.Ordinal) ? $"quote text that begins with '{line[at]}'" : null;
    }

    /// <summary>The first tab in an indentation; the parser names the mapping it stands in.</summary>
    private static (int Line, int Column)? TabAt(string text, int from)
    {
        foreach (var (number, line) in Lines(text, from))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && string.IsNullOrWhiteSpace(line[..tab]))
            {
                return (number, tab + 1);
            }
        }

        return null;
    }

    private static IEnumerable<(int Number, string Text)> Lines(string text, int from)
    {
        using var reader = new StringReader(text);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (number >= from)
            {
                yield return (number, line);
            }
        }
    }
}
