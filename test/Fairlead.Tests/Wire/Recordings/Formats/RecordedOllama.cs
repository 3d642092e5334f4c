using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Recordings.Formats;

/// <summary>Recorded traffic of Ollama's own API.</summary>
internal sealed class RecordedOllama() : RecordedFormat(OllamaDialect.Instance)
{
    protected override void Request(Recording recording)
    {
        var conversation = Translating.Read(Dialect, Encoding.UTF8.GetString(recording.Request));

        var written = Translating.Write(Dialect, conversation, "ollama", "m", out var losses);

        Assert.Empty(losses);
        Assert.Equal(CanonicalText.Of(conversation), CanonicalText.Of(Translating.Read(Dialect, Encoding.UTF8.GetString(written))));
    }

    protected override void Answer(Answer answer, IReadOnlyList<JsonNode> raw)
    {
        var last = raw[^1];
        var calls = raw.Sum(static line => line["message"]?["tool_calls"]?.AsArray().Count ?? 0);
        Assert.Equal(string.Concat(raw.Select(static line => (string?)line["message"]!["content"])), Said<TextPart>(answer));
        Assert.Equal(calls, answer.Choices[0].Parts.OfType<ToolCallPart>().Count());
        Assert.Equal((string?)last["done_reason"], answer.Choices[0].NativeFinish);
        Assert.Equal(calls > 0 ? FinishReason.ToolCalls : (string?)last["done_reason"] == "length" ? FinishReason.Length : FinishReason.Stop, answer.Choices[0].Finish);
        Assert.Equal(new AnswerUsage { Input = Number(last, "prompt_eval_count"), Output = Number(last, "eval_count") }, answer.Usage);
        Assert.True(answer.Created > 1_600_000_000);
    }

    protected override FailureKind KindOf(Recording recording) => recording.Status == 404 ? FailureKind.NotFound : FailureKind.BadRequest;

    protected override IReadOnlyList<JsonNode> Payloads(byte[] stream) =>
        [.. Encoding.UTF8.GetString(stream).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)];
}
