using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Tests.Http;

public sealed class ChatMendTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("openai", "o3-mini", """{"model":"x","max_tokens":7,"messages":[]}""", """{"model":"o3-mini","max_completion_tokens":7,"messages":[]}""")]
    [InlineData("openai", "gpt-5.1", """{"messages":[],"max_tokens":7}""", """{"model":"gpt-5.1","messages":[],"max_completion_tokens":7}""")]
    [InlineData("openai", "gpt-4o", """{"model":"x","max_tokens":7}""", """{"model":"gpt-4o","max_tokens":7}""")]
    [InlineData("openai", "o3-mini", """{"model":"x","max_completion_tokens":7}""", """{"model":"o3-mini","max_completion_tokens":7}""")]
    [InlineData("together_ai", "m", """{"model":"x","max_completion_tokens":7}""", """{"model":"m","max_tokens":7}""")]
    [InlineData("mistral", "m", """{"model":"x","seed":1,"tool_choice":"required","stream":true,"stream_options":{"include_usage":true}}""", """{"model":"m","random_seed":1,"tool_choice":"any","stream":true}""")]
    [InlineData("mistral", "m", """{"model":"x","user":"u"}""", """{"model":"m","user":"u"}""")]
    [InlineData("groq", "m", """{"model":"x","seed":1,"user":"u"}""", """{"model":"m","seed":1,"user":"u"}""")]
    public async Task Relay_MembersAVendorKnowsByOtherNames_AreRenamed(string provider, string model, string body, string sent) =>
        AssertJson(sent, await SendAsync(provider, model, body, drop: false));

    [Fact]
    public async Task Relay_DropParams_LeavesOutWhatTheVendorRefuses() =>
        AssertJson("""{"model":"m","messages":[]}""", await SendAsync("mistral", "m", """{"user":"u","model":"x","messages":[],"logprobs":true}""", drop: true));

    [Theory]
    [InlineData("o3-mini", """{"messages":[],"temperature":0.2,"top_p":0.5,"stop":["x"],"seed":1}""", """{"model":"o3-mini","messages":[],"stop":["x"],"seed":1}""")]
    [InlineData("gpt-5-mini", """{"logprobs":true,"messages":[],"presence_penalty":1}""", """{"model":"gpt-5-mini","messages":[]}""")]
    [InlineData("gpt-5.2", """{"messages":[],"temperature":0.2}""", """{"model":"gpt-5.2","messages":[],"temperature":0.2}""")]
    [InlineData("gpt-5.2", """{"messages":[],"temperature":0.2,"reasoning_effort":"none"}""", """{"model":"gpt-5.2","messages":[],"temperature":0.2,"reasoning_effort":"none"}""")]
    [InlineData("gpt-5.2", """{"messages":[],"temperature":0.2,"reasoning_effort":"low"}""", """{"model":"gpt-5.2","messages":[],"reasoning_effort":"low"}""")]
    [InlineData("gpt-5-chat-latest", """{"messages":[],"temperature":0.2}""", """{"model":"gpt-5-chat-latest","messages":[],"temperature":0.2}""")]
    [InlineData("gpt-4o", """{"messages":[],"temperature":0.2}""", """{"model":"gpt-4o","messages":[],"temperature":0.2}""")]
    public async Task Relay_DropParams_LeavesOutWhatModelsThatThinkRefuse(string model, string body, string sent) =>
        AssertJson(sent, await SendAsync("openai", model, body, drop: true));

    [Fact]
    public async Task Relay_WithoutDropParams_LeavesWhatModelsThatThinkRefuse_ForThemToJudge() =>
        AssertJson("""{"model":"o3-mini","messages":[],"temperature":0.2}""", await SendAsync("openai", "o3-mini", """{"messages":[],"temperature":0.2}""", drop: false));

    [Fact]
    public async Task Relay_Defaults_StayInFront()
    {
        var deployment = Deployments.Of("mistral", "m", new DeploymentParams { Model = "", ApiBase = _upstream.ApiBase, ApiKey = new Secret("k"), Extra = Deployments.Extra("""{"temperature":0.5}""") });

        AssertJson("""{"temperature":0.5,"model":"m","random_seed":2}""", await SendAsync(Calls.Of(deployment, """{"model":"x","seed":2}""")));
    }

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}\nactual   {actual}");

    private Task<string> SendAsync(string provider, string model, string body, bool drop)
    {
        var deployment = Deployments.Of(provider, model, new DeploymentParams { Model = "", ApiBase = _upstream.ApiBase, ApiKey = new Secret("k") });
        return SendAsync(Calls.Of(deployment, body) with { UpstreamModel = model, HasMaxTokens = body.Contains("\"max_tokens\"", StringComparison.Ordinal), DropParams = drop });
    }

    private async Task<string> SendAsync(UpstreamCall call)
    {
        using var client = new UpstreamClient(new UpstreamClientOptions { Environment = _ => null });
        await using var reply = await client.SendAsync(call, default);
        Assert.Equal(FailureKind.None, reply.Failure);
        return _upstream.Requests[^1].BodyText;
    }
}
