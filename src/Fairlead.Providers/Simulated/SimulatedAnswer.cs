using System.Text;
using Fairlead.Providers.Http;

namespace Fairlead.Providers.Simulated;

/// <summary>What is answered to one request: a text in tokens, or tool calls in fragments.</summary>
internal sealed class SimulatedAnswer
{
    /// <summary>Characters of a fragment of arguments: about what a model's token is.</summary>
    private const int FragmentLength = 8;

    private readonly string[] _words;

    private SimulatedAnswer(string[] words, int tokens, IReadOnlyList<SimulatedToolPiece> toolPieces, string finishReason)
    {
        _words = words;
        Tokens = tokens;
        ToolPieces = toolPieces;
        FinishReason = finishReason;
    }

    /// <summary>The answer's id.</summary>
    public required string Id { get; init; }

    /// <summary>The model's name, as it was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    public required Surface Surface { get; init; }

    public required int PromptTokens { get; init; }

    public required bool IncludeUsage { get; init; }

    public required IReadOnlyList<SimulatedToolCall> ToolCalls { get; init; }

    /// <summary>Length in tokens.</summary>
    public int Tokens { get; }

    /// <summary>The fragments of the tool calls; empty for a text.</summary>
    public IReadOnlyList<SimulatedToolPiece> ToolPieces { get; }

    public string FinishReason { get; }

    /// <summary>Plans an answer.</summary>
    public static SimulatedAnswer Plan(SimulatedSettings settings, SimulatedRequest request, in UpstreamCall call, string id, long created)
    {
        var tools = call.Surface == Surface.ChatCompletions && request.OffersTools ? settings.ToolCalls : [];
        var pieces = Pieces(tools);
        var words = Words(settings.Text);
        var wanted = pieces.Count > 0 ? pieces.Count : settings.OutputTokens ?? words.Length;
        // Tool calls are not cut: half of one is no JSON.
        var cut = pieces.Count == 0 && request.MaxTokens is { } most && most < wanted;
        return new SimulatedAnswer(words, cut ? request.MaxTokens!.Value : wanted, pieces, pieces.Count > 0 ? "tool_calls" : cut ? "length" : "stop")
        {
            Id = id,
            Model = call.UpstreamModel,
            Created = created,
            Surface = call.Surface,
            PromptTokens = request.PromptTokens,
            IncludeUsage = request.IncludeUsage,
            ToolCalls = tools,
        };
    }

    /// <summary>The text of a token.</summary>
    public string Token(int index) => _words.Length == 0 ? " " : _words[index % _words.Length];

    /// <summary>The whole text.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Tokens; i++)
        {
            text.Append(Token(i));
        }

        return text.ToString();
    }

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
