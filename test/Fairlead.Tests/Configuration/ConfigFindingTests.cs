using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed class ConfigFindingTests
{
    [Theory]
    [InlineData("rpm: many", "config.yaml(5,12): error: model_list[0].litellm_params.rpm: expected a number, found text")]
    [InlineData("rpm: [1]", "config.yaml(5,12): error: model_list[0].litellm_params.rpm: expected a number, found a list")]
    [InlineData("order: 1.5", "config.yaml(5,14): error: model_list[0].litellm_params.order: expected a whole number that fits 32 bits")]
    [InlineData("order: 3e9", "config.yaml(5,14): error: model_list[0].litellm_params.order: expected a whole number that fits 32 bits")]
    [InlineData("api_base: {a: b}", "config.yaml(5,17): error: model_list[0].litellm_params.api_base: expected text, found a mapping")]
    [InlineData("extra_headers: [a]", "config.yaml(5,22): error: model_list[0].litellm_params.extra_headers: expected a mapping of names with texts, found a list")]
    [InlineData("tags: [a, [b]]", "config.yaml(5,17): error: model_list[0].litellm_params.tags[1]: expected text, found a list")]
    [InlineData("timeout: -1", "config.yaml(5,16): error: model_list[0].litellm_params.timeout: expected seconds from 0 to 2073600 as a number, or with a unit, e.g. 30, 2.5, 500ms, 10m; found a number")]
    [InlineData("api_bas: x", "config.yaml(5,7): warning: model_list[0].litellm_params.api_bas: unknown key, passed to the provider as it is; did you mean 'api_base'?")]
    [InlineData("Temperature: 1", "config.yaml(5,7): warning: model_list[0].litellm_params.Temperature: unknown key, passed to the provider as it is; did you mean 'temperature'?")]
    [InlineData("timeout: 1\nrequest_timeout: 2", "config.yaml(6,7): warning: model_list[0].litellm_params.request_timeout: not used: 'timeout' is set and means the same")]
    [InlineData("rpm: 1\nrpm: 2", "config.yaml(6,7): warning: model_list[0].litellm_params.rpm: 'rpm' stands here twice; this one replaces the one on line 5")]
    public void Read_Deployment_IsFound(string parameters, string expected) => Assert.Equal(expected, Reading.Findings(Reading.With(parameters)));

    [Theory]
    [InlineData("router_settings: { routing_stategy: least-busy }", "config.yaml(6,20): warning: router_settings.routing_stategy: unknown key: not used; did you mean 'routing_strategy'?")]
    [InlineData("router_settings: 5", "config.yaml(6,18): error: router_settings: expected a mapping of settings, found a number")]
    [InlineData("litellm_settings: { routing_strategy: x }", "config.yaml(6,21): warning: litellm_settings.routing_strategy: unknown key: not used; it belongs in router_settings")]
    [InlineData("litellm_settings: { modify_params: true }", "config.yaml(6,21): warning: litellm_settings.modify_params: a setting of LiteLLM's that Fairlead does not act on: not used")]
    [InlineData("routing_strategy: least-busy", "config.yaml(6,1): warning: routing_strategy: unknown key: not used; it belongs in router_settings")]
    [InlineData("master_key: x", "config.yaml(6,1): warning: master_key: unknown key: not used; it belongs in general_settings")]
    [InlineData("router_settings: { fallbacks: gpt }", "config.yaml(6,31): error: router_settings.fallbacks: expected a list of '- group: [other groups]', found text")]
    [InlineData("router_settings: { fallbacks: [gpt] }", "config.yaml(6,32): error: router_settings.fallbacks[0]: expected a list of '- group: [other groups]', found text")]
    [InlineData("router_settings: { fallbacks: [{ gpt-4: { a: b } }] }", "config.yaml(6,41): error: router_settings.fallbacks[0].gpt-4: 'model' is missing, e.g. { model: gpt-4o, temperature: 0 }")]
    [InlineData("router_settings: { fallbacks: [{ gpt-4: [gpt-4] }, { gpt-4: gpt-4 }] }", "config.yaml(6,54): warning: router_settings.fallbacks[1].gpt-4: not used: the group has a list further up")]
    [InlineData("router_settings: { model_group_alias: { a: [b] } }", "config.yaml(6,44): error: router_settings.model_group_alias.a: expected a group name, or { model: …, hidden: true }; found a list")]
    [InlineData("router_settings: { model_group_alias: { a: { modle: gpt-4 } } }", "config.yaml(6,44): error: router_settings.model_group_alias.a: 'model' is missing, e.g. 'gpt-4o'; is 'modle' meant to be 'model'?\nconfig.yaml(6,46): warning: router_settings.model_group_alias.a.modle: unknown key: not used; did you mean 'model'?")]
    [InlineData("router_settings: { disable_cooldowns: maybe }", "config.yaml(6,39): error: router_settings.disable_cooldowns: expected true or false, found text")]
    [InlineData("general_settings: { max_request_size_mb: 0 }", "config.yaml(6,42): error: general_settings.max_request_size_mb: expected megabytes above 0 and up to 2047")]
    [InlineData("environment_variables: { A: [b] }", "config.yaml(6,29): error: environment_variables.A: expected text, found a list")]
    public void Read_Settings_AreFound(string rest, string expected) => Assert.Equal(expected, Reading.Findings(Reading.With(rest: rest)));

    [Theory]
    [InlineData("- a", "config.yaml(1,1): error: expected a mapping with model_list, found a list")]
    [InlineData("model_list: { model_name: a }", "config.yaml(1,13): error: model_list: expected a list of deployments, found a mapping; begin each entry with '- model_name: …'")]
    [InlineData("model_list: [a]", "config.yaml(1,14): error: model_list[0]: expected a mapping with model_name and litellm_params, found text")]
    [InlineData("model_list: [{ model_name: a }]", "config.yaml(1,14): error: model_list[0]: 'litellm_params' is missing, e.g. { model: openai/gpt-4o }")]
    [InlineData("model_list: [{ model_name: a, litellm_param: { model: b } }]", "config.yaml(1,14): error: model_list[0]: 'litellm_params' is missing, e.g. { model: openai/gpt-4o }; is 'litellm_param' meant to be 'litellm_params'?\nconfig.yaml(1,31): warning: model_list[0].litellm_param: unknown key: not used; did you mean 'litellm_params'?")]
    [InlineData("model_list: [{ litellm_params: { model: openai/b } }]", "config.yaml(1,14): error: model_list[0]: 'model_name' is missing, e.g. 'gpt-4o'")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: } }]", "config.yaml(1,49): error: model_list[0].litellm_params.model: expected text, e.g. 'openai/gpt-4o', found nothing")]
    [InlineData("model_list: [{ model_name: [a], litellm_params: { model: openai/b } }]", "config.yaml(1,28): error: model_list[0].model_name: expected text, found a list")]
    [InlineData("model_list: [{ model_name: a, litellm_params: 7 }]", "config.yaml(1,47): error: model_list[0].litellm_params: expected a mapping of settings, found a number")]
    public void Read_Shape_IsFound(string text, string expected) => Assert.Equal(expected, Reading.Findings(text));

    [Fact]
    public void Read_ManyFaults_AllComeInOneGoInTheOrderOfTheDocument()
    {
        var result = Reading.Read(
            """
            router_settings:
              timeout: soon
            model_list:
              - litellm_params: { model: openai/a, rpm: x }
              - model_name: b
                litellm_params: { api_bas: y }
            """);

        Assert.Null(result.Config);
        Assert.Equal(
            ["2:12 router_settings.timeout", "4:5 model_list[0]", "4:45 model_list[0].litellm_params.rpm", "6:21 model_list[1].litellm_params", "6:23 model_list[1].litellm_params.api_bas"],
            result.Diagnostics.Select(finding => $"{finding.Line}:{finding.Column} {finding.Path}"));
    }

    [Fact]
    public void Read_RequiredValueFromAnUnsetVariable_NamesBoth()
    {
        var findings = Reading.Findings("model_list: [{ model_name: a, litellm_params: { model: os.environ/MODEL } }]");

        Assert.Contains("environment variable MODEL is not set", findings, StringComparison.Ordinal);
        Assert.Contains("litellm_params.model: expected text", findings, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingSpaceAfterTheColon_IsToldWithoutTheValue()
    {
        var findings = Reading.Findings("model_list: [{ model_name: a, litellm_params: { model: openai/a, \"api_key:sk-secret\": } }]");

        Assert.Contains("put a space after 'api_key:'", findings, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", findings, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("os.environ/NOBODY_SET_THIS")]
    [InlineData("\"\"")]
    public void MasterKey_WithoutAValue_IsRefused(string value)
    {
        var read = ConfigReader.Read($"model_list: []\ngeneral_settings:\n  master_key: {value}\n", "config.yaml", static _ => null);

        Assert.Null(read.Config);
        Assert.Contains(read.Diagnostics, static finding =>
            finding is { Severity: ConfigSeverity.Error, Path: "general_settings.master_key", Line: 3 });
    }
}
