using System.Text.Json;
using Fairlead.Configuration.Binding;
using Fairlead.TestKit.Golden;

namespace Fairlead.Tests.Configuration;

/// <summary>The JSON schema and the reference page name the keys the reader acts on: all of them, and no others.</summary>
public sealed class ConfigSchemaTests
{
    private const string Docs = "../../../docs/reference/";

    private static readonly JsonElement Schema = JsonElement.Parse(File.ReadAllText(GoldenFile.PathOf(Docs + "config.schema.json")));

    private static readonly JsonElement Entry = Below(Schema, "model_list").GetProperty("items");

    [Fact]
    public void Schema_Keys_AreThoseOfTheReader()
    {
        AssertKeys(ConfigSections.Root, Schema);
        AssertKeys(ConfigSections.Credential, Below(Schema, "credential_list").GetProperty("items"));
        AssertKeys(ConfigSections.Deployment, Entry);
        AssertKeys(ConfigSections.Params, Below(Entry, "litellm_params"));
        AssertKeys(ConfigSections.Info, Below(Entry, "model_info"));
        AssertKeys(ConfigSections.Router, Below(Schema, "router_settings"));
        AssertKeys(ConfigSections.StrategyArgs, Below(Below(Schema, "router_settings"), "routing_strategy_args"));
        AssertKeys(ConfigSections.RetryPolicy, Schema.GetProperty("$defs").GetProperty("retry_policy"));
        AssertKeys(ConfigSections.RoutingGroup, Below(Below(Schema, "router_settings"), "routing_groups").GetProperty("items"));
        AssertKeys(ConfigSections.Hedging, Schema.GetProperty("$defs").GetProperty("hedging"));
        var auto = Schema.GetProperty("$defs").GetProperty("auto_router");
        AssertKeys(ConfigSections.AutoRouter, auto);
        AssertKeys(ConfigSections.TierBoundaries, Below(auto, "tier_boundaries"));
        AssertKeys(ConfigSections.ComplexityWeights, Below(auto, "dimension_weights"));
        AssertKeys(ConfigSections.TokenThresholds, Below(auto, "token_thresholds"));
        AssertKeys(ConfigSections.AutoRouterRule, Schema.GetProperty("$defs").GetProperty("auto_router_rule"));
        AssertKeys(ConfigSections.Alias, Below(Below(Schema, "router_settings"), "model_group_alias").GetProperty("additionalProperties").GetProperty("anyOf")[1]);
        AssertKeys(ConfigSections.AllowedFailsPolicy, Schema.GetProperty("$defs").GetProperty("allowedFails"));
        AssertKeys(ConfigSections.Admission, Below(Below(Schema, "router_settings"), "admission"));
        AssertKeys(ConfigSections.RetryBudget, Below(Below(Schema, "router_settings"), "retry_budget"));
        AssertKeys(ConfigSections.Budget, Schema.GetProperty("$defs").GetProperty("budget"));
        AssertKeys(ConfigSections.Litellm, Below(Schema, "litellm_settings"));
        AssertKeys(ConfigSections.General, Below(Schema, "general_settings"));
    }

    [Fact]
    public void ReferencePage_EveryKey_IsExplained()
    {
        var page = File.ReadAllText(GoldenFile.PathOf(Docs + "configuration.md"));
        ConfigSection[] sections =
        [
            ConfigSections.Root, ConfigSections.Credential, ConfigSections.Deployment, ConfigSections.Params, ConfigSections.Info, ConfigSections.Router,
            ConfigSections.StrategyArgs, ConfigSections.RetryPolicy, ConfigSections.RoutingGroup, ConfigSections.AllowedFailsPolicy, ConfigSections.Hedging,
            ConfigSections.Alias, ConfigSections.Budget, ConfigSections.RetryBudget, ConfigSections.Admission, ConfigSections.Litellm, ConfigSections.General,
        ];

        Assert.All(sections.SelectMany(section => section.Used).Distinct(), key => Assert.Contains($"`{key}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Sections_Keys_StandInOneListOnly()
    {
        Assert.All(ConfigSections.Places, section => Assert.Equal(section.Known.Count(), section.Known.Distinct().Count()));
        Assert.Empty(ConfigSections.ProviderSettings.Except(ConfigSections.Params.PassedOn));
    }

    private static JsonElement Below(JsonElement schema, string key) => schema.GetProperty("properties").GetProperty(key);

    private static void AssertKeys(ConfigSection section, JsonElement schema) =>
        Assert.Equal(section.Used.Order(StringComparer.Ordinal), schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
}
