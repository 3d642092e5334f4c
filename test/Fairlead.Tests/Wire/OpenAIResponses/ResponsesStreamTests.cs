using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIResponses;

public sealed class ResponsesStreamTests
{
    private const string Created = """{"type":"response.created","response":{"id":"resp_1","model":"m","created_at":1,"status":"in_progress"}}""";

    [Fact]
    public void Stream_Written_IsTheAnswerWhenRead()
    {
        var plain = Answer();

        var read = Translating.ReadStream(ResponsesDialect.Instance, Translating.WriteStream(ResponsesDialect.Instance, plain), out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(CanonicalText.Of(plain), CanonicalText.Of(read.Answer));
        Assert.Equal(plain.Choices[0].Logprobs.ToString(), read.Answer.Choices[0].Logprobs.ToString());
    }

    [Fact]
    public void Stream_LastEvent_IsThePlainAnswer()
    {
        var answer = Answer();

        var events = Events(Translating.WriteStream(ResponsesDialect.Instance, answer));

        var last = Translating.ReadAnswer(ResponsesDialect.Instance, Encoding.UTF8.GetBytes(events[^1]["response"]!.ToJsonString()));
        Assert.Equal(CanonicalText.Of(answer), CanonicalText.Of(last));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(static item => (int)item["sequence_number"]!));
        var done = events.Where(static item => (string)item["type"]! == "response.output_item.done").Select(static item => item["item"]!.ToJsonString());
        Assert.Equal(done, events[^1]["response"]!["output"]!.AsArray().Select(static item => item!.ToJsonString()));
    }

    [Fact]
    public void Stream_AnySplitInTwo_IsTheSame() => AnySplit.IsTheSame(ResponsesDialect.Instance, Translating.WriteStream(ResponsesDialect.Instance, Answer()), step: 7);

    [Theory]
    [InlineData("""{"type":"error","code":"rate_limit_exceeded","message":"slow, said: secret","param":null}""", FailureKind.RateLimited)]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","code":"context_length_exceeded","message":"long"}}""", FailureKind.ContextWindow)]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"secret"}}}""", FailureKind.ServerError)]
    [InlineData("""{"type":"response.output_text.delta","delta":"\ud800"}""", FailureKind.MalformedResponse)]
    public void Error_WithinAStream_IsOfItsKind(string frame, FailureKind kind)
    {
        var read = Translating.ReadStream(ResponsesDialect.Instance, Sse(Created, frame), out var isWhole);

        Assert.False(isWhole);
        Assert.Equal(kind, read.Error!.Kind);
        Assert.DoesNotContain("secret", read.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Error_Written_IsReadBackAndEndsTheSnapshot()
    {
        var chat = """
            data: {"id":"c","choices":[{"index":0,"delta":{"content":"Hal"}}]}

            data: {"error":{"message":"slow","type":"rate_limit_error","code":"rate_limit_exceeded"}}


            """;

        var stream = Translating.PassStream(ChatDialect.Instance, ResponsesDialect.Instance, Encoding.UTF8.GetBytes(chat));

        var events = Events(stream);
        Assert.Equal(["error", "response.failed"], events.TakeLast(2).Select(static item => (string)item["type"]!));
        Assert.Equal(("failed", "rate_limit_exceeded", "incomplete"), ((string)events[^1]["response"]!["status"]!, (string)events[^1]["response"]!["error"]!["code"]!, (string)events[^1]["response"]!["output"]![0]!["status"]!));
        Assert.Equal(FailureKind.RateLimited, Translating.ReadStream(ResponsesDialect.Instance, stream, out _).Error!.Kind);
    }

    [Fact]
    public void Imitator_ThatTellsItemsAtTheirEndOnly_IsRead()
    {
        var read = Translating.ReadStream(
            ResponsesDialect.Instance,
            Sse(
                Created,
                """{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[],"content":[{"type":"reasoning_text","text":"Hm."}]}}""",
                """{"type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"Hi."}]}}""",
                """{"type":"response.output_item.done","output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{}"}}""",
                """{"type":"response.completed","response":{"status":"completed","usage":{"input_tokens":3,"output_tokens":4}}}"""),
            out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(
            "resp_1 m " + new AnswerUsage { Input = 3, Output = 4 } + "\n[ToolCalls ]\nthought 'Hm.'\ntext 'Hi.'\ncall call_1 f {}\n",
            CanonicalText.Of(read.Answer));
    }

    [Theory]
    [InlineData("max_output_tokens", nameof(FinishReason.Length))]
    [InlineData("content_filter", nameof(FinishReason.ContentFilter))]
    public void Incomplete_KeepsItsReason(string reason, string finish)
    {
        var stream = Sse(
            Created,
            """{"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"msg_1"}}""",
            """{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Ha"}""",
            """{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"REASON"}}}""".Replace("REASON", reason, StringComparison.Ordinal));

        var read = Translating.ReadStream(ResponsesDialect.Instance, stream, out _);
        Assert.Equal((finish, reason), (read.Answer.Choices[0].Finish.ToString(), read.Answer.Choices[0].NativeFinish));

        var last = Events(Translating.WriteStream(ResponsesDialect.Instance, read.Answer))[^1];
        Assert.Equal("response.incomplete", (string)last["type"]!);
        Assert.Equal((reason, "incomplete"), ((string)last["response"]!["incomplete_details"]!["reason"]!, (string)last["response"]!["output"]![0]!["status"]!));
    }

    [Fact]
    public void Values_WithLines_StayOnTheEventsOwn()
    {
        var request = Translating.Read(ResponsesDialect.Instance, "{\"input\":\"x\",\"metadata\":{\n\"a\":\"b\"\r\n},\"tools\":[{\"type\":\"mcp\",\n\"server_label\":\"s\"}]}");

        var events = Events(Translating.PassStream(ChatDialect.Instance, ResponsesDialect.Instance, """data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}"""u8, request));

        Assert.Equal("""{"a":"b"}""", events[^1]["response"]!["metadata"]!.ToJsonString());
        Assert.Equal("s", (string)events[^1]["response"]!["tools"]![0]!["server_label"]!);
    }

    [Fact]
    public void Stream_ThatBreaksOff_IsNotWhole()
    {
        Translating.ReadStream(ResponsesDialect.Instance, Sse(Created, """{"type":"response.output_text.delta","output_index":0,"delta":"Ha"}""", "[DONE]"), out var isWhole);

        Assert.False(isWhole);
    }

    private static Answer Answer() => Translating.ReadAnswer(ResponsesDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/answer.responses.json")));

    private static byte[] Sse(params string[] frames) => Encoding.UTF8.GetBytes(string.Concat(frames.Select(static frame => $"data: {frame}\n\n")));

    private static List<JsonNode> Events(byte[] stream) =>
        [.. Encoding.UTF8.GetString(stream).Split('\n').Where(static line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line[6..])!)];
}
