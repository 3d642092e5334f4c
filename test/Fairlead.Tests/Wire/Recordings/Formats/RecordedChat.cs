using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of everybody who speaks OpenAI's chat format.</summary>
internal sealed class RecordedChat() : RecordedFormat(ChatDialect.Instance)
{
    /// <summary>The vendors by their folders; those that are missing have the folder's name. Another gateway takes all that clients of the format say.</summary>
    private static readonly Dictionary<string, string> Vendors = new()
    {
        ["bedrock-mantle"] = "litellm_proxy",
        ["gemini"] = "litellm_proxy",
        ["huggingface-router"] = "huggingface",
        ["ollama"] = "litellm_proxy",
        ["openai-compatible"] = "litellm_proxy",
        ["together"] = "together_ai",
    };

    protected override void Request(Recording recording)
    {
        var conversation = Translating.Read(Dialect, Encoding.UTF8.GetString(recording.Request));

        var vendor = Vendors.GetValueOrDefault(recording.Provider, recording.Provider);
        var model = (string?)JsonNode.Parse(recording.Request)!["model"] ?? "m";
        var written = Translating.Write(Dialect, conversation, vendor, model, out var losses);

        if (recording.Status == 200)
        {
            Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
            Assert.Equal(Told(conversation), Told(Translating.Read(Dialect, Encoding.UTF8.GetString(written))));
        }
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var choice = answer.Choices[0];
        JsonNode? usage;
        if (raw is [{ } plain] && plain["choices"]?[0]?["delta"] is null)
        {
            usage = plain["usage"];
            Assert.Equal((string?)plain["id"] ?? "", answer.Id);
            Assert.Equal((string?)plain["choices"]![0]!["finish_reason"] ?? "", choice.NativeFinish ?? "");
            // A filtered answer of Azure's has no message; the old kind of call stands alone.
            var message = plain["choices"]![0]!["message"];
            Assert.Equal(message?["tool_calls"]?.AsArray().Count ?? (message?["function_call"] is null ? 0 : 1), choice.Parts.OfType<ToolCallPart>().Count());
        }
        else
        {
            var deltas = raw.SelectMany(static chunk => chunk["choices"]?.AsArray() ?? []).Where(static choice => ((int?)choice!["index"] ?? 0) == 0).ToList();
            var text = string.Concat(deltas.Select(static choice => choice!["delta"]?["content"]).OfType<JsonValue>().Select(static value => (string?)value));
            var said = string.Concat(choice.Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));
            Assert.True(said == text || said.Contains(text, StringComparison.Ordinal), $"'{said}' is not '{text}'");
            Assert.Equal(deltas.Select(static choice => (string?)choice!["finish_reason"]).LastOrDefault(static reason => reason is { Length: > 0 }), choice.NativeFinish);
            usage = raw.Select(static chunk => chunk["usage"] ?? chunk["x_groq"]?["usage"]).LastOrDefault(static usage => usage is not null);
        }

        if (usage?["prompt_tokens"] is not null)
        {
            // Some count reasoning beside the output.
            Assert.Equal(Number(usage, "prompt_tokens"), answer.Usage!.Value.Input);
            var completion = Number(usage, "completion_tokens");
            Assert.Contains(answer.Usage.Value.Output, new[] { completion, completion + Number(usage["completion_tokens_details"], "reasoning_tokens") });
        }
    }

    // An effort of none is a budget of none; developers are the system to most; a function that takes nothing says so, and a document has a name.
    private static string Told(Conversation conversation) => RecordedText.Plain(CanonicalText.Of(conversation))
        .Replace("[Developer]", "[System]", StringComparison.Ordinal)
        .Replace("' {\"type\":\"object\",\"properties\":{}} strict", "'  strict", StringComparison.Ordinal)
        .Replace("Effort = none, BudgetTokens = ,", "Effort = , BudgetTokens = 0,", StringComparison.Ordinal)
        .Replace(" name=file ", " name= ", StringComparison.Ordinal);

    // Events with a name are not read in one pass.
    protected override string? ByDocument(byte[] stream, IReadOnlyList<JsonNode> payloads) => Encoding.UTF8.GetString(stream).Replace("data: {", "event: message\ndata: {", StringComparison.Ordinal);

    protected override FailureKind KindOf(Recording recording)
    {
        var text = Encoding.UTF8.GetString(recording.Response);
        return recording.Status switch
        {
            401 => FailureKind.Authentication,
            403 => FailureKind.PermissionDenied,
            404 => FailureKind.NotFound,
            429 => FailureKind.RateLimited,
            >= 500 => FailureKind.ServerError,
            _ when text.Contains("exceeded max context length", StringComparison.Ordinal) => FailureKind.ContextWindow,
            _ => text.Contains("context_length_exceeded", StringComparison.Ordinal) || text.Contains("maximum context length", StringComparison.Ordinal) ? FailureKind.ContextWindow : FailureKind.BadRequest,
        };
    }
}
