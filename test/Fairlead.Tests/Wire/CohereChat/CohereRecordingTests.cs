using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.CohereChat;

/// <summary>Recorded traffic of Cohere, where it lies beside the repository.</summary>
public sealed class CohereRecordingTests(ITestOutputHelper output)
{
    [Fact]
    public void Requests_AreReadAndWrittenBack()
    {
        foreach (var recording in Recorded())
        {
            var conversation = Translating.Read(CohereDialect.Instance, Encoding.UTF8.GetString(recording.Request));

            var bytes = Translating.Write(CohereDialect.Instance, conversation, "cohere_chat", "m", out var losses);

            Assert.Empty(losses);
            Assert.Equal(Dense(CanonicalText.Of(conversation)), Dense(CanonicalText.Of(Translating.Read(CohereDialect.Instance, Encoding.UTF8.GetString(bytes)))));
        }
    }

    [Fact]
    public void Answers_AreReadAsRecorded()
    {
        foreach (var recording in Recorded().Where(static recording => recording.Status == 200))
        {
            var isStream = recording.Headers["content-type"].Contains("event-stream", StringComparison.Ordinal);
            if (isStream)
            {
                CheckStream(recording);
            }
            else
            {
                Check(Translating.ReadAnswer(CohereDialect.Instance, recording.Response), JsonNode.Parse(recording.Response)!, recording.File);
            }
        }
    }

    [Fact]
    public void Errors_AreOfTheirKind()
    {
        foreach (var recording in Recorded().Where(static recording => recording.Status != 200))
        {
            using var response = recording.ToResponse();

            var failure = FailureClassifier.Classify(response, recording.Response, new ReasonContext(recording.Request, default, null), TimeProvider.System);

            Assert.Equal((recording.File, recording.Status == 401 ? FailureKind.Authentication : FailureKind.ContextWindow), (recording.File, failure.Kind));
        }
    }

    [Fact]
    public void Others_FilesOfClients_AreRead()
    {
        if (Recordings.Recordings.Folder is not { } folder)
        {
            output.WriteLine("no recordings here");
            return;
        }

        var count = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "cohere"), "vercel-cohere-*"))
        {
            if (file.EndsWith(".chunks.txt", StringComparison.Ordinal))
            {
                var lines = File.ReadAllLines(file).Select(static line => (string)JsonNode.Parse(line)!["type"]! + " " + line);
                var read = Translating.ReadStream(CohereDialect.Instance, Encoding.UTF8.GetBytes(CohereStreamTests.Events([.. lines])), out var isWhole);
                Assert.True(isWhole, file);
                Assert.Equal(FinishReason.ToolCalls, read.Answer.Choices[0].Finish);
            }
            else if (!file.Contains("rerank", StringComparison.Ordinal) && !file.Contains("embedding", StringComparison.Ordinal))
            {
                var bytes = File.ReadAllBytes(file);
                Check(Translating.ReadAnswer(CohereDialect.Instance, bytes), JsonNode.Parse(bytes)!, file);
            }

            count++;
        }

        output.WriteLine($"{count} files");
    }

    private static void Check(Answer answer, JsonNode raw, string file)
    {
        var message = raw["message"]!;
        Assert.Equal((file, (string)raw["id"]!), (file, answer.Id));
        Assert.Equal((string?)raw["finish_reason"], answer.Choices[0].NativeFinish);
        Assert.Equal(Finish((string)raw["finish_reason"]!), answer.Choices[0].Finish);
        Assert.Equal(Usage(raw["usage"]!), answer.Usage);
        Assert.Equal(Text(message["content"]?.AsArray() ?? [], "text"), Said<TextPart>(answer));
        Assert.Equal(Text(message["content"]?.AsArray() ?? [], "thinking") + (string?)message["tool_plan"], Said<ReasoningPart>(answer));
        Assert.Equal(message["tool_calls"]?.AsArray().Count ?? 0, answer.Choices[0].Parts.OfType<ToolCallPart>().Count());
        Assert.Equal(message["citations"]?.AsArray().Count ?? 0, answer.Choices[0].Parts.OfType<TextPart>().Sum(static part => part.Citations.Count));
    }

    private static void CheckStream(Recording recording)
    {
        var events = Encoding.UTF8.GetString(recording.Response).Split('\n').Where(static line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line["data: ".Length..])!).ToList();
        var read = Translating.ReadStream(CohereDialect.Instance, recording.Response, out var isWhole, Enumerable.Repeat(37, recording.Response.Length / 37).ToArray());
        Assert.True(isWhole, recording.File);
        Assert.Null(read.Error);
        var end = events.Single(static item => (string)item["type"]! == "message-end")["delta"]!;
        Assert.Equal((recording.File, (string?)end["finish_reason"]), (recording.File, read.Answer.Choices[0].NativeFinish));
        Assert.Equal(Usage(end["usage"]!), read.Answer.Usage);
        Assert.Equal(Deltas(events, "content-delta", static message => message["content"]?["text"]), Said<TextPart>(read.Answer));
        Assert.Equal(
            Deltas(events, "content-delta", static message => message["content"]?["thinking"]) + Deltas(events, "tool-plan-delta", static message => message["tool_plan"]),
            Said<ReasoningPart>(read.Answer));
        Assert.Equal(
            Deltas(events, "tool-call-delta", static message => message["tool_calls"]?["function"]?["arguments"]),
            string.Concat(read.Answer.Choices[0].Parts.OfType<ToolCallPart>().Select(static call => call.Arguments.ToString())));
        Assert.Equal(
            events.Count(static item => (string)item["type"]! == "citation-start"),
            read.Answer.Choices[0].Parts.OfType<TextPart>().Sum(static part => part.Citations.Count));
    }

    private static string Deltas(List<JsonNode> events, string type, Func<JsonNode, JsonNode?> text) =>
        string.Concat(events.Where(item => (string)item["type"]! == type).Select(item => (string?)text(item["delta"]!["message"]!)));

    private static string Text(JsonArray content, string member) => string.Concat(content.Select(item => (string?)item![member]));

    private static string Said<T>(Answer answer)
        where T : Part => string.Concat(answer.Choices[0].Parts.OfType<T>().Select(static part => part is TextPart text ? text.Text.ToString() : ((ReasoningPart)(Part)part).Text.ToString()));

    private static AnswerUsage Usage(JsonNode usage) => new()
    {
        Input = (int)usage["tokens"]!["input_tokens"]!,
        Output = (int)usage["tokens"]!["output_tokens"]!,
        Reasoning = (int?)usage["tokens"]!["reasoning_tokens"] ?? 0,
        CachedInput = (int?)usage["cached_tokens"] ?? 0,
    };

    private static FinishReason Finish(string text) => text switch
    {
        "COMPLETE" or "STOP_SEQUENCE" => FinishReason.Stop,
        "MAX_TOKENS" => FinishReason.Length,
        "TOOL_CALL" => FinishReason.ToolCalls,
        _ => FinishReason.None,
    };

    // Documents are JSON, with whatever lines they came in.
    private static string Dense(string text) => string.Concat(text.Where(static letter => !char.IsWhiteSpace(letter)));

    private IReadOnlyList<Recording> Recorded()
    {
        var recordings = Recordings.Recordings.Of("cohere", "chat-v2");
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges");
        return recordings;
    }
}
