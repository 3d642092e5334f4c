using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;
using Xunit.Abstractions;

namespace Fairlead.Tests.Wire.OpenAIResponses;

/// <summary>Recorded Responses traffic of every vendor that speaks it, where it lies beside the repository.</summary>
public sealed class ResponsesRecordingTests(ITestOutputHelper output)
{
    public static TheoryData<string, string> Vendors { get; } = new()
    {
        { "openai", "openai" }, { "azure", "azure" }, { "xai", "xai" }, { "deepseek", "deepseek" }, { "openrouter", "openrouter" }, { "bedrock-mantle", "openai_like" },
    };

    [Theory]
    [MemberData(nameof(Vendors))]
    public void Requests_AreReadAndWrittenBack(string folder, string vendor)
    {
        foreach (var recording in Recorded(folder).Where(static recording => recording.Request.Length > 0 && recording.Status == 200))
        {
            var conversation = Translating.Read(ResponsesDialect.Instance, Encoding.UTF8.GetString(recording.Request));
            var back = Translating.Read(ResponsesDialect.Instance, Encoding.UTF8.GetString(Translating.Write(ResponsesDialect.Instance, conversation, vendor, "gpt-5", out var losses)));

            Assert.DoesNotContain(losses, static loss => loss.Kind != LossKind.Hint);
            Assert.Equal(recording.File + "\n" + Comparable(conversation), recording.File + "\n" + Comparable(back));
            Assert.Equal(conversation.Bound.Select(static bound => bound.Name + OneLine(bound.Value)), back.Bound.Select(static bound => bound.Name + OneLine(bound.Value)));
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public void Answers_AreReadAsRecorded(string folder, string vendor)
    {
        foreach (var recording in Recorded(folder).Where(static recording => recording.Status == 200 && !IsStream(recording)))
        {
            var answer = Translating.ReadAnswer(ResponsesDialect.Instance, recording.Response);

            Check(answer, JsonNode.Parse(recording.Response)!, recording.File);
            Assert.NotEmpty(Translating.Write(ResponsesDialect.Instance, new Conversation { Source = "openai-chat" }, vendor, "m", out _));
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public void Streams_AreReadAsRecorded(string folder, string vendor)
    {
        _ = vendor;
        foreach (var recording in Recorded(folder).Where(static recording => recording.Status == 200 && IsStream(recording)))
        {
            var whole = Translating.ReadStream(ResponsesDialect.Instance, recording.Response, out var isWhole);
            var pieces = Translating.ReadStream(ResponsesDialect.Instance, recording.Response, out _, Enumerable.Repeat(41, recording.Response.Length / 41).ToArray());

            Assert.True(isWhole, recording.File);
            Assert.Null(whole.Error);
            Assert.Equal(CanonicalText.Of(whole.Answer), CanonicalText.Of(pieces.Answer));
            var last = Encoding.UTF8.GetString(recording.Response).Split('\n').Last(static line => line.StartsWith("data: {", StringComparison.Ordinal));
            var response = JsonNode.Parse(last[6..])!["response"]!;
            Check(whole.Answer, response, recording.File);

            var plain = Translating.ReadAnswer(ResponsesDialect.Instance, Encoding.UTF8.GetBytes(response.ToJsonString()));
            // What is encrypted differs from event to event, and lists of tools are told in the last one only.
            Assert.Equal(recording.File + "\n" + Unsigned(plain), recording.File + "\n" + Unsigned(whole.Answer));
        }
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public void Errors_AreOfTheirKind(string folder, string vendor)
    {
        _ = vendor;
        foreach (var recording in Recorded(folder).Where(static recording => recording.Status != 200))
        {
            using var response = recording.ToResponse();

            var failure = FailureClassifier.Classify(response, recording.Response, new ReasonContext(recording.Request, default, null), TimeProvider.System);

            output.WriteLine($"{recording.File}: {recording.Status} {failure.Kind}");
            Assert.Contains(failure.Kind, new[] { FailureKind.BadRequest, FailureKind.Authentication, FailureKind.NotFound, FailureKind.ContextWindow, FailureKind.Unsupported });
        }
    }

    private static bool IsStream(Recording recording) => recording.Headers.GetValueOrDefault("content-type", "").StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);

    private static void Check(Answer answer, JsonNode response, string file)
    {
        int Number(JsonNode? node, string name) => (int?)node?[name] ?? 0;
        if ((string?)response["status"] is "queued" or "in_progress")
        {
            // In the background.
            Assert.Equal((file, FinishReason.None, null), (file, answer.Choices[0].Finish, answer.Usage));
            return;
        }

        var usage = response["usage"]!;
        Assert.Equal(
            (file, Number(usage, "input_tokens"), Number(usage, "output_tokens"), Number(usage["input_tokens_details"], "cached_tokens"), Number(usage["output_tokens_details"], "reasoning_tokens"), Number(usage, "total_tokens")),
            (file, answer.Usage!.Value.Input, answer.Usage.Value.Output, answer.Usage.Value.CachedInput, answer.Usage.Value.Reasoning, answer.Usage.Value.Total));
        var items = response["output"]!.AsArray();
        var calls = items.Count(static item => (string)item!["type"]! is "function_call" or "custom_tool_call");
        var expected = (string)response["status"]! != "completed" ? FinishReason.Length : calls > 0 ? FinishReason.ToolCalls : FinishReason.Stop;
        Assert.Equal((file, expected), (file, answer.Choices[0].Finish));
        Assert.Equal(calls, answer.Choices[0].Parts.Count(static part => part is ToolCallPart));
        var text = string.Concat(items.Where(static item => (string)item!["type"]! == "message").SelectMany(static item => item!["content"]!.AsArray()).Select(static part => (string?)part!["text"]));
        Assert.Equal(text, string.Concat(answer.Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString())));
        Assert.Equal((string)response["id"]!, answer.Id);
    }

    private static string OneLine(RawJson json) => json.IsEmpty ? "" : JsonNode.Parse(json.Span)!.ToJsonString();

    private static string Unsigned(Answer answer)
    {
        answer.Choices[0].Parts.RemoveAll(static part => part is OpaquePart);
        foreach (var part in answer.Choices[0].Parts)
        {
            part.Signature = part.Signature.IsPresent ? part.Signature with { Value = Utf8Text.Of("x") } : part.Signature;
        }

        return CanonicalText.Of(answer);
    }

    // Neighbouring messages of the model's are one turn, and thoughts that nobody signed are not sent back.
    private static string Comparable(Conversation conversation)
    {
        foreach (var turn in conversation.Turns)
        {
            turn.Parts.RemoveAll(static part => part is ReasoningPart thought && !thought.Signature.IsPresent);
        }

        conversation.Turns.RemoveAll(static turn => turn.Parts.Count == 0);
        return CanonicalText.Of(conversation).Replace("[Assistant]\n", "", StringComparison.Ordinal);
    }

    private IReadOnlyList<Recording> Recorded(string folder)
    {
        var recordings = Recordings.Recordings.Of(folder, "responses");
        output.WriteLine(Recordings.Recordings.Folder is null ? "no recordings here" : $"{recordings.Count} exchanges of {folder}");
        return recordings;
    }
}
