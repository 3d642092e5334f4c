namespace Fairlead.Tests.Configuration;

/// <summary>What the validator of the model finds, with the places the reader adds.</summary>
public sealed class ConfigMeaningTests
{
    [Theory]
    [InlineData("rpm: -1", "", "config.yaml(5,12)", "model_list[0].litellm_params.rpm")]
    [InlineData("timeout: 0", "", "config.yaml(5,16)", "model_list[0].litellm_params.timeout")]
    [InlineData("capacity: 0", "", "config.yaml(5,17)", "model_list[0].litellm_params.capacity")]
    [InlineData("", "    rpm: -1", "config.yaml(6,10)", "model_list[0].rpm")]
    [InlineData("", "    capacity: 0", "config.yaml(6,15)", "model_list[0].capacity")]
    [InlineData("", "    model_info: { weight: -1 }", "config.yaml(6,27)", "model_list[0].model_info.weight")]
    [InlineData("", "router_settings: { routing_strategy: lest-busy }", "config.yaml(6,38)", "router_settings.routing_strategy")]
    [InlineData("", "router_settings: { fallbacks: [{ gpt-4: [gpt-4] }, { \"*\": [gpt-4, gpt4] }] }", "config.yaml(6,67)", "router_settings.fallbacks[1].*[1]")]
    [InlineData("", "router_settings: { fallbacks: [{ gpt-4: gpt4 }] }", "config.yaml(6,41)", "router_settings.fallbacks[0].gpt-4[0]")]
    [InlineData("", "router_settings: { fallbacks: { gpt-4: [gpt4] } }", "config.yaml(6,41)", "router_settings.fallbacks.gpt-4[0]")]
    [InlineData("", "litellm_settings: { fallbacks: [{ gpt-4: [gpt4] }] }", "config.yaml(6,43)", "litellm_settings.fallbacks[0].gpt-4[0]")]
    [InlineData("", "litellm_settings: { default_fallbacks: [gpt-4, gpt4] }", "config.yaml(6,48)", "litellm_settings.default_fallbacks[1]")]
    [InlineData("", "litellm_settings: { num_retries: -1 }", "config.yaml(6,34)", "litellm_settings.num_retries")]
    [InlineData("", "router_settings: { model_group_alias: { a: gpt4 } }", "config.yaml(6,44)", "router_settings.model_group_alias.a")]
    public void Read_WrongMeaning_HasItsPlace(string parameters, string rest, string place, string path)
    {
        var result = Reading.Read(Reading.With(parameters, rest));

        Assert.Null(result.Config);
        Assert.StartsWith($"{place}: error: {path}: ", Assert.Single(result.Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownProvider_OffersTheNearest()
    {
        var findings = Reading.Findings("model_list: [{ model_name: a, litellm_params: { model: opanai/gpt-4o } }]");

        Assert.StartsWith("config.yaml(1,56): error: model_list[0].litellm_params.model: ", findings, StringComparison.Ordinal);
        Assert.EndsWith("did you mean 'openai/gpt-4o'?", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SecondOfSeveralOrganizations_PointsToTheOneEntry()
    {
        var result = Reading.Read(Reading.With("organization: [a, b]\nrpm: -1"));

        Assert.All(result.Diagnostics, finding => Assert.Equal((6, "model_list[0].litellm_params.rpm"), (finding.Line, finding.Path)));
    }

    [Fact]
    public void Read_WrongShapeAndWrongMeaning_AreBothFound()
    {
        var result = Reading.Read(Reading.With("rpm: x", "router_settings: { routing_strategy: none-such }"));

        Assert.Equal(["model_list[0].litellm_params.rpm", "router_settings.routing_strategy"], result.Diagnostics.Select(finding => finding.Path));
    }
}
