using Fairlead.Configuration;

namespace Fairlead.Tests.Model;

public sealed class ModelValidatorTests
{
    private static RouterConfig Two => Given.Config(Given.Deployment("gpt-4", "a"), Given.Deployment("gpt-3.5", "b"));

    private static IReadOnlyList<ConfigDiagnostic> Errors(RouterConfig config) => Assert.Throws<RouterConfigException>(() => config.Router()).Diagnostics;

    private static Dictionary<string, IReadOnlyList<FallbackTarget>> Lists(params (string From, string[] To)[] lists) =>
        lists.ToDictionary(l => l.From, IReadOnlyList<FallbackTarget> (l) => [.. l.To]);

    [Fact]
    public void Everything_IsFoundInOneGo()
    {
        var config = Given.Config(
            Given.Deployment("m", "same", "nobody-knows"),
            Given.Deployment("m", "same", with: p => p with { Rpm = -1, NumRetries = -2, Timeout = TimeSpan.Zero }),
            Given.Deployment("m", "c") with { Capacity = 0 }).With(r => r with
            {
                RoutingStrategy = "magic",
                NumRetries = -1,
                Fallbacks = Lists(("m", ["n"])),
            });

        Assert.Equal(
            [
                "model_list[0].litellm_params.model",
                "model_list[1].litellm_params.rpm",
                "model_list[1].litellm_params.timeout",
                "model_list[1].litellm_params.num_retries",
                "model_list[1].model_info.id",
                "model_list[2].capacity",
                "router_settings.routing_strategy",
                "router_settings.num_retries",
                "router_settings.fallbacks[0].m[0]",
            ],
            Errors(config).Select(d => d.Path));
    }

    [Fact]
    public void Provider_Unknown_SaysItInLiteLlmsWords()
    {
        var finding = Assert.Single(Errors(Given.Config(Given.Deployment("m", "a", "opnai/gpt-4"))));

        Assert.StartsWith("LLM Provider NOT provided. Pass in the LLM provider you are trying to call. You passed model=opnai/gpt-4", finding.Message, StringComparison.Ordinal);
        Assert.Equal("did you mean 'openai/gpt-4'?", finding.Mend);
    }

    [Fact]
    public void FallbackTarget_OfNobody_IsNamedWithItsPlaceAndGuessed()
    {
        var finding = Assert.Single(Errors(Two.With(r => r with { Fallbacks = Lists(("gpt-3.5", ["gpt-4"]), ("gpt-4", ["gpt-3.5", "gtp-4"])) })));

        Assert.Equal("router_settings.fallbacks[1].gpt-4[1]", finding.Path);
        Assert.Equal("did you mean 'gpt-4'?", finding.Mend);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("openai/gpt-4")]
    [InlineData("alias")]
    [InlineData("gemini/anything")]
    public void FallbackTarget_AnyNameThatResolves_IsFine(string target)
    {
        var config = Given.Config([.. Two.ModelList, Given.Deployment("gemini/*", "w", "gemini/*")]).With(r => r with
        {
            DefaultFallbacks = [target],
            ModelGroupAlias = new Dictionary<string, ModelAlias> { ["alias"] = new("gpt-4") },
        });

        Assert.NotNull(config.Router());
    }

    [Fact]
    public void Alias_Circle_IsAnError()
    {
        var findings = Errors(Two.With(r => r with
        {
            ModelGroupAlias = new Dictionary<string, ModelAlias> { ["x"] = new("y"), ["y"] = new("x"), ["z"] = new("gpt4") },
        }));

        Assert.Equal(["router_settings.model_group_alias.x", "router_settings.model_group_alias.y", "router_settings.model_group_alias.z"], findings.Select(f => f.Path));
    }

    [Fact]
    public void Warnings_DoNotStop()
    {
        var findings = new List<ConfigDiagnostic>();
        var model = Fairlead.Model.RoutingModel.TryBuild(
            Two.With(r => r with { GroupStrategies = new Dictionary<string, string> { ["gpt-5"] = "least-busy" } }), 1, null, findings);

        Assert.NotNull(model);
        Assert.Equal(ConfigSeverity.Warning, Assert.Single(findings).Severity);
    }
}
