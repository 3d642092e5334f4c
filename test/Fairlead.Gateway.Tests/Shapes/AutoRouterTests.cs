using System.Text.Json;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Shapes;

public sealed class AutoRouterTests
{
    private const string Yaml =
        """
        model_list:
          - { model_name: small, litellm_params: { model: simulated/small }, model_info: { id: s } }
          - { model_name: large, litellm_params: { model: simulated/large }, model_info: { id: l } }
          - { model_name: eyes, litellm_params: { model: simulated/eyes }, model_info: { id: e } }
          - model_name: auto
            litellm_params:
              model: auto_router/complexity_router
              complexity_router_config:
                tiers: { SIMPLE: small, REASONING: large }
                rules:
                  - { name: eyes, images: true, model: eyes }
                  - { name: tools, tools: true, model: large }
                  - { name: plan, headers: { x-plan: gold }, model: large }
                  - { name: meta, metadata: { plan: gold }, model: large }
        """;

    [Theory]
    [InlineData("""[{"role":"user","content":"prove it step by step"},{"role":"assistant","content":"done"},{"role":"user","content":"thanks"}]""", "", "", "s", "model=small; by=score; tier=SIMPLE; score=0.00")]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"user","content":"pro\u0076e it\nstep by step"},{"role":"assistant","content":"x"}]""", "", "", "l", "model=large; by=reasoning; tier=REASONING")]
    [InlineData("""[{"content":[{"type":"text","text":"prove it"},{"type":"text","text":"step by step"}],"role":"user"}]""", "", "", "l", "by=reasoning")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"data:x"}}]}]""", "", "", "e", "model=eyes; by=rule eyes")]
    [InlineData("""[{"role":"user","content":"hi"}]""", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],", "", "l", "by=rule tools")]
    [InlineData("""[{"role":"user","content":"hi"}]""", "\"tools\":[],", "", "s", "by=score")]
    [InlineData("""[{"role":"user","content":"hi"}]""", "\"metadata\":{\"plan\":\"gold\"},", "", "l", "by=rule meta")]
    [InlineData("""[{"role":"user","content":"hi"}]""", "", "gold", "l", "by=rule plan")]
    [InlineData("[]", "", "", "s", "by=score")]
    [InlineData("""[{"role":"user","content":[]}]""", "", "", "s", "by=score")]
    public async Task Request_OverHttp_GoesWhereItsLastMessageSays(string messages, string more, string plan, string id, string told)
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml);

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"auto",{{more}}"messages":{{messages}}}""", ("x-plan", plan));

        Assert.Equal(id, Assert.Single(response.Headers.GetValues("x-litellm-model-id")));
        Assert.Contains(told, Assert.Single(response.Headers.GetValues("x-fairlead-auto-route")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_TellsTheChoice_AndOtherModelsHaveNone()
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml);

        using var explained = await gateway.PostAsync("/route/explain", """{"model":"auto","messages":[{"role":"user","content":"prove it step by step"}]}""");
        using var plain = await gateway.PostAsync("/v1/chat/completions", """{"model":"small","messages":[{"role":"user","content":"prove it step by step"}]}""");

        using var json = JsonDocument.Parse(await explained.Content.ReadAsStringAsync());
        Assert.Equal("large", json.RootElement.GetProperty("pre_route").GetProperty("model").GetString());
        Assert.Equal("auto-router", json.RootElement.GetProperty("resolved_by").GetString());
        Assert.DoesNotContain("prove", json.RootElement.GetRawText(), StringComparison.Ordinal);
        Assert.False(plain.Headers.Contains("x-fairlead-auto-route"));
    }
}
