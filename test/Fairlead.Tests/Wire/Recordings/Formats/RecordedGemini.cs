using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of AI Studio and Vertex AI.</summary>
internal sealed class RecordedGemini() : RecordedFormat(GeminiDialect.Instance)
{
    protected override void Request(Recording recording)
    {
        var conversation = Translating.Read(Dialect, JsonNode.Parse(recording.Request)!.ToJsonString());
        var model = recording.Url.Split("/models/")[1].Split(':')[0];

        var written = Translating.Write(Dialect, conversation, recording.Provider == "vertex" ? "vertex_ai" : "gemini", model, out var losses);

        Assert.Empty(losses);
        // Older models know a part of JSON schema only.
        var withTools = !model.StartsWith("gemini-2.0", StringComparison.Ordinal);
        Assert.Equal(Told(conversation, withTools), Told(Translating.Read(Dialect, Encoding.UTF8.GetString(written)), withTools));
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var candidates = raw.SelectMany(static item => item["candidates"]?.AsArray() ?? []).ToList();
        var parts = candidates.SelectMany(static item => item!["content"]?["parts"]?.AsArray() ?? []).ToList();
        var choice = answer.Choices[0];
        Assert.Equal(Texts(parts, thought: false), Said<TextPart>(answer));
        Assert.Equal(Texts(parts, thought: true), Said<ReasoningPart>(answer));
        var names = parts.Select(static part => (string?)part!["functionCall"]?["name"]).Where(static name => name is not null).ToList();
        Assert.Equal(names, choice.Parts.OfType<ToolCallPart>().Select(static call => call.Name));

        var native = candidates.Count == 0 ? (string?)raw[^1]["promptFeedback"]!["blockReason"] : candidates.Select(static item => (string?)item!["finishReason"]).Last(static reason => reason is not null);
        var finish = names.Count > 0 ? FinishReason.ToolCalls : native switch
        {
            "STOP" => FinishReason.Stop,
            "MAX_TOKENS" => FinishReason.Length,
            _ => FinishReason.ContentFilter,
        };
        Assert.Equal((finish, native), (choice.Finish, choice.NativeFinish));

        if (raw[^1]["usageMetadata"] is { } usage && usage["promptTokenCount"] is not null)
        {
            Assert.Equal(Number(usage, "promptTokenCount") + Number(usage, "toolUsePromptTokenCount"), answer.Usage!.Value.Input);
            Assert.Equal(Number(usage, "candidatesTokenCount") + Number(usage, "thoughtsTokenCount"), answer.Usage!.Value.Output);
            Assert.Equal((Number(usage, "cachedContentTokenCount"), Number(usage, "thoughtsTokenCount")), (answer.Usage.Value.CachedInput, answer.Usage.Value.Reasoning));
            Assert.Equal(Number(usage, "totalTokenCount"), answer.Usage.Value.Total);
        }
    }

    // Events with a member that nobody knows are not read in one pass.
    protected override string? ByDocument(byte[] stream, IReadOnlyList<JsonNode> payloads) =>
        string.Concat(payloads.Select(static item => $"data: {{\"other\":null,{item.ToJsonString()[1..]}\r\n\r\n"));

    protected override FailureKind KindOf(Recording recording)
    {
        var message = Encoding.UTF8.GetString(recording.Response);
        return recording.Status switch
        {
            404 => FailureKind.NotFound,
            429 => FailureKind.RateLimited,
            _ => message.Contains("input token count", StringComparison.Ordinal) ? FailureKind.ContextWindow
                : message.Contains("API_KEY_INVALID", StringComparison.Ordinal) ? FailureKind.Authentication
                : FailureKind.BadRequest,
        };
    }

    // The vendor's own tools stand behind functions; a user who says nothing is made to say something.
    private static string Told(Conversation conversation, bool withTools)
    {
        var lines = CanonicalText.Of(conversation).Replace("text ''", "text 'Please continue.'", StringComparison.Ordinal).Split('\n');
        return string.Join('\n', lines.Where(line => withTools || !line.StartsWith("tool Function", StringComparison.Ordinal)).OrderBy(static line => line.StartsWith("tool Function", StringComparison.Ordinal) ? 1 : line.StartsWith("tool ", StringComparison.Ordinal) ? 2 : 0));
    }

    private static string Texts(List<JsonNode?> parts, bool thought) =>
        string.Concat(parts.Where(part => ((bool?)part!["thought"] ?? false) == thought).Select(static part => (string?)part!["text"]));
}
