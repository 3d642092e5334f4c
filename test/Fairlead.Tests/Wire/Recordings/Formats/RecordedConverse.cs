using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of Bedrock's Converse.</summary>
internal sealed class RecordedConverse() : RecordedFormat(ConverseDialect.Instance)
{
    protected override void Request(Recording recording)
    {
        var conversation = Translating.Read(Dialect, Encoding.UTF8.GetString(recording.Request));
        var model = Uri.UnescapeDataString(recording.Url.Split("/model/")[1].Split('/')[0]);

        var written = Translating.Write(Dialect, conversation, "bedrock", model, out var losses);

        // Two users' messages one behind the other are merged: Bedrock takes both ways.
        Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
        Assert.Equal(Merged(CanonicalText.Of(conversation)), Merged(CanonicalText.Of(Translating.Read(Dialect, Encoding.UTF8.GetString(written)))));
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var stop = (string)raw.Single(static item => item["stopReason"] is not null)["stopReason"]!;
        var usage = raw.SingleOrDefault(static item => item["usage"] is not null)?["usage"];
        if (raw is [{ } plain])
        {
            Assert.Equal(plain["output"]!["message"]!["content"]!.AsArray().Count, answer.Choices[0].Parts.Count);
        }
        else if (Said<TextPart>(answer) is { Length: > 0 } said)
        {
            // Structured output by a tool is text, too.
            var text = string.Concat(raw.Select(static item => (string?)item["delta"]?["text"]));
            var input = string.Concat(raw.Select(static item => (string?)item["delta"]?["toolUse"]?["input"]));
            Assert.True(said == text || said == input || said == text + input, $"'{said}' is not '{text}'");
        }

        var expected = new AnswerUsage
        {
            Input = Number(usage, "inputTokens") + Number(usage, "cacheReadInputTokens") + Number(usage, "cacheWriteInputTokens"),
            CachedInput = Number(usage, "cacheReadInputTokens"),
            CacheWrite = Number(usage, "cacheWriteInputTokens"),
            Output = Number(usage, "outputTokens"),
        };
        if (usage is not null)
        {
            Assert.Equal(expected, answer.Usage!.Value);
            Assert.Equal(Number(usage, "totalTokens"), answer.Usage.Value.Total);
        }

        Assert.Equal(stop, answer.Choices[0].NativeFinish);
        Assert.Equal(stop switch
        {
            "end_turn" or "stop_sequence" => FinishReason.Stop,
            "tool_use" => answer.Choices[0].Parts.Exists(static part => part is ToolCallPart) ? FinishReason.ToolCalls : FinishReason.Stop,
            "max_tokens" => FinishReason.Length,
            "guardrail_intervened" => FinishReason.ContentFilter,
            _ => FinishReason.None,
        }, answer.Choices[0].Finish);
    }

    protected override FailureKind KindOf(Recording recording)
    {
        var message = (string)JsonNode.Parse(recording.Response)!["message"]!;
        return message.Contains("identifier is invalid", StringComparison.Ordinal) ? FailureKind.NotFound
            : message.Contains("security token", StringComparison.Ordinal) ? FailureKind.Authentication
            : FailureKind.BadRequest;
    }

    protected override IReadOnlyList<JsonNode> Payloads(byte[] stream)
    {
        var frames = new List<JsonNode>();
        for (var at = 0; at < stream.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at));
            var headers = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 4));
            frames.Add(JsonNode.Parse(stream.AsSpan(at + 12 + headers, length - headers - 16))!);
            at += length;
        }

        return frames;
    }

    private static string Merged(string text) => text.Replace("[User]\n", "", StringComparison.Ordinal);
}
