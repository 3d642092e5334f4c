using System.Text;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Text as prompts have it: words, punctuation, and a JSON escape every forty bytes or so.</summary>
internal static class Prose
{
    private const string Line = """A fitting guides the rope where it should go,\n""";

    /// <summary>JSON string content of exactly this many bytes, quotes not included.</summary>
    public static string OfLength(int bytes)
    {
        var text = new StringBuilder(bytes);
        while (text.Length + Line.Length <= bytes)
        {
            text.Append(Line);
        }

        return text.Append('.', bytes - text.Length).ToString();
    }
}
