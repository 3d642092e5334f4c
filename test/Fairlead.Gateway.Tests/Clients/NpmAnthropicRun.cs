using System.Text;
using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Clients;

/// <summary>One run of <c>test/clients/anthropic.test.mjs</c> against a gateway with an upstream of OpenAI's format and one of Anthropic's behind it.</summary>
public sealed class NpmAnthropicRun : IAsyncLifetime
{
    private const string Key = "sk-test-master";

    private NodeTests? _run;

    public bool Passed(string name, out string output)
    {
        output = _run?.Output ?? "";
        return _run?.Passed(name) ?? false;
    }

    public async Task InitializeAsync()
    {
        await using var openAI = await FakeUpstream.StartAsync();
        openAI.Default = request => ModelOf(request) switch
        {
            "overloaded" => FakeReply.Error(503, "busy"),
            "stream" => FakeReply.ChatStream(["Grüße, ", "世界"], usage: true),
            _ => OpenAIScript.Answer(request, openAI),
        };
        await using var anthropic = await FakeUpstream.StartAsync();
        anthropic.Default = static request => ModelOf(request) switch
        {
            "overloaded" => FakeReply.Json("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", 529),
            "stream" => Stream(
                """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße, "}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"世界"}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""",
                """{"type":"message_stop"}"""),
            _ => FakeReply.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Grüße, 世界"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":7}}"""),
        };
        await using var gateway = await GatewayFixture.StartAsync(Yaml(openAI.ApiBase, anthropic.Url));
        _run = await NodeTests.RunAsync("anthropic.test.mjs", ("FAIRLEAD_URL", gateway.Url), ("FAIRLEAD_KEY", Key));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static string? ModelOf(FakeRequest request) => (string?)JsonNode.Parse(request.BodyText)!["model"];

    private static FakeReply Stream(params string[] data) =>
        FakeReply.Raw("text/event-stream", [.. data.Select(static json => Encoding.UTF8.GetBytes($"event: {JsonNode.Parse(json)!["type"]}\ndata: {json}\n\n"))]);

    private static string Yaml(string openAI, string anthropic) =>
        "model_list:\n"
        + string.Concat(((string[])["plain", "stream", "tools", "breaks", "fails-429", "overloaded"]).Select(model => Row("gpt", "openai", model, openAI)))
        + string.Concat(((string[])["plain", "stream", "overloaded"]).Select(model => Row("claude", "anthropic", model, anthropic)))
        + $"router_settings: {{ num_retries: 0 }}\ngeneral_settings: {{ master_key: {Key} }}\n";

    private static string Row(string vendor, string provider, string model, string apiBase) =>
        $"  - model_name: {vendor}-{model}\n    litellm_params: {{ model: {provider}/{model}, api_base: \"{apiBase}\", api_key: sk-{vendor}-{model} }}\n";
}
