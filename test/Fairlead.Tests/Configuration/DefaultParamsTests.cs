using System.Text.Json;
using Fairlead.Configuration;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Configuration;

/// <summary><c>default_litellm_params</c>: what calls get where nobody sets it.</summary>
public sealed class DefaultParamsTests
{
    private const string Defaults = "router_settings: { default_litellm_params: { temperature: 0.2, max_tokens: 100, headers: { X-A: \"1\" }, num_retries: 1, timeout: 20, stream_timeout: 5 } }";

    [Fact]
    public void Deployment_GetsWhatItDoesNotSet()
    {
        var router = Reading.Clean(Reading.With("temperature: 0.9\nextra_headers: { x-a: \"2\", x-b: \"3\" }", Defaults)).Router();

        var call = router.Model.Deployments[0].Config.Params;
        Assert.Equal(["max_tokens=100", "temperature=0.9"], call.Extra.Select(static entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal));
        Assert.Equal([("X-A", "2"), ("x-b", "3")], call.ExtraHeaders.Select(static header => (header.Key, header.Value)));
        Assert.Equal((1, 20d, 5d), (router.Model.Settings.NumRetries, router.Model.Settings.Timeout.TotalSeconds, router.Model.Settings.StreamTimeout!.Value.TotalSeconds));
    }

    [Fact]
    public void Router_OwnSettings_ComeFirst()
    {
        var router = Reading.Clean(Reading.With("", Defaults.Replace("router_settings: {", "router_settings: { num_retries: 7, timeout: 9, stream_timeout: 8,", StringComparison.Ordinal))).Router();

        Assert.Equal((7, 9d, 8d), (router.Model.Settings.NumRetries, router.Model.Settings.Timeout.TotalSeconds, router.Model.Settings.StreamTimeout!.Value.TotalSeconds));
    }

    [Fact]
    public void OtherDefaults_AreNoOtherDeployment()
    {
        var config = Reading.Clean(Reading.With());
        var router = config.Router();
        var id = router.Model.Deployments[0].Id;
        router.Run("gpt-4", static _ => Given.Ok());

        router.Reload(config.With(static r => r with { DefaultParams = new DefaultCallParams { Extra = new Dictionary<string, JsonElement> { ["top_p"] = JsonElement.Parse("0.5") } } }));

        Assert.Equal(id, router.Model.Deployments[0].Id);
        Assert.Equal(1, router.Snapshot().Deployments[0].Answered);
        Assert.Contains("top_p", router.Model.Deployments[0].Config.Params.Extra.Keys);
    }

    [Theory]
    [InlineData("openai/text-embedding-3-small", "")]
    [InlineData("openai/my-own", "model_info: { mode: embedding }")]
    public void EmbeddingModel_GetsNothingThatIsForText(string model, string info)
    {
        var router = Reading.Clean($$"""
            model_list:
              - model_name: e
                litellm_params: { model: {{model}} }
                {{info}}
            router_settings: { default_litellm_params: { temperature: 0.2, dimensions: 8, vendor_thing: true } }
            """).Router();

        Assert.Equal(["dimensions", "vendor_thing"], router.Model.Deployments[0].Config.Params.Extra.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("default_litellm_params: { api_key: sk-1 }", "default_litellm_params.api_key: a setting of LiteLLM's that Fairlead does not act on")]
    [InlineData("default_litellm_params: { temprature: 1 }", "did you mean 'temperature'?")]
    [InlineData("default_litellm_params: { timeout: 0 }", "error: router_settings.default_litellm_params.timeout")]
    [InlineData("default_litellm_params: { num_retries: -1 }", "error: router_settings.default_litellm_params.num_retries")]
    [InlineData("default_litellm_params: [1]", "expected a mapping of settings")]
    [InlineData("router_general_settings: { async_only_mode: true }", "router_general_settings.async_only_mode: a setting of LiteLLM's")]
    public void WrongOnes_AreNamed(string setting, string expected) =>
        Assert.Contains(expected, Reading.Findings(Reading.With("", $"router_settings: {{ {setting} }}")), StringComparison.Ordinal);

    [Fact]
    public void Key_OfAllProviders_IsNotTaken()
    {
        var config = Reading.Read(Reading.With("", "router_settings: { default_litellm_params: { api_key: sk-1, top_p: 1 } }")).Config!;

        Assert.Null(config.Router().Model.Deployments[0].Config.Params.ApiKey);
        Assert.DoesNotContain("api_key", config.Router().Model.Deployments[0].Config.Params.Extra.Keys);
    }
}
