namespace Fairlead.Tests.Configuration;

/// <summary>Keys that may stand at more than one place, or stand for more than one deployment.</summary>
public sealed class ConfigFoldingTests
{
    [Theory]
    [InlineData("gpt-4", "capacity: 3", "")]
    [InlineData("gpt-4", "", "capacity: 3")]
    public void Read_Capacity_MayStandAtTheEntryOrBelow(string name, string entry, string below)
    {
        var config = Reading.Clean(
            $$"""
            model_list:
              - model_name: {{name}}
                {{entry}}
                litellm_params: { model: openai/gpt-4, {{below}} }
            """);

        Assert.Equal(3, config.ModelList[0].Capacity);
    }

    [Fact]
    public void Read_WeightsAtTheEntryOrInModelInfo_AreCopiedDownWhereMissing()
    {
        var config = Reading.Clean(
            """
            model_list:
              - model_name: a
                rpm: 10
                tpm: 20
                weight: 3
                litellm_params: { model: openai/gpt-4, rpm: 11 }
                model_info: { tpm: 21, order: 4, cooldown_time: 7, input_cost_per_token: 0 }
            """);

        var call = config.ModelList[0].Params;
        Assert.Equal((11, 20, 3, 4, 0), (call.Rpm, call.Tpm, call.Weight, call.Order, call.InputCostPerToken));
        Assert.Equal(TimeSpan.FromSeconds(7), call.CooldownTime);
    }

    [Fact]
    public void Read_LitellmSettings_AreFoldedInWhereTheRouterHasNone()
    {
        var config = Reading.Clean(
            Reading.With(rest:
                """
                  - { model_name: "*", litellm_params: { model: "openai/*" } }
                litellm_settings:
                  num_retries: 5
                  request_timeout: 60
                  allowed_fails: 2
                  cooldown_time: 9
                  fallbacks: [{ gpt-4: [gpt-3.5] }]
                  default_fallbacks: [gpt-3.5]
                  context_window_fallbacks: [{ gpt-4: [long] }]
                  content_policy_fallbacks: [{ gpt-4: [other] }]
                router_settings:
                  num_retries: 1
                  context_window_fallbacks: [{ gpt-4: [longer] }]
                  content_policy_fallbacks: []
                """));

        var router = config.Router;
        Assert.Equal((1, 2), (router.NumRetries, router.AllowedFails));
        Assert.Equal((TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(9)), (router.Timeout, router.CooldownTime));
        Assert.Equal(["gpt-3.5"], router.Fallbacks["gpt-4"]);
        Assert.Equal(["gpt-3.5"], router.DefaultFallbacks);
        Assert.Equal(["longer"], router.ContextWindowFallbacks["gpt-4"]);
        Assert.Equal(["other"], router.ContentPolicyFallbacks["gpt-4"]);
    }

    [Fact]
    public void Read_OrganizationList_MakesOneDeploymentOfEach()
    {
        var config = Reading.Clean(Reading.With("organization: [org-1, org-2]\nrpm: 6"));

        Assert.Equal(["org-1", "org-2"], config.ModelList.Select(deployment => deployment.Params.Organization));
        Assert.All(config.ModelList, deployment => Assert.Equal(6, deployment.Params.Rpm));
    }

    [Fact]
    public void Read_OrganizationListWithAnId_NumbersTheIds()
    {
        var config = Reading.Clean(Reading.With("organization: [org-1, org-2]\n", "    model_info: { id: x }"));

        Assert.Equal(["x", "x-2"], config.ModelList.Select(deployment => deployment.Info.Id));
    }
}
