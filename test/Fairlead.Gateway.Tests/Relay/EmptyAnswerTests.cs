using System.Text;
using Fairlead.Attempts;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>An answer with status 200 and nothing in it goes to another deployment; one that has a reason to be empty goes to the client.</summary>
public sealed class EmptyAnswerTests : IAsyncLifetime
{
    private const string Role = """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""";

    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    public static TheoryData<string> Empty => [.. EmptyAnswers.Keys];

    public static TheoryData<string> Legitimate => [.. LegitimateAnswers.Keys];

    private static readonly Dictionary<string, FakeReply> EmptyAnswers = new()
    {
        ["no text"] = FakeReply.Chat("", completionTokens: 0),
        ["no usage"] = FakeReply.Json("""{"choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}"""),
        ["no choices"] = FakeReply.Json("""{"id":"x","object":"chat.completion","choices":[]}"""),
        ["completion"] = FakeReply.Json("""{"choices":[{"index":0,"text":"","finish_reason":"stop"}]}"""),
        ["stream"] = FakeReply.Events(Role, """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", "[DONE]"),
        ["stream, no tokens"] = FakeReply.Events(
            Role, """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":0}}""", "[DONE]"),
        ["stream without a reason"] = FakeReply.Events(Role, "[DONE]"),
    };

    private static readonly Dictionary<string, FakeReply> LegitimateAnswers = new()
    {
        ["thought, and said nothing"] = FakeReply.Chat("", completionTokens: 12),
        ["cut by length"] = FakeReply.Json("""{"choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"length"}]}"""),
        ["filtered"] = FakeReply.Json("""{"choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"content_filter"}]}"""),
        ["refused"] = FakeReply.Json("""{"choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"no"},"finish_reason":"stop"}]}"""),
        ["tool call"] = FakeReply.Json(
            """{"choices":[{"index":0,"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""),
        ["second choice"] = FakeReply.Json(
            """{"choices":[{"index":0,"message":{"content":""},"finish_reason":"stop"},{"index":1,"message":{"content":"b"},"finish_reason":"stop"}]}"""),
        ["stream, tokens counted"] = FakeReply.Events(
            Role, """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""", """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}""", "[DONE]"),
        ["stream, cut by length"] = FakeReply.Events(Role, """{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""", "[DONE]"),
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public async Task Empty_AnotherDeploymentAnswers_AndTheFailureCounts(string answer)
    {
        _first.Default = _ => EmptyAnswers[answer];
        _second.Default = static _ => FakeReply.ChatStream(["ok"]);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _second.ApiBase)));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");

        Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        Assert.Equal(1, gateway.Get<Router>().Snapshot().Deployments[0].Failures[FailureKind.EmptyAnswer]);
    }

    [Theory]
    [MemberData(nameof(Legitimate))]
    public async Task EmptyForAReason_IsTheClients_ByteForByte(string answer)
    {
        var reply = LegitimateAnswers[answer];
        _first.Default = _ => reply;
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _second.ApiBase)));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");

        Assert.Equal("d1", Responses.Header(response, "x-litellm-model-id"));
        Assert.Equal(string.Concat(reply.Chunks.Select(Encoding.UTF8.GetString)), await response.Content.ReadAsStringAsync());
        Assert.Empty(_second.Requests);
    }

    [Theory]
    [InlineData("no text")]
    [InlineData("stream")]
    public async Task Empty_WhereOneTokenWasAskedFor_IsTheClients(string answer)
    {
        _first.Default = _ => EmptyAnswers[answer];
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _second.ApiBase)));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","max_tokens":1}""");

        Assert.Equal("d1", Responses.Header(response, "x-litellm-model-id"));
    }

    [Fact]
    public async Task EmptyFromAll_TheClientIsToldSo_AndTheyRest()
    {
        _first.Default = static _ => EmptyAnswers["no text"];
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _first.ApiBase)) + "router_settings: { num_retries: 1, allowed_fails: 0 }\n");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}""");

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("upstream_empty_answer", (await Responses.ErrorAsync(response)).Code);
        Assert.All(gateway.Get<Router>().Snapshot().Deployments, d => Assert.Equal(FailureKind.EmptyAnswer, d.Cooldown!.Cause));
    }

    [Fact]
    public async Task EmbeddingsWithoutChoices_AreNoEmptyAnswers()
    {
        const string Body = """{"object":"list","data":[],"model":"e"}""";
        _first.Default = static _ => FakeReply.Json(Body);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _first.ApiBase), ("gpt-4", _second.ApiBase)));

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"gpt-4","input":"a"}""");

        Assert.Equal(Body, await response.Content.ReadAsStringAsync());
    }
}
