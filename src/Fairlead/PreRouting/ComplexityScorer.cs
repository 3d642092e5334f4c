using Fairlead.Configuration;

namespace Fairlead.PreRouting;

/// <summary>Says how hard a message looks: a weighted sum of signs, found in one pass over its text. No model is asked, nothing is kept.</summary>
/// <remarks>
/// <para>Each sign gives 0 to 1: length, on a logarithmic scale between the two thresholds; code, one for a fenced block, else a third for each word of code,
/// and a third for code-like punctuation; reasoning, a half for each marker; technical terms, a quarter each; steps, a third for each word or numbered line;
/// questions, a third for each question mark beyond the first. Greetings and plain questions give −1.</para>
/// <para>Weights and limits are LiteLLM's by default; the words and the way they are counted are Fairlead's own.</para>
/// </remarks>
internal sealed class ComplexityScorer
{
    /// <summary>What of a long text is looked at: its beginning and its end, where instructions stand. 32 K characters take some 100 µs.</summary>
    private const int Head = 24 * 1024;

    private const int Tail = 8 * 1024;

    /// <summary>Markers of reasoning that decide by themselves: LiteLLM's rule (2).</summary>
    private const int DecisiveMarkers = 2;

    /// <summary>Braces, semicolons and the like from which a text looks like code: one short statement has about six.</summary>
    private const int CodeMarks = 6;

    /// <summary>Estimate of characters a token: the usual rule for English text.</summary>
    private const int CharactersPerToken = 4;

    private const int DefaultSimpleTokens = 25;
    private const int DefaultComplexTokens = 800;

    private readonly ComplexityWeights _weights;
    private readonly double _simple;
    private readonly double _complex;
    private readonly Sign[] _signs;
    private readonly WordTable _words;

    public ComplexityScorer(AutoRouterConfig config, IReadOnlyList<string> ruleWords)
    {
        _weights = config.Weights;
        _simple = Math.Max(1, config.SimpleTokens ?? DefaultSimpleTokens);
        _complex = Math.Max(_simple + 1, config.ComplexTokens ?? DefaultComplexTokens);
        var words = new List<string>(ruleWords);
        var signs = ruleWords.Select(static _ => Sign.Rule).ToList();
        if (config.Scores)
        {
            foreach (var (sign, known) in SignWords.All)
            {
                words.AddRange(known);
                signs.AddRange(known.Select(_ => sign));
            }

            words.AddRange(config.TechnicalKeywords);
            signs.AddRange(config.TechnicalKeywords.Select(static _ => Sign.Technical));
        }

        _words = new WordTable(words);
        _signs = [.. signs];
    }

    /// <summary>How many words are looked for; rules' words come first, in the order given.</summary>
    public int Count => _words.Count;

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Gets which words it holds; as long as <see cref="Count"/>.</param>
    /// <returns>The score, and whether its markers of reasoning decide by themselves.</returns>
    public (double Score, bool Reasons) Look(ReadOnlySpan<char> text, Span<bool> found)
    {
        var marks = new Marks();
        if (text.Length <= Head + Tail)
        {
            Scan(text, found, ref marks);
        }
        else
        {
            Scan(text[..Head], found, ref marks);
            Scan(text[^Tail..], found, ref marks);
        }

        Span<int> hits = stackalloc int[6];
        hits.Clear();
        for (var i = 0; i < found.Length; i++)
        {
            hits[(int)_signs[i]] += found[i] ? 1 : 0;
        }

        var tokens = Math.Max(1.0, text.Length / (double)CharactersPerToken);
        var length = Math.Clamp(Math.Log(tokens / _simple) / Math.Log(_complex / _simple), 0, 1);
        var code = marks.Fences > 0 ? 1 : Share(hits[(int)Sign.Code] + (marks.Code >= CodeMarks ? 1 : 0), 3);
        var score = (_weights.TokenCount * length)
            + (_weights.CodePresence * code)
            + (_weights.ReasoningMarkers * Share(hits[(int)Sign.Reasoning], DecisiveMarkers))
            + (_weights.TechnicalTerms * Share(hits[(int)Sign.Technical], 4))
            - (hits[(int)Sign.Simple] > 0 ? _weights.SimpleIndicators : 0)
            + (_weights.MultiStepPatterns * Share(hits[(int)Sign.Steps] + marks.Numbered, 3))
            + (_weights.QuestionComplexity * Share(marks.Questions - 1, 3));
        return (Math.Clamp(score, 0, 1), hits[(int)Sign.Reasoning] >= DecisiveMarkers);
    }

    private static double Share(int hits, double most) => Math.Clamp(hits / most, 0, 1);

    private void Scan(ReadOnlySpan<char> text, Span<bool> found, ref Marks marks)
    {
        _words.MarkAnywhere(text, found);
        var lineStart = true;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (WordTable.IsWord(c))
            {
                var end = WordTable.WordEnd(text, i);
                _words.MarkAt(text, i, end, found);
                marks.Numbered += lineStart && char.IsAsciiDigit(c) && end < text.Length && text[end] is '.' or ')' ? 1 : 0;
                lineStart = false;
                i = end;
                continue;
            }

            lineStart = c == '\n' || (lineStart && char.IsWhiteSpace(c));
            marks.Questions += c is '?' or '？' ? 1 : 0;
            marks.Code += c is '{' or '}' or ';' or '=' or '<' or '>' ? 1 : 0;
            marks.Fences += c == '`' && text[i..].StartsWith("```") ? 1 : 0;
            i++;
        }
    }

    private struct Marks
    {
        public int Questions;
        public int Code;
        public int Fences;
        public int Numbered;
    }
}
