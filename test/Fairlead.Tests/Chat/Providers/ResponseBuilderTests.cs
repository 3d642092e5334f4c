using System.Text;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Wire.OpenAIChat;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat.Providers;

public sealed class ResponseBuilderTests
{
    private static ChatResponse Read(string json) => DeploymentChatClient.Read(Encoding.UTF8.GetBytes(json), ChatDialect.Instance);

    [Fact]
    public void Answer_TextReasoningAndUsage_AreTyped()
    {
        var response = Read(
            """
            {"id":"r1","object":"chat.completion","created":1700000000,"model":"m-1","system_fingerprint":"fp",
             "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","reasoning_content":"Because.","content":"Yes.","own":[1]}}],
             "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,
               "prompt_tokens_details":{"cached_tokens":4,"audio_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}}
            """);

        Assert.Equal("r1", response.ResponseId);
        Assert.Equal("m-1", response.ModelId);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000), response.CreatedAt);
        Assert.Equal("Yes.", response.Text);
        Assert.Equal("Because.", Assert.IsType<TextReasoningContent>(response.Messages[0].Contents[0]).Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(10, response.Usage!.InputTokenCount);
        Assert.Equal(5, response.Usage.OutputTokenCount);
        Assert.Equal(15, response.Usage.TotalTokenCount);
        Assert.Equal(4, response.Usage.CachedInputTokenCount);
        Assert.Equal(3, response.Usage.ReasoningTokenCount);
        Assert.Equal(2, response.Usage.AdditionalCounts!["prompt_tokens_details.audio_tokens"]);
        Assert.Equal("fp", ((JsonElement)response.AdditionalProperties!["system_fingerprint"]!).GetString());
        Assert.Equal(JsonValueKind.Array, ((JsonElement)response.Messages[0].AdditionalProperties!["own"]!).ValueKind);
        Assert.IsType<JsonElement>(response.RawRepresentation);
    }

    [Fact]
    public void ToolCalls_TextOrObjectArgumentsAndNoId_AreCalls()
    {
        var response = Read(
            """
            {"id":"r","model":"m","choices":[{"finish_reason":"stop","message":{"content":null,"tool_calls":[
              {"id":"c1","type":"function","function":{"name":"a","arguments":"{\"x\":1}"}},
              {"type":"function","function":{"name":"b","arguments":{"y":2}}},
              {"id":"c3","type":"function","function":{"name":"c","arguments":"not json"}}]}}]}
            """);

        var calls = response.Messages[0].Contents.Cast<FunctionCallContent>().ToList();
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("c1", calls[0].CallId);
        Assert.Equal(1, ((JsonElement)calls[0].Arguments!["x"]!).GetInt32());
        Assert.NotEmpty(calls[1].CallId);
        Assert.Equal(2, ((JsonElement)calls[1].Arguments!["y"]!).GetInt32());
        Assert.NotNull(calls[2].Exception);
    }

    [Fact]
    public void Refusal_IsAnErrorContent()
    {
        var response = Read("""{"choices":[{"finish_reason":"stop","message":{"content":null,"refusal":"No."}}]}""");

        var error = Assert.IsType<ErrorContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("No.", "Refusal"), (error.Message, error.ErrorCode));
    }

    [Fact]
    public void Content_ArrayWithThinking_IsReasoningAndText()
    {
        var response = Read(
            """
            {"choices":[{"finish_reason":"eos","message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"Yes"}]}}]}
            """);

        Assert.Equal("hm", Assert.IsType<TextReasoningContent>(response.Messages[0].Contents[0]).Text);
        Assert.Equal("Yes", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
    }

    [Fact]
    public void Usage_ReasoningBesideCompletion_IsAddedToTheOutput()
    {
        var response = Read(
            """
            {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":241,"completion_tokens_details":{"reasoning_tokens":228}}}
            """);

        Assert.Equal(229, response.Usage!.OutputTokenCount);
    }

    [Fact]
    public void Created_InMilliseconds_IsReadAsSeconds() =>
        Assert.Equal(
            DateTimeOffset.FromUnixTimeSeconds(1700000000),
            Read("""{"created":1700000000123,"choices":[]}""").CreatedAt);

    [Theory]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"error":"overloaded"}""")]
    [InlineData("""{"error":{"message":"x","code":"server_error"},"choices":[]}""")]
    public void Answer_NotACompletion_IsMalformed(string body) =>
        Assert.Equal(FailureKind.MalformedResponse, Assert.Throws<UpstreamException>(() => Read(body)).Failure);
}
