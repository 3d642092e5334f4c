using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of everybody who speaks OpenAI's Responses.</summary>
internal sealed class RecordedResponses() : RecordedFormat(ResponsesDialect.Instance)
{
    protected override void Request(Recording recording)
    {
        if (recording.Status != 200)
        {
            return;
        }

        var conversation = Translating.Read(Dialect, Encoding.UTF8.GetString(recording.Request));
        var vendor = recording.Provider == "bedrock-mantle" ? "openai_like" : recording.Provider;
        var back = Translating.Read(Dialect, Encoding.UTF8.GetString(Translating.Write(Dialect, conversation, vendor, "gpt-5", out var losses)));

        Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
        Assert.Equal(Told(conversation), Told(back));
        Assert.Equal(conversation.Bound.Select(static bound => bound.Name + OneLine(bound.Value)), back.Bound.Select(static bound => bound.Name + OneLine(bound.Value)));
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var response = raw is [{ } only] && only["output"] is not null ? only : raw[^1]["response"]!;
        if ((string?)response["status"] is "queued" or "in_progress")
        {
            // In the background.
            Assert.Equal((FinishReason.None, null), (answer.Choices[0].Finish, answer.Usage));
            return;
        }

        var usage = response["usage"]!;
        Assert.Equal(
            (Number(usage, "input_tokens"), Number(usage, "output_tokens"), Number(usage["input_tokens_details"], "cached_tokens"), Number(usage["output_tokens_details"], "reasoning_tokens"), Number(usage, "total_tokens")),
            (answer.Usage!.Value.Input, answer.Usage.Value.Output, answer.Usage.Value.CachedInput, answer.Usage.Value.Reasoning, answer.Usage.Value.Total));
        var items = response["output"]!.AsArray();
        var calls = items.Count(static item => (string)item!["type"]! is "function_call" or "custom_tool_call");
        var expected = (string)response["status"]! != "completed" ? FinishReason.Length : calls > 0 ? FinishReason.ToolCalls : FinishReason.Stop;
        Assert.Equal(expected, answer.Choices[0].Finish);
        Assert.Equal(calls, answer.Choices[0].Parts.Count(static part => part is ToolCallPart));
        var text = string.Concat(items.Where(static item => (string)item!["type"]! == "message").SelectMany(static item => item!["content"]!.AsArray()).Select(static part => (string?)part!["text"]));
        var deltas = string.Concat(raw.Where(static data => (string?)data["type"] == "response.output_text.delta").Select(static data => (string?)data["delta"]));

        // Some streams were shortened: then the deltas count. Copilot has another id in every event.
        Assert.Contains(Said<TextPart>(answer), new[] { text, deltas });
        Assert.Contains(answer.Id, raw.Select(static data => (string?)(data["response"] ?? data)["id"]));
        if (raw.Count > 1)
        {
            // The last event of a stream is the answer that would have come unstreamed. What is encrypted differs from event to event.
            Assert.True(deltas != text || Unsigned(Translating.ReadAnswer(Dialect, Encoding.UTF8.GetBytes(response.ToJsonString()))) == Unsigned(answer), "streamed it is another answer");
        }
    }

    protected override FailureKind KindOf(Recording recording)
    {
        var error = JsonNode.Parse(recording.Response)!["error"];
        return recording.Status switch
        {
            401 => FailureKind.Authentication,
            404 => FailureKind.NotFound,
            _ when (string?)(error as JsonObject)?["code"] == "model_not_found" => FailureKind.NotFound,
            _ when Encoding.UTF8.GetString(recording.Response).Contains("Incorrect API key", StringComparison.Ordinal) => FailureKind.Authentication,
            _ => (string?)(error as JsonObject)?["code"] == "context_length_exceeded" ? FailureKind.ContextWindow : FailureKind.BadRequest,
        };
    }

    private string Unsigned(Answer answer) => System.Text.RegularExpressions.Regex.Replace(Comparable(answer), " signed=\\S+", " signed");

    private static string OneLine(RawJson json) => json.IsEmpty ? "" : JsonNode.Parse(json.Span)!.ToJsonString();

    // Neighbouring messages of the model's are one turn, and thoughts that nobody signed are not sent back.
    private static string Told(Conversation conversation)
    {
        foreach (var turn in conversation.Turns)
        {
            turn.Parts.RemoveAll(static part => part is ReasoningPart thought && !thought.Signature.IsPresent);
        }

        conversation.Turns.RemoveAll(static turn => turn.Parts.Count == 0);
        return CanonicalText.Of(conversation).Replace("[Assistant]\n", "", StringComparison.Ordinal);
    }
}
