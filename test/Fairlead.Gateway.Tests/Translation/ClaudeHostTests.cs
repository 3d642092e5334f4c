using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>Clients of every format on Claude in Vertex AI and in Azure AI Foundry.</summary>
public sealed class ClaudeHostTests : IAsyncLifetime
{
    private const string Answer = """{"id":"msg_vrtx_1","type":"message","role":"assistant","model":"claude-opus-4-6","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":2}}""";
    private const string Messages = """{"model":"group","max_tokens":9,"messages":[{"role":"user","content":"hi"}]""";

    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_vrtx_1","type":"message","role":"assistant","model":"claude-opus-4-6","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""",
        """{"type":"message_stop"}""",
    ];

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"group","messages":[{"role":"user","content":"hi"}]}""", "choices.0.message.content")]
    [InlineData("/v1/messages", Messages + "}", "content.0.text")]
    [InlineData("/v1/responses", """{"model":"group","input":"hi"}""", "output.0.content.0.text")]
    [InlineData("/v1beta/models/group:generateContent", """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""", "candidates.0.content.parts.0.text")]
    public async Task Vertex_ClientsOfEveryFormat_AreAnswered(string path, string body, string text)
    {
        _upstream.Default = static request => FakeReply.Json(request.Path == "/token" ? """{"access_token":"tok","expires_in":3600}""" : Answer);
        await using var gateway = await GatewayFixture.StartAsync(Vertex());

        using var response = await gateway.PostAsync(path, body);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync());
        foreach (var step in text.Split('.'))
        {
            answer = int.TryParse(step, out var index) ? answer![index] : answer![step];
        }

        Assert.Equal("hello", (string?)answer);
        var request = _upstream.Requests[^1];
        Assert.Equal(("/v1/projects/p/locations/europe-west1/publishers/anthropic/models/claude-opus-4-6:rawPredict", "Bearer tok"), (request.Path, request.Headers["Authorization"]));
        var sent = JsonNode.Parse(request.BodyText)!.AsObject();
        Assert.Equal("vertex-2023-10-16", (string?)sent["anthropic_version"]);
        Assert.False(sent.ContainsKey("model"));
        Assert.Equal("user", (string?)sent["messages"]![0]!["role"]);
    }

    [Fact]
    public async Task Vertex_Stream_IsRelayedAndTranslated()
    {
        _upstream.Default = static request => request.Path == "/token" ? FakeReply.Json("""{"access_token":"tok","expires_in":3600}""") : FakeReply.Events(Events);
        await using var gateway = await GatewayFixture.StartAsync(Vertex());

        using var relayed = await gateway.PostAsync("/v1/messages", Messages + ""","stream":true}""", ("anthropic-beta", "context-1m-2025-08-07"));
        using var translated = await gateway.PostAsync("/v1/chat/completions", """{"model":"group","stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(string.Concat(Events.Select(static data => $"data: {data}\n\n")), await relayed.Content.ReadAsStringAsync());
        var chunks = (await translated.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("data: [DONE]", chunks[^1]);
        Assert.Equal("hello", string.Concat(chunks[..^1].Select(static chunk => (string?)JsonNode.Parse(chunk["data: ".Length..])!["choices"]![0]!["delta"]!["content"])));
        var calls = _upstream.Requests.Where(static request => request.Path != "/token").ToList();
        Assert.All(calls, static call => Assert.EndsWith("/claude-opus-4-6:streamRawPredict", call.Path, StringComparison.Ordinal));
        Assert.Equal("context-1m-2025-08-07", calls[0].Headers["anthropic-beta"]);
        Assert.Equal("""{"anthropic_version":"vertex-2023-10-16","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"stream":true}""", calls[0].BodyText);
    }

    [Fact]
    public async Task Vertex_Failure_IsToldInTheClientsFormat()
    {
        _upstream.Default = static request => request.Path == "/token"
            ? FakeReply.Json("""{"access_token":"tok","expires_in":3600}""")
            : FakeReply.Json("""{"error":{"code":429,"message":"Quota exceeded for aiplatform.googleapis.com","status":"RESOURCE_EXHAUSTED"}}""", 429);
        await using var gateway = await GatewayFixture.StartAsync(Vertex());

        using var response = await gateway.PostAsync("/v1/messages", Messages + "}");

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal("rate_limit_error", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["type"]);
    }

    [Fact]
    public async Task Vertex_Count_IsTheModels()
    {
        _upstream.Default = static request => FakeReply.Json(request.Path == "/token" ? """{"access_token":"tok","expires_in":3600}""" : """{"input_tokens":14}""");
        await using var gateway = await GatewayFixture.StartAsync(Vertex());

        using var response = await gateway.PostAsync("/v1/messages/count_tokens", Messages + "}");

        Assert.Equal("""{"input_tokens":14}""", await response.Content.ReadAsStringAsync());
        Assert.EndsWith("/publishers/anthropic/models/count-tokens:rawPredict", _upstream.Requests[^1].Path, StringComparison.Ordinal);
        Assert.Equal("claude-opus-4-6", (string?)JsonNode.Parse(_upstream.Requests[^1].BodyText)!["model"]);
    }

    [Theory]
    [InlineData("api_key: k", "x-api-key", "k")]
    [InlineData("azure_ad_token: entra", "Authorization", "Bearer entra")]
    public async Task Azure_ChatAndMessages_AreAnswered(string credential, string header, string value)
    {
        _upstream.Default = static _ => FakeReply.Json(Answer);
        await using var gateway = await GatewayFixture.StartAsync(Azure(credential));

        using var chat = await gateway.PostAsync("/v1/chat/completions", """{"model":"group","messages":[{"role":"user","content":"hi"}]}""");
        using var messages = await gateway.PostAsync("/v1/messages", Messages + "}");

        Assert.Equal("hello", (string?)JsonNode.Parse(await chat.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"]);
        Assert.Equal(Answer, await messages.Content.ReadAsStringAsync());
        Assert.All(_upstream.Requests, request => Assert.Equal(
            ("/anthropic/v1/messages", value, "2023-06-01", "claude-opus-4-6"),
            (request.Path, request.Headers[header], request.Headers["anthropic-version"], (string?)JsonNode.Parse(request.BodyText)!["model"])));
    }

    private string Vertex() => $$"""
        model_list:
          - model_name: group
            litellm_params:
              model: vertex_ai/claude-opus-4-6
              api_base: {{_upstream.Url}}
              vertex_project: p
              vertex_location: europe-west1
              vertex_credentials: '{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r","token_uri":"{{_upstream.Url}}/token"}'
        router_settings: { num_retries: 0 }
        """;

    private string Azure(string credential) => $$"""
        model_list:
          - model_name: group
            litellm_params: { model: azure_ai/claude-opus-4-6, api_base: {{_upstream.Url}}, {{credential}} }
        router_settings: { num_retries: 0 }
        """;
}
