using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Configuration;

/// <summary>What filters go by, from a document; and deployments that are left out.</summary>
public sealed class FilterBindingTests
{
    private const string Here = "model_list:\n  - model_name: m\n    litellm_params: { model: openai/m }\n    model_info: { id: here, supported_environments: [Staging, production] }\n  - model_name: always\n    litellm_params: { model: openai/m }\n";

    [Fact]
    public void Read_Keys_AreKept()
    {
        var config = Reading.Clean("""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, tag_regex: ["^User-Agent: claude", 'x\d+'], use_in_pass_through: true }
                model_info:
                  team_id: red
                  team_public_model_name: gpt
                  access_groups: [beta]
                  blocked: true
                  enable_tag_filtering: false
            router_settings: { tag_routing_prefix: "route:", enable_pre_call_checks: true, ignore_invalid_deployments: false }
            """);
        var deployment = config.ModelList[0];

        Assert.Equal(["^User-Agent: claude", @"x\d+"], deployment.Params.TagRegex);
        Assert.True(deployment.Params.UseInPassThrough);
        Assert.Equal(("red", "gpt", true, false), (deployment.Info.TeamId, deployment.Info.TeamPublicModelName, deployment.Info.Blocked, deployment.Info.EnableTagFiltering));
        Assert.Equal(["beta"], deployment.Info.AccessGroups);
        Assert.Equal(("route:", true, false), (config.Router.TagRoutingPrefix, config.Router.EnablePreCallChecks, config.Router.IgnoreInvalidDeployments));
        Assert.Empty(deployment.Info.Extra);
    }

    [Theory]
    [InlineData("FAIRLEAD_ENVIRONMENT", "staging", 2)]
    [InlineData("LITELLM_ENVIRONMENT", "production", 2)]
    [InlineData("LITELLM_ENVIRONMENT", "development", 1)]
    public void Environment_OfTheVariable_DecidesWhoIsLoaded(string variable, string value, int deployments)
    {
        var router = Reading.Clean(Here, (variable, value)).Router();

        Assert.Equal(deployments, router.Model.Deployments.Count);
        Assert.Equal(deployments == 2 ? "here" : null, router.Pick("m")?.Id);
    }

    [Fact]
    public void Environment_OurVariable_WinsOverLiteLlms() =>
        Assert.Equal("staging", Reading.Clean(Here, ("LITELLM_ENVIRONMENT", "development"), ("FAIRLEAD_ENVIRONMENT", "staging")).Environment);

    [Fact]
    public void Environment_FromTheDocument_Counts() =>
        Assert.Equal("staging", Reading.Clean(Here + "environment_variables: { FAIRLEAD_ENVIRONMENT: staging }\n").Environment);

    [Fact]
    public void Environment_NotKnown_IsAnErrorWithItsMend() => Assert.Equal(
        "config.yaml(4,29): error: model_list[0].model_info.supported_environments: is [Staging, production], but it is not known which environment this is; set the variable FAIRLEAD_ENVIRONMENT (or LITELLM_ENVIRONMENT)",
        Reading.Findings(Here));

    [Fact]
    public void Environment_SameIdInTwoOfThem_IsNoConflict()
    {
        const string Two = "model_list:\n  - model_name: m\n    litellm_params: { model: openai/a }\n    model_info: { id: x, supported_environments: [a] }\n  - model_name: m\n    litellm_params: { model: openai/b }\n    model_info: { id: x, supported_environments: [b] }\n";

        Assert.Equal("b", Reading.Clean(Two, ("FAIRLEAD_ENVIRONMENT", "b")).Router().Pick("m")!.UpstreamModel);
    }

    [Fact]
    public void Environment_FallbackToWhoIsNotLoaded_IsNoError()
    {
        var config = Reading.Clean(Here + "router_settings: { fallbacks: [{ always: [m] }] }\n", ("FAIRLEAD_ENVIRONMENT", "development"));

        Assert.Single(config.Router().Model.Groups);
    }

    [Theory]
    [InlineData("(?P<name>x)", "; write (?<name>…) for a named group")]
    [InlineData("claude(", "; escape what is meant as it stands, e.g. \\( for a bracket")]
    public void TagRegex_NotValid_IsAnErrorWithPlaceAndMend(string pattern, string mend)
    {
        var findings = Reading.Findings(Reading.With($"tag_regex: ['{pattern}']"));

        Assert.StartsWith("config.yaml(5,19): error: model_list[0].litellm_params.tag_regex[0]: is not a regular expression: ", findings, StringComparison.Ordinal);
        Assert.EndsWith(mend, findings, StringComparison.Ordinal);
    }

    [Fact]
    public void TeamName_WithoutATeam_IsWarnedOf() => Assert.Contains(
        "warning: model_list[0].model_info.team_public_model_name: is not used: no team_id says whose name it is",
        Reading.Findings("model_list:\n  - model_name: m\n    litellm_params: { model: openai/m }\n    model_info: { team_public_model_name: x }\n"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("openai/responses/gpt-5, stop: [x]", true)]
    [InlineData("openai/gpt-5, use_responses_api: true, stop: [x]", true)]
    [InlineData("openai/gpt-5, use_responses_api: true, max_tokens: 5, response_format: { type: json_object }", false)]
    [InlineData("openai/gpt-5, stop: [x]", false)]
    public void Parameter_ThatTheResponsesApiLacks_IsWarnedOfWhereTheDeploymentIsCalledByIt(string parameters, bool warned)
    {
        var findings = Reading.Findings($"model_list:\n  - model_name: m\n    litellm_params: {{ model: {parameters} }}\n");

        Assert.Equal(warned, findings.Contains("config.yaml(3,", StringComparison.Ordinal) && findings.Contains("warning: model_list[0].litellm_params.stop: OpenAI's Responses API", StringComparison.Ordinal));
    }

    [Fact]
    public void IgnoreInvalid_FaultyEntries_AreLeftOutWithWarnings()
    {
        var read = Reading.Read("""
            model_list:
              - model_name: bad-provider
                litellm_params: { model: no-such-provider/x }
              - model_name: bad-number
                litellm_params: { model: openai/x, rpm: many }
              - nothing
              - model_name: twice
                litellm_params: { model: openai/x }
                model_info: { id: same }
              - model_name: twice
                litellm_params: { model: openai/y }
                model_info: { id: same }
              - model_name: good
                litellm_params: { model: openai/x }
            router_settings:
              ignore_invalid_deployments: true
              fallbacks: [{ good: [bad-provider] }]
            """);

        Assert.All(read.Diagnostics, static finding => Assert.Equal(ConfigSeverity.Warning, finding.Severity));
        Assert.Equal(4, read.Diagnostics.Count(static finding => finding.Message.EndsWith("(the deployment is left out)", StringComparison.Ordinal)));
        var model = read.ConfigOrThrow().Router().Model;
        Assert.Equal(["twice", "good"], model.ModelNames);
        Assert.Equal(2, model.Deployments.Count);
    }

    [Fact]
    public void IgnoreInvalid_OtherFaults_StayErrors() =>
        Assert.Null(Reading.Read(Reading.With(rest: "router_settings: { ignore_invalid_deployments: true, routing_strategy: nonsense }")).Config);

    [Fact]
    public void IgnoreInvalid_BuiltInCode_LoadsTheRest()
    {
        var config = Given.Config(Given.Deployment("bad", "b", "no-such-provider/x"), Given.Deployment("m", "a"));

        Assert.Throws<RouterConfigException>(() => config.Router());
        Assert.Equal("a", config.With(r => r with { IgnoreInvalidDeployments = true }).Router().Pick("m")!.Id);
    }

    [Fact]
    public void Reload_InvalidDeploymentAdded_ChangesNothing_WildcardsIncluded()
    {
        var star = Given.Deployment("openai/*", "star", "openai/*");
        var router = Given.Config(star).Router();

        Assert.Throws<RouterConfigException>(() => router.Reload(Given.Config(star, Given.Deployment("bad/*", "b", "no-such-provider/*"))));

        Assert.Equal(1, router.Model.Generation);
        Assert.Equal("star", router.Pick("openai/gpt-4o")!.Id);
        Assert.Equal("unknown", router.Explain(new RouteRequest("bad/x")).ResolvedBy);
    }
}
