using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.OllamaChat;

/// <summary>Recorded traffic of Ollama's own API, where it lies beside the repository.</summary>
public sealed class OllamaRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Requests_AreReadAndWrittenBack()
    {
        foreach (var recording in Recorded())
        {
            var conversation = Translating.Read(OllamaDialect.Instance, Encoding.UTF8.GetString(recording.Request));

            var bytes = Translating.Write(OllamaDialect.Instance, conversation, "ollama", "m", out var losses);

            Assert.Empty(losses);
            Assert.Equal(CanonicalText.Of(conversation), CanonicalText.Of(Translating.Read(OllamaDialect.Instance, Encoding.UTF8.GetString(bytes))));
        }
    }

    [Fact]
    public void Answers_AreReadAsRecorded()
    {
        foreach (var recording in Recorded().Where(static recording => recording.Status == 200))
        {
            var isStream = recording.Headers["content-type"].Contains("ndjson", StringComparison.Ordinal);
            var lines = isStream
                ? Encoding.UTF8.GetString(recording.Response).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!).ToList()
                : [JsonNode.Parse(recording.Response)!];

            var answer = isStream ? Streamed(recording) : Translating.ReadAnswer(OllamaDialect.Instance, recording.Response);

            var last = lines[^1];
            var calls = lines.Sum(static line => line["message"]?["tool_calls"]?.AsArray().Count ?? 0);
            var text = string.Concat(lines.Select(static line => (string?)line["message"]!["content"]));
            Assert.Equal((recording.File, text), (recording.File, string.Concat(answer.Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString()))));
            Assert.Equal(calls, answer.Choices[0].Parts.OfType<ToolCallPart>().Count());
            Assert.Equal((string?)last["done_reason"], answer.Choices[0].NativeFinish);
            Assert.Equal(calls > 0 ? FinishReason.ToolCalls : (string?)last["done_reason"] == "length" ? FinishReason.Length : FinishReason.Stop, answer.Choices[0].Finish);
            Assert.Equal(new AnswerUsage { Input = (int?)last["prompt_eval_count"] ?? 0, Output = (int?)last["eval_count"] ?? 0 }, answer.Usage);
            Assert.True(answer.Created > 1_600_000_000);
        }
    }

    [Fact]
    public void Errors_AreOfTheirKind()
    {
        if (Recordings.Recordings.Folder is null)
        {
            output.WriteLine("no recordings here");
            return;
        }

        var file = JsonNode.Parse(Recordings.Recordings.BytesOf("errors-transcribed/ollama-404-model.json"))!["response"]!;
        using var response = new HttpResponseMessage((System.Net.HttpStatusCode)(int)file["status"]!);
        var failure = FailureClassifier.Classify(response, Encoding.UTF8.GetBytes(file["body"]!.ToJsonString()), default, TimeProvider.System);
        Assert.Equal(FailureKind.NotFound, failure.Kind);
    }

    private static Answer Streamed(Recording recording)
    {
        var read = Translating.ReadStream(OllamaDialect.Instance, recording.Response, out var isWhole, Enumerable.Repeat(37, recording.Response.Length / 37).ToArray());
        Assert.True(isWhole, recording.File);
        Assert.Null(read.Error);
        return read.Answer;
    }

    private List<Recording> Recorded()
    {
        List<Recording> recordings = [.. Recordings.Recordings.Of("ollama", "api-chat")];
        if (Recordings.Recordings.Folder is { } folder)
        {
            recordings.AddRange(Directory.EnumerateFiles(Path.Combine(folder, "ollama"), "doc-api-chat-*.json").Select(static file => Recordings.Recordings.Read("ollama/" + Path.GetFileName(file), "api-chat")));
        }

        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges");
        return recordings;
    }
}
