using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of Cohere's v2.</summary>
internal sealed class RecordedCohere() : RecordedFormat(CohereDialect.Instance)
{
    protected override void Request(Recording recording)
    {
        var conversation = Translating.Read(Dialect, Encoding.UTF8.GetString(recording.Request));

        var written = Translating.Write(Dialect, conversation, "cohere_chat", "m", out var losses);

        Assert.Empty(losses);
        Assert.Equal(Dense(CanonicalText.Of(conversation)), Dense(CanonicalText.Of(Translating.Read(Dialect, Encoding.UTF8.GetString(written)))));
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var parts = answer.Choices[0].Parts;
        JsonNode end;
        if (raw is [{ } plain] && plain["message"] is { } message)
        {
            end = plain;
            Assert.Equal((string)plain["id"]!, answer.Id);
            Assert.Equal(Text(message["content"]?.AsArray() ?? [], "text"), Said<TextPart>(answer));
            Assert.Equal(Text(message["content"]?.AsArray() ?? [], "thinking") + (string?)message["tool_plan"], Said<ReasoningPart>(answer));
            Assert.Equal(message["tool_calls"]?.AsArray().Count ?? 0, parts.OfType<ToolCallPart>().Count());
            Assert.Equal(message["citations"]?.AsArray().Count ?? 0, parts.OfType<TextPart>().Sum(static part => part.Citations.Count));
        }
        else
        {
            end = raw.Single(static item => (string)item["type"]! == "message-end")["delta"]!;
            Assert.Equal(Deltas(raw, "content-delta", static message => message["content"]?["text"]), Said<TextPart>(answer));
            Assert.Equal(
                Deltas(raw, "content-delta", static message => message["content"]?["thinking"]) + Deltas(raw, "tool-plan-delta", static message => message["tool_plan"]),
                Said<ReasoningPart>(answer));
            Assert.Equal(
                Deltas(raw, "tool-call-delta", static message => message["tool_calls"]?["function"]?["arguments"]),
                string.Concat(parts.OfType<ToolCallPart>().Select(static call => call.Arguments.ToString())));
            Assert.Equal(raw.Count(static item => (string)item["type"]! == "citation-start"), parts.OfType<TextPart>().Sum(static part => part.Citations.Count));
        }

        Assert.Equal((string?)end["finish_reason"], answer.Choices[0].NativeFinish);
        Assert.Equal((string?)end["finish_reason"] switch
        {
            "COMPLETE" or "STOP_SEQUENCE" => FinishReason.Stop,
            "MAX_TOKENS" => FinishReason.Length,
            "TOOL_CALL" => FinishReason.ToolCalls,
            _ => FinishReason.None,
        }, answer.Choices[0].Finish);
        var tokens = end["usage"]!["tokens"];
        Assert.Equal(
            new AnswerUsage { Input = Number(tokens, "input_tokens"), Output = Number(tokens, "output_tokens"), Reasoning = Number(tokens, "reasoning_tokens"), CachedInput = Number(end["usage"], "cached_tokens") },
            answer.Usage);
    }

    protected override FailureKind KindOf(Recording recording) => recording.Status == 401 ? FailureKind.Authentication : FailureKind.ContextWindow;

    private static string Deltas(IReadOnlyList<JsonNode> events, string type, Func<JsonNode, JsonNode?> text) =>
        string.Concat(events.Where(item => (string)item["type"]! == type).Select(item => (string?)text(item["delta"]!["message"]!)));

    private static string Text(JsonArray content, string member) => string.Concat(content.Select(item => (string?)item![member]));

    // Documents are JSON, with whatever lines they came in.
    private static string Dense(string text) => string.Concat(text.Where(static letter => !char.IsWhiteSpace(letter)));
}
