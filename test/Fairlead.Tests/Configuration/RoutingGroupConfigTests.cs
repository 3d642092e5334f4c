namespace Fairlead.Tests.Configuration;

public sealed class RoutingGroupConfigTests
{
    private static string Groups(string entries) => Reading.With(rest: $"router_settings:\n  routing_groups:\n{entries}");

    [Fact]
    public void Read_WholeEntry_EveryKeyIsTaken()
    {
        var config = Reading.Clean(Groups(
            """
                - group_name: fast
                  models: [gpt-4]
                  routing_strategy: latency-based-routing
                  routing_strategy_args: { ttl: 5, lowest_latency_buffer: 0.25, price_weight: 2 }
                - group_name: ranked
                  models: gpt-4
                  routing_strategy: priority
                  model_priorities: { gpt-4: 2 }
            """));

        var fast = config.Router.RoutingGroups[0];
        Assert.Equal(("fast", "latency-based-routing"), (fast.Name, fast.RoutingStrategy));
        Assert.Equal(["gpt-4"], fast.Models);
        Assert.Equal((TimeSpan.FromSeconds(5), 0.25, 2), (fast.StrategyArgs.Ttl, fast.StrategyArgs.LowestLatencyBuffer, fast.StrategyArgs.PriceWeight));
        Assert.Equal(2, config.Router.RoutingGroups[1].ModelPriorities["gpt-4"]);
    }

    [Theory]
    [InlineData("    - { group_name: default, models: [gpt-4] }", "config.yaml:7:7: error: router_settings.routing_groups[0].group_name: 'default' is reserved")]
    [InlineData("    - { models: [gpt-4] }", "router_settings.routing_groups[0].group_name: is empty")]
    [InlineData("    - { group_name: a, models: [gpt-4] }\n    - { group_name: a, models: [] }", "routing_groups[1].group_name: the name 'a' is already used")]
    [InlineData("    - { group_name: a, models: [gpt-4] }\n    - { group_name: b, models: [gpt-4] }", "routing_groups[1].models[0]: 'gpt-4' is already in the routing group 'a'")]
    [InlineData("    - { group_name: a, models: [gpt-4], routing_strategy: magic }", "routing_groups[0].routing_strategy: the strategy 'magic' is not available; valid are simple-shuffle")]
    [InlineData("    - { group_name: a, models: [gpt-4], routing_strategy: priority, model_priorities: { gpt-4: 0 } }", "model_priorities.gpt-4: is 0; expected a whole number not below 1")]
    [InlineData("    - { group_name: a, models: [gpt-4], routing_strategy: priority, model_priorities: { gpt-4: high } }", "model_priorities.gpt-4: expected a whole number, found")]
    [InlineData("    - { group_name: a, models: [gpt-4], routing_strategy_args: { ttl: 0 } }", "routing_groups[0].routing_strategy_args.ttl: is 0 s; expected a time above 0")]
    [InlineData("    - nonsense", "routing_groups[0]: expected a mapping with group_name and models")]
    public void Read_BrokenRule_IsAnErrorAtItsPlace(string entries, string expected)
    {
        var result = Reading.Read(Groups(entries));

        Assert.Null(result.Config);
        Assert.Contains(expected.Replace("config.yaml:7:7: error: ", "", StringComparison.Ordinal), string.Join('\n', result.Diagnostics), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    - { group_name: a, models: [gpt-5] }", "routing_groups[0].models[0]: 'gpt-5' is no model_name of model_list")]
    [InlineData("    - { group_name: gpt-4, models: [gpt-4] }", "routing_groups[0].group_name: 'gpt-4' is a model_name or an alias too")]
    [InlineData("    - { group_name: a, models: [gpt-4], model_priorities: { gpt-4: 1 } }", "model_priorities: not used: only the strategy 'priority' reads it")]
    [InlineData("    - { group_name: a, models: [gpt-4], modles: [x] }", "routing_groups[0].modles: unknown key: not used")]
    public void Read_OddButHarmless_IsAWarning(string entries, string expected)
    {
        var result = Reading.Read(Groups(entries));

        Assert.NotNull(result.Config);
        Assert.Contains(expected, string.Join('\n', result.Diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PriorityGroups_MayShareModels()
    {
        var config = Reading.Clean(Groups(
            """
                - { group_name: a, models: [gpt-4] }
                - { group_name: b, models: [gpt-4], routing_strategy: priority, model_priorities: { gpt-4: 1 } }
                - { group_name: c, models: [gpt-4], routing_strategy: Priority, model_priorities: { gpt-4: 7 } }
            """));

        Assert.Equal(3, config.Router.RoutingGroups.Count);
    }
}
