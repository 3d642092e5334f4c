using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

/// <summary>Files as they are read: whole, empty, and with what nobody knows.</summary>
public sealed class ConfigReaderTests
{
    [Fact]
    public void Read_ThreeTiers_LoadsAsItIs()
    {
        var config = Reading.Clean(Reading.ThreeTiers, ("GEMINI_API_KEY", "g-key"), ("ANTHROPIC_API_KEY", "a-key"));

        Assert.Equal(["tier1", "tier2", "tier3"], config.ModelList.Select(deployment => deployment.ModelName));
        Assert.Equal("ollama/qwen2.5-coder:14b", config.ModelList[0].Params.Model);
        Assert.Equal("http://localhost:11434", config.ModelList[0].Params.ApiBase);
        Assert.Equal("g-key", config.ModelList[1].Params.ApiKey!.Reveal());
        Assert.Equal("a-key", config.ModelList[2].Params.ApiKey!.Reveal());
        Assert.Equal("least-busy", config.Router.RoutingStrategy);
    }

    [Fact]
    public void Read_NothingSet_IsUnsetNotZero()
    {
        var config = Reading.Clean(Reading.With());

        var call = Assert.Single(config.ModelList).Params;
        Assert.Null(call.Rpm ?? call.Tpm ?? call.Weight ?? call.Order ?? call.InputCostPerToken);
        Assert.Null(call.CooldownTime ?? call.Timeout ?? config.Router.CooldownTime ?? config.Router.Timeout);
        Assert.Empty(call.Tags);
        Assert.Empty(call.Extra);
    }

    [Fact]
    public void Read_BodyParameters_AreKeptWithoutAWord()
    {
        var config = Reading.Clean(Reading.With("temperature: 0\nmax_tokens: 10\nttft_ms: 20\nguided_json: { a: b }\napi_key: k"));

        Assert.Equal(["guided_json", "max_tokens", "temperature", "ttft_ms"], config.ModelList[0].Params.Extra.Keys.Order());
    }

    [Fact]
    public void Read_UnknownKeys_AreKeptAndReportedOnce()
    {
        var result = Reading.Read(
            """
            model_list:
              - model_name: a
                litellm_params: { model: openai/a, cache: true }
                endpoint: one
              - model_name: a
                litellm_params: { model: openai/b, cache: true }
                endpoint: two
              - model_name: a
                litellm_params: { model: openai/c }
                endpoint: three
            router_settings:
              redis_url: os.environ/REDIS_URL
            zebra: 1
            """);

        Assert.Equal(
            [
                "config.yaml(3,40): warning: model_list[0].litellm_params.cache: a setting of LiteLLM's that Fairlead does not act on: not used (nor in 1 other place)",
                "config.yaml(4,5): warning: model_list[0].endpoint: unknown key: not used (nor in 2 other places)",
                "config.yaml(12,3): warning: router_settings.redis_url: a setting of LiteLLM's that Fairlead does not act on: not used",
                "config.yaml(13,1): warning: zebra: unknown key: not used",
            ],
            result.Diagnostics.Select(finding => finding.ToString()));
        Assert.Equal("os.environ/REDIS_URL", result.Config!.Unused["router_settings.redis_url"].GetString());
        Assert.Equal("1", result.Config.Unused["zebra"].GetRawText());
        Assert.Empty(result.Config.ModelList[0].Params.Extra);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("{}")]
    [InlineData("model_list: []")]
    public void Read_NoDeployments_IsAWarning(string text)
    {
        var result = Reading.Read(text);

        Assert.Empty(result.Config!.ModelList);
        Assert.Contains("no deployments", Assert.Single(result.Diagnostics).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConfigOrThrow_Errors_ThrowsWithAllOfThem()
    {
        var result = Reading.Read(Reading.With("rpm: many\ntpm: few"));

        var exception = Assert.Throws<RouterConfigException>(result.ConfigOrThrow);
        Assert.Equal(2, exception.Diagnostics.Count);
    }
}
