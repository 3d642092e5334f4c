using System.Text;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Wire.OpenAIChat;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat.Providers;

public sealed class UpdateStreamTests
{
    private static ChatResponse Read(params string[] events)
    {
        using var stream = new UpdateStream(ChatDialect.Instance);
        var updates = new List<ChatResponseUpdate>();
        foreach (var data in events)
        {
            Push(Encoding.UTF8.GetBytes($"data: {data}\n\n"));
        }

        Push([]);
        return updates.ToChatResponse();

        void Push(byte[] bytes)
        {
            stream.Push(bytes);
            while (stream.Take() is { } update)
            {
                updates.Add(update);
            }
        }
    }

    [Fact]
    public void Text_WithAzuresFirstChunkAndUsage_IsOneMessage()
    {
        var response = Read(
            """{"choices":[],"id":"","model":"","object":"","created":0,"prompt_filter_results":[]}""",
            """{"id":"r1","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}""",
            """{"id":"r1","model":"m","choices":[{"index":0,"delta":{"content":"Hel"}}]}""",
            """{"id":"r1","model":"m","choices":[{"index":0,"delta":{"content":"lo"}}]}""",
            """{"id":"r1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            """{"id":"r1","model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""",
            "[DONE]");

        Assert.Equal("Hello", response.Text);
        Assert.Single(response.Messages);
        Assert.Equal("r1", response.ResponseId);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(5, response.Usage!.TotalTokenCount);
    }

    [Fact]
    public void ToolCalls_InterleavedFragments_AreJoinedByIndex()
    {
        var response = Read(
            """{"choices":[{"delta":{"role":"assistant","tool_calls":[{"index":1,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":3,"id":"b","type":"function","function":{"name":"g","arguments":"{\"y\""}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{\"x\":"}},{"index":3,"function":{"arguments":":2}"}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"1}"}}]}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""",
            "[DONE]");

        var calls = response.Messages.Single().Contents.Cast<FunctionCallContent>().ToList();
        Assert.Equal(["a", "b"], calls.Select(call => call.CallId));
        Assert.Equal(["f", "g"], calls.Select(call => call.Name));
        Assert.Equal(1, ((JsonElement)calls[0].Arguments!["x"]!).GetInt32());
        Assert.Equal(2, ((JsonElement)calls[1].Arguments!["y"]!).GetInt32());
    }

    [Fact]
    public void ToolCalls_TwoAtIndexZeroWithOwnIds_StayApart()
    {
        var response = Read(
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]}}]}""",
            """{"choices":[{"delta":{},"finish_reason":"stop"}]}""");

        Assert.Equal(["f", "g"], response.Messages.Single().Contents.Cast<FunctionCallContent>().Select(call => call.Name));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public void Usage_CumulativeOnEveryChunk_CountsOnce()
    {
        var response = Read(
            """{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""",
            """{"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""");

        Assert.Equal(3, response.Usage!.InputTokenCount);
        Assert.Equal(2, response.Usage.OutputTokenCount);
    }

    [Fact]
    public void Usage_InGroqsOwnPlace_IsFound() =>
        Assert.Equal(7, Read("""{"choices":[{"delta":{},"finish_reason":"stop"}],"x_groq":{"usage":{"prompt_tokens":7,"completion_tokens":0,"total_tokens":7}}}""").Usage!.InputTokenCount);

    [Fact]
    public void Stream_NoFinishAndNoMarker_IsBroken()
    {
        var thrown = Assert.Throws<UpstreamException>(() => Read("""{"choices":[{"delta":{"content":"a"}}]}"""));

        Assert.Equal(FailureKind.StreamBroken, thrown.Failure);
    }

    [Fact]
    public void Stream_MarkerWithoutFinishReason_IsWhole() =>
        Assert.Equal("a", Read("""{"choices":[{"delta":{"content":"a"}}]}""", "[DONE]").Text);

    [Theory]
    [InlineData("""{"error":{"message":"x","type":"server_error"}}""", FailureKind.MalformedResponse)]
    [InlineData("""{"choices":[{"delta":{}}],"error":{"code":502}}""", FailureKind.Unavailable)]
    [InlineData("""{"error":{"code":"rate_limit_exceeded"}}""", FailureKind.RateLimited)]
    [InlineData("nonsense", FailureKind.MalformedResponse)]
    public void Event_ErrorOrNoJson_Throws(string data, FailureKind expected) =>
        Assert.Equal(expected, Assert.Throws<UpstreamException>(() => Read(data)).Failure);

    [Fact]
    public void Event_ErrorText_IsNotRepeated()
    {
        var thrown = Assert.Throws<UpstreamException>(() => Read("""{"error":{"message":"the prompt was: secret","code":500}}"""));

        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("500", thrown.Message, StringComparison.Ordinal);
    }
}
