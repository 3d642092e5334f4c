namespace Fairlead.Tests.Configuration;

/// <summary>Values that stand in the environment.</summary>
public sealed class ConfigEnvironmentTests
{
    [Fact]
    public void Read_UnsetVariables_AreNamedAndCountAsUnset()
    {
        var result = Reading.Read(Reading.ThreeTiers, ("GEMINI_API_KEY", ""));

        Assert.Null(result.Config!.ModelList[1].Params.ApiKey);
        Assert.Equal(
            [
                "config.yaml(9,16): warning: model_list[1].litellm_params.api_key: environment variable GEMINI_API_KEY is not set, so the value counts as unset",
                "config.yaml(13,16): warning: model_list[2].litellm_params.api_key: environment variable ANTHROPIC_API_KEY is not set, so the value counts as unset",
            ],
            result.Diagnostics.Select(finding => finding.ToString()));
    }

    [Fact]
    public void Read_EnvironmentVariablesSection_WinsAndMayPointOn()
    {
        var config = Reading.Clean(
            Reading.With("api_key: os.environ/A\nregion_name: os.environ/B\nextra: { deep: [os.environ/B] }", "environment_variables: { A: os.environ/REAL, B: here }"),
            ("A", "not this"),
            ("REAL", "real"));

        Assert.Equal("real", config.ModelList[0].Params.ApiKey!.Reveal());
        Assert.Equal("here", config.ModelList[0].Params.RegionName);
        Assert.Equal("""{"deep":["here"]}""", config.ModelList[0].Params.Extra["extra"].GetRawText());
    }

    [Fact]
    public void Read_NumbersAndListsFromTheEnvironment_AreTyped()
    {
        var config = Reading.Clean(
            Reading.With("rpm: os.environ/RPM\ntimeout: os.environ/TIMEOUT\ntags: os.environ/TAG", "router_settings: { enable_tag_filtering: os.environ/TAGS }"),
            ("RPM", "5"),
            ("TIMEOUT", "1m"),
            ("TAG", "eu"),
            ("TAGS", "True"));

        var call = config.ModelList[0].Params;
        Assert.Equal((5, TimeSpan.FromMinutes(1)), (call.Rpm, call.Timeout));
        Assert.Equal(["eu"], call.Tags);
        Assert.True(config.Router.EnableTagFiltering);
    }
}
