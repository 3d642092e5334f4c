using System.Text.Json.Nodes;
using Fairlead.Gateway.Tests.Clients.Matrix;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>Tools of free text at deployments whose tools take JSON.</summary>
public sealed class FreeTextToolsTests
{
    private const string Patch = "*** Begin\n+\"a\" \\ ü";

    public static TheoryData<string, bool> Formats
    {
        get
        {
            var formats = new TheoryData<string, bool>();
            foreach (var format in MatrixModels.Formats.Where(static format => format != "openai-responses"))
            {
                formats.Add(format, false);
                formats.Add(format, true);
            }

            return formats;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Responses_LoopThroughATool_EndsWithItsText(string format, bool stream)
    {
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params:
                  model: simulated/m
                  wire_format: {{format}}
                  response_text: done
                  tool_calls: [{ name: apply_patch, arguments: { input: "*** Begin\n+\"a\" \\ ü" } }]
            """);
        var flag = stream ? "true" : "false";
        const string Tools = """ "tools":[{"type":"custom","name":"apply_patch","description":"Patches."}],"tool_choice":{"type":"custom","name":"apply_patch"} """;

        var (first, events) = await AskAsync(gateway, $$"""{"model":"m","input":"Hi","stream":{{flag}},{{(format == "ollama-chat" ? Tools[..Tools.IndexOf(",\"tool_choice", StringComparison.Ordinal)] : Tools)}}}""");
        var call = first["output"]!.AsArray()[^1]!;
        var (second, _) = await AskAsync(gateway, $$"""{"model":"m","stream":{{flag}},"tools":[{"type":"custom","name":"apply_patch"}],"previous_response_id":"{{first["id"]}}","input":[{"type":"custom_tool_call_output","call_id":"{{call["call_id"]}}","output":"applied"}]}""");

        Assert.Equal(("custom_tool_call", "apply_patch", Patch), ((string?)call["type"], (string?)call["name"], (string?)call["input"]));
        Assert.Equal("done", (string?)second["output"]!.AsArray()[^1]!["content"]![0]!["text"]);
        if (stream)
        {
            Assert.Equal(Patch, string.Concat(events.Where(static e => (string?)e["type"] == "response.custom_tool_call_input.delta").Select(static e => (string?)e["delta"])));
        }
    }

    [Fact]
    public async Task Messages_GetAFunctionOfOneText()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = static _ => FakeReply.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[{"type":"tool_use","id":"toolu_2","name":"code","input":{"input":"two"}}],"stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":7}}""");
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/chat/completions", """
            {"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"toolu_1","type":"custom","custom":{"name":"code","input":"one"}}]},{"role":"tool","tool_call_id":"toolu_1","content":"1"}],
             "tools":[{"type":"custom","custom":{"name":"code","description":"Runs."}}]}
            """);

        var call = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["tool_calls"]![0]!;
        Assert.Equal(("custom", "code", "two"), ((string?)call["type"], (string?)call["custom"]!["name"], (string?)call["custom"]!["input"]));
        var sent = JsonNode.Parse(upstream.Requests.Single().BodyText)!;
        Assert.Equal("""{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}""", sent["tools"]![0]!["input_schema"]!.ToJsonString());
        Assert.Equal("""{"input":"one"}""", sent["messages"]![1]!["content"]![0]!["input"]!.ToJsonString());
    }

    [Theory]
    [InlineData("false", 400)]
    [InlineData("true", 200)]
    public async Task Grammar_IsRefused_OrToldToTheModel(string drop, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = static _ => FakeReply.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":7}}""");
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/v1/responses", $$"""{"model":"m","input":"Hi","drop_params":{{drop}},"tools":[{"type":"custom","name":"code","format":{"type":"grammar","syntax":"lark","definition":"start: /x/"} }]}""");

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 400)
        {
            Assert.Equal("tools.format", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["param"]);
        }
        else
        {
            Assert.Contains("start: /x/", (string?)JsonNode.Parse(upstream.Requests.Single().BodyText)!["tools"]![0]!["description"], StringComparison.Ordinal);
            Assert.Contains("tools.format", response.Headers.GetValues("x-fairlead-dropped").Single(), StringComparison.Ordinal);
        }
    }

    private static async Task<(JsonNode Answer, List<JsonNode> Events)> AskAsync(GatewayFixture gateway, string body)
    {
        using var response = await gateway.PostAsync("/v1/responses", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        var events = text.Split('\n').Where(static line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line[6..])!).ToList();
        return (events.Count == 0 ? JsonNode.Parse(text)! : events[^1]["response"]!, events);
    }

    private static Task<GatewayFixture> StartAsync(FakeUpstream upstream) => GatewayFixture.StartAsync($$"""
        model_list:
          - { model_name: m, litellm_params: { model: anthropic/claude-sonnet-4-5, api_key: k, api_base: "{{upstream.Url}}" } }
        router_settings: { num_retries: 0 }
        """);
}
