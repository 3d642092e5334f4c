using System.Globalization;
using System.Text;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Simulated;

/// <summary>What is answered to one request: thoughts and a text in tokens, or tool calls in fragments.</summary>
internal sealed class SimulatedAnswer
{
    /// <summary>Characters of a fragment of arguments: about what a model's token is.</summary>
    private const int FragmentLength = 8;

    private readonly string[] _words;

    private SimulatedAnswer(string[] words, int tokens, IReadOnlyList<SimulatedToolPiece> toolPieces, FinishReason finish)
    {
        _words = words;
        Tokens = tokens;
        ToolPieces = toolPieces;
        Finish = finish;
    }

    /// <summary>The answer's id, without a prefix.</summary>
    public required string Id { get; init; }

    /// <summary>The model's name, as it was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    public required int PromptTokens { get; init; }

    /// <summary>The thoughts, a token each; empty for none.</summary>
    public required IReadOnlyList<string> Thoughts { get; init; }

    /// <summary>Length of the text or the calls in tokens.</summary>
    public int Tokens { get; }

    /// <summary>The fragments of the tool calls; empty for a text.</summary>
    public IReadOnlyList<SimulatedToolPiece> ToolPieces { get; }

    public FinishReason Finish { get; }

    /// <summary>Plans an answer.</summary>
    /// <param name="settings">How the deployment behaves.</param>
    /// <param name="prompt">The request.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="number">The call's number.</param>
    /// <param name="created">Now, in seconds since 1970.</param>
    public static SimulatedAnswer Plan(SimulatedSettings settings, SimulatedPrompt prompt, string model, long number, long created)
    {
        var pieces = prompt.OffersTools ? Pieces(settings.ToolCalls) : [];
        var words = Words(settings.Text);
        var wanted = pieces.Count > 0 ? pieces.Count : settings.OutputTokens ?? words.Length;
        // Tool calls are not cut: half of one is no JSON.
        var cut = pieces.Count == 0 && prompt.Conversation.MaxOutputTokens is { } most && most < wanted;
        return new SimulatedAnswer(
            words,
            cut ? prompt.Conversation.MaxOutputTokens!.Value : wanted,
            pieces,
            pieces.Count > 0 ? FinishReason.ToolCalls : cut ? FinishReason.Length : FinishReason.Stop)
        {
            Id = number.ToString("x8", CultureInfo.InvariantCulture),
            Model = model,
            Created = created,
            PromptTokens = prompt.Tokens,
            Thoughts = settings.ReasoningText is { Length: > 0 } thoughts ? Words(thoughts) : [],
        };
    }

    /// <summary>The text of a token.</summary>
    public string Token(int index) => _words.Length == 0 ? " " : _words[index % _words.Length];

    /// <summary>The id of a call: OpenAI's begin like this.</summary>
    public string CallId(int index) => string.Create(CultureInfo.InvariantCulture, $"call_{Id}_{index}");

    /// <summary>What a vendor would have signed: its own answer only.</summary>
    public Utf8Text Signature => Utf8Text.Of(Convert.ToBase64String(Encoding.UTF8.GetBytes("signed:" + Id)));

    // A word with the space behind it stands for a token.
    private static string[] Words(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ' && (i + 1 == text.Length || text[i + 1] != ' '))
            {
                words.Add(text[start..(i + 1)]);
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            words.Add(text[start..]);
        }

        return [.. words];
    }

    private static List<SimulatedToolPiece> Pieces(IReadOnlyList<SimulatedToolCall> tools)
    {
        var pieces = new List<SimulatedToolPiece>();
        for (var tool = 0; tool < tools.Count; tool++)
        {
            pieces.Add(new SimulatedToolPiece(tool, tools[tool].Name, ""));
            var arguments = tools[tool].Arguments;
            for (var at = 0; at < arguments.Length;)
            {
                var length = Math.Min(FragmentLength, arguments.Length - at);
                // A surrogate pair stays together: half of one cannot be written as UTF-8.
                if (char.IsHighSurrogate(arguments[at + length - 1]) && at + length < arguments.Length)
                {
                    length++;
                }

                pieces.Add(new SimulatedToolPiece(tool, null, arguments.Substring(at, length)));
                at += length;
            }
        }

        return pieces;
    }
}

/// <summary>One fragment of a tool call.</summary>
/// <param name="Index">Which call.</param>
/// <param name="Name">The function, in the first fragment of a call; null after it.</param>
/// <param name="Arguments">A piece of the arguments.</param>
internal sealed record SimulatedToolPiece(int Index, string? Name, string Arguments);
