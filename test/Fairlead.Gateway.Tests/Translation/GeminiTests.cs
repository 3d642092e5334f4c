using System.Text.Json.Nodes;
using Fairlead.Cli.SimulatedProvider;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>Clients of Google's format on deployments of OpenAI's, and clients of OpenAI's on Gemini.</summary>
public sealed class GeminiTests : IAsyncLifetime
{
    private const string Ask = """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":9},"safetySettings":[]}""";
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"where":{"type":"string"}}}}}]""";

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task Google_Plain_IsAnsweredByOpenAI()
    {
        _upstream.Enqueue(FakeReply.Chat("hello"));
        await using var gateway = await GatewayFixture.StartAsync(OpenAI());

        using var response = await gateway.PostAsync("/v1beta/models/group:generateContent", Ask);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("hello", (string?)answer["candidates"]![0]!["content"]!["parts"]![0]!["text"]);
        Assert.Equal(("STOP", 3, 2), ((string?)answer["candidates"]![0]!["finishReason"], (int)answer["usageMetadata"]!["promptTokenCount"]!, (int)answer["usageMetadata"]!["candidatesTokenCount"]!));
        var sent = JsonNode.Parse(Assert.Single(_upstream.Requests).BodyText)!;
        Assert.Equal(("hi", 9), ((string?)sent["messages"]![0]!["content"], (int)(sent["max_tokens"] ?? sent["max_completion_tokens"])!));
    }

    [Theory]
    [InlineData("?alt=sse", "text/event-stream")]
    [InlineData("", "application/json")]
    public async Task Google_Stream_IsEventsOrOneArray(string query, string contentType)
    {
        _upstream.Enqueue(FakeReply.ChatStream(["hel", "lo"], usage: true));
        await using var gateway = await GatewayFixture.StartAsync(OpenAI());

        using var response = await gateway.PostAsync("/v1beta/models/group:streamGenerateContent" + query, Ask);

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
        var events = query.Length == 0
            ? JsonNode.Parse(text)!.AsArray().Select(static item => item!)
            : text.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line["data: ".Length..])!);
        Assert.Equal("hello", string.Concat(events.Select(static item => (string?)item["candidates"]?[0]?["content"]?["parts"]?[0]?["text"])));
        Assert.Equal("STOP", (string?)events.Last()["candidates"]![0]!["finishReason"]);
    }

    [Fact]
    public async Task Google_Failure_IsToldInItsFormat()
    {
        _upstream.Default = static _ => FakeReply.Json("""{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", 429);
        await using var gateway = await GatewayFixture.StartAsync(OpenAI());

        using var response = await gateway.PostAsync("/v1beta/models/group:generateContent", Ask);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal("RESOURCE_EXHAUSTED", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["status"]);
    }

    [Theory]
    [InlineData("?alt=sse", "data: ")]
    [InlineData("", "[")]
    public async Task Google_StreamOfGoogle_IsRelayedOrMadeAnArray(string query, string start)
    {
        _upstream.Enqueue(FakeReply.Events(
            """{"candidates":[{"content":{"parts":[{"text":"hel"}],"role":"model"},"index":0}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"lo"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2,"totalTokenCount":3}}"""));
        await using var gateway = await GatewayFixture.StartAsync(Gemini(_upstream.Url));

        using var response = await gateway.PostAsync("/v1beta/models/group:streamGenerateContent" + query, Ask);

        var text = await response.Content.ReadAsStringAsync();
        Assert.StartsWith(start, text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("\"text\"").Length - 1);
        Assert.Equal("?alt=sse", Assert.Single(_upstream.Requests).Query);
    }

    [Fact]
    public async Task Google_RelayedToGoogle_IsByteForByte()
    {
        const string Answer = """{ "candidates": [ {"content":{"parts":[{"text":"hello"}],"role":"model"},"finishReason":"STOP"} ], "new": 1, "usageMetadata": {"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2} }""";
        _upstream.Enqueue(FakeReply.Json(Answer));
        await using var gateway = await GatewayFixture.StartAsync(Gemini(_upstream.Url));

        using var response = await gateway.PostAsync("/v1beta/models/group:generateContent", Ask);

        Assert.Equal(Answer, await response.Content.ReadAsStringAsync());
        Assert.Equal((Ask, "/v1beta/models/gemini-3-flash-preview:generateContent"), (_upstream.Requests[0].BodyText, _upstream.Requests[0].Path));
    }

    [Fact]
    public async Task Google_ModelsAndTokens_AreInItsForm()
    {
        await using var gateway = await GatewayFixture.StartAsync(OpenAI());

        using var list = await gateway.GetAsync("/v1beta/models");
        using var one = await gateway.GetAsync("/v1beta/models/group");
        using var none = await gateway.GetAsync("/v1beta/models/other");
        using var count = await gateway.PostAsync("/v1beta/models/group:countTokens", Ask);

        Assert.Equal("models/group", (string?)JsonNode.Parse(await list.Content.ReadAsStringAsync())!["models"]![0]!["name"]);
        Assert.Equal("models/group", (string?)JsonNode.Parse(await one.Content.ReadAsStringAsync())!["name"]);
        Assert.Equal("NOT_FOUND", (string?)JsonNode.Parse(await none.Content.ReadAsStringAsync())!["error"]!["status"]);
        Assert.True((int)JsonNode.Parse(await count.Content.ReadAsStringAsync())!["totalTokens"]! > 0);
    }

    [Fact]
    public async Task Google_Key_ComesInItsHeaderOrInTheQuery()
    {
        await using var gateway = await GatewayFixture.StartAsync(OpenAI() + "\ngeneral_settings: { master_key: sk-master }\n");
        using var header = await gateway.GetAsync("/v1beta/models", ("x-goog-api-key", "sk-master"));
        using var query = await gateway.GetAsync("/v1beta/models?key=sk-master");
        using var wrong = await gateway.GetAsync("/v1beta/models?key=sk-other");
        using var elsewhere = await gateway.GetAsync("/v1/models?key=sk-master");

        Assert.Equal([200, 200, 401, 401], [(int)header.StatusCode, (int)query.StatusCode, (int)wrong.StatusCode, (int)elsewhere.StatusCode]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_ToolsOfGemini_GoRoundWithTheirSignatures(bool stream)
    {
        var settings = new SimulatedSettings { Format = Dialects.Named("gemini"), ReasoningText = "hm", RequireSignature = true, ToolCalls = [new SimulatedToolCall("look", """{"where":"here"}""")], Text = "done" };
        await using var server = await ProviderServer.StartAsync(settings, 0, TimeProvider.System, CancellationToken.None);
        await using var gateway = await GatewayFixture.StartAsync(Gemini(server.Url));
        const string Begin = """{"model":"group","messages":[{"role":"user","content":"hi"}""";

        using var first = await gateway.PostAsync("/v1/chat/completions", Begin + "]" + Tools + (stream ? ",\"stream\":true}" : "}"));
        var (id, name, arguments) = CallOf(await first.Content.ReadAsStringAsync(), stream);
        using var second = await gateway.PostAsync(
            "/v1/chat/completions",
            Begin + $$$""",{"role":"assistant","content":null,"tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":"{}"}}]},{"role":"tool","tool_call_id":"{{{id}}}","content":"found"}]""" + Tools + "}");

        Assert.Equal(("look", """{"where":"here"}"""), (name, arguments));
        Assert.Equal("done", (string?)JsonNode.Parse(await second.Content.ReadAsStringAsync())!["choices"]?[0]!["message"]!["content"]);
    }

    private static (string Id, string Name, string Arguments) CallOf(string body, bool stream)
    {
        var deltas = stream
            ? body.Split("\n\n").Where(static e => e.StartsWith("data: {", StringComparison.Ordinal)).Select(static e => JsonNode.Parse(e[6..])!["choices"]?[0]?["delta"]?["tool_calls"]?[0]).Where(static call => call is not null).ToList()
            : [JsonNode.Parse(body)!["choices"]![0]!["message"]!["tool_calls"]![0]];
        return ((string)deltas[0]!["id"]!, (string)deltas[0]!["function"]!["name"]!, string.Concat(deltas.Select(static call => (string?)call!["function"]!["arguments"])));
    }

    private string OpenAI() => $$"""
        model_list:
          - model_name: group
            litellm_params: { model: openai/gpt-4o, api_key: k, api_base: "{{_upstream.ApiBase}}" }
        router_settings: { num_retries: 0 }
        """;

    private static string Gemini(string apiBase) => $$"""
        model_list:
          - model_name: group
            litellm_params: { model: gemini/gemini-3-flash-preview, api_key: k, api_base: "{{apiBase}}" }
        router_settings: { num_retries: 0 }
        """;
}
