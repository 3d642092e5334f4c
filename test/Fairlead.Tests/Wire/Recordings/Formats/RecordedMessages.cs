using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of Anthropic's Messages.</summary>
internal sealed class RecordedMessages() : RecordedFormat(MessagesDialect.Instance)
{
    protected override bool WritesOpaque => true;

    protected override void Request(Recording recording)
    {
        var json = Encoding.UTF8.GetString(recording.Request);
        var conversation = Translating.Read(Dialect, json);
        conversation.MaxOutputTokens ??= 4096;
        var model = (string)JsonNode.Parse(json)!["model"]!;

        var written = Translating.Write(Dialect, conversation, "anthropic", model, out var losses);

        if (recording.Status == 200)
        {
            Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
            Assert.Equal(Merged(CanonicalText.Of(conversation)), Merged(CanonicalText.Of(Translating.Read(Dialect, Encoding.UTF8.GetString(written)))));
        }
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var plain = raw is [{ } only] && only["content"] is not null ? only : null;
        var last = plain ?? raw.Last(static data => (string?)data["type"] == "message_delta");
        var usage = (plain ?? raw.Last(static data => (string?)data["type"] == "message_start")["message"]!)["usage"]!.DeepClone().AsObject();
        foreach (var (name, value) in last["usage"]!.AsObject())
        {
            usage[name] = value?.DeepClone();
        }

        if (plain is not null)
        {
            Assert.Equal(plain["content"]!.AsArray().Count, answer.Choices[0].Parts.Count);
        }
        else
        {
            Assert.Equal(
                string.Concat(raw.Where(static data => (string?)data["delta"]?["type"] == "text_delta").Select(static data => (string?)data["delta"]!["text"])),
                Said<TextPart>(answer));
        }

        var expected = new AnswerUsage
        {
            Input = Number(usage, "input_tokens") + Number(usage, "cache_read_input_tokens") + Number(usage, "cache_creation_input_tokens"),
            CachedInput = Number(usage, "cache_read_input_tokens"),
            CacheWrite = Number(usage, "cache_creation_input_tokens"),
            Output = Number(usage, "output_tokens"),
            Reasoning = Number(usage["output_tokens_details"], "thinking_tokens"),
        };
        Assert.Equal(expected, answer.Usage!.Value);
        Assert.Equal((string?)(last["stop_reason"] ?? last["delta"]?["stop_reason"]) switch
        {
            "end_turn" or "stop_sequence" => FinishReason.Stop,
            "tool_use" => FinishReason.ToolCalls,
            "max_tokens" => FinishReason.Length,
            "refusal" => FinishReason.ContentFilter,
            "pause_turn" => FinishReason.Pause,
            _ => FinishReason.None,
        }, answer.Choices[0].Finish);
    }

    protected override FailureKind KindOf(Recording recording)
    {
        var error = JsonNode.Parse(recording.Response)!["error"]!;
        return (string)error["type"]! switch
        {
            "authentication_error" => FailureKind.Authentication,
            "not_found_error" => FailureKind.NotFound,
            _ => ((string)error["message"]!).StartsWith("prompt is too long", StringComparison.Ordinal) ? FailureKind.ContextWindow : FailureKind.BadRequest,
        };
    }

    // Two messages of one speaker one behind the other are merged, results of tools stand first: Anthropic takes both ways. The default need not be said.
    private static string Merged(string text)
    {
        text = text.Replace("temperature: 1\n", "", StringComparison.Ordinal);
        var merged = new StringBuilder();
        var before = "";
        foreach (var line in text.Split('\n'))
        {
            if (!(line.StartsWith('[') && line.EndsWith(']') && line == before))
            {
                merged.Append(line).Append('\n');
            }

            before = line.StartsWith('[') && line.EndsWith(']') ? line : before;
        }

        return merged.ToString();
    }
}
