using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Shapes;

public sealed class RoutingGroupTests
{
    private const string Yaml =
        """
        model_list:
          - { model_name: cheap, litellm_params: { model: simulated/cheap, error_rate: 1 }, model_info: { id: c } }
          - { model_name: good, litellm_params: { model: simulated/good }, model_info: { id: g } }
        router_settings:
          num_retries: 1
          routing_groups:
            - { group_name: careful, models: [good, cheap], routing_strategy: priority, model_priorities: { cheap: 1, good: 2 } }
        """;

    [Fact]
    public async Task NameOfASet_OverHttp_TriesItsModelsInOrderAndIsListed()
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml);

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"careful","messages":[{"role":"user","content":"hi"}]}""", ("x-fairlead-explain", "1"));
        using var models = await gateway.GetAsync("/v1/models");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("g", Assert.Single(response.Headers.GetValues("x-litellm-model-id")));
        Assert.Equal("careful", Assert.Single(response.Headers.GetValues("x-litellm-model-group")));
        var route = Assert.Single(response.Headers.GetValues("x-fairlead-route"));
        Assert.Contains("by=routing-group; picked=g;", route, StringComparison.Ordinal);
        Assert.Contains("tried=c:ServerError", route, StringComparison.Ordinal);
        Assert.Contains("\"careful\"", await models.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
