using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Tests.Configuration;

public sealed class HedgingSettingsTests
{
    private const string Models = """
        model_list:
          - { model_name: m, litellm_params: { model: openai/m, api_key: k } }
          - { model_name: n, litellm_params: { model: openai/n, api_key: k } }
        """;

    [Fact]
    public void EveryKey_ArrivesTyped()
    {
        var router = Reading.Clean(Models + """

            router_settings:
              hedging: { enabled: true, on_request: true, quantile: 0.9, max_share: 0.1, max_cost: 2.5, min_delay: 200ms, max_delay: 30 }
              model_group_hedging:
                m: { enabled: false }
            """).Router;

        Assert.Equal(
            new HedgingSettings
            {
                Enabled = true,
                OnRequest = true,
                Quantile = 0.9,
                MaxShare = 0.1,
                MaxCost = 2.5,
                MinDelay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(30),
            },
            router.Hedging);
        Assert.Equal(new HedgingSettings { Enabled = false }, Assert.Single(router.GroupHedging).Value);
    }

    [Fact]
    public void Unset_IsOff() => Assert.All(RoutingModel.Build(Reading.Clean(Models)).Groups, group => Assert.Null(group.Hedging));

    [Theory]
    [InlineData("hedging: { enabled: true, quantile: 95 }", "router_settings.hedging.quantile: is 95; expected a number from 0.5 to 0.999")]
    [InlineData("hedging: { max_share: 5 }", "router_settings.hedging.max_share: is 5; expected a number from 0 to 1")]
    [InlineData("hedging: { max_cost: -1 }", "router_settings.hedging.max_cost: is -1; expected a number not below 0")]
    [InlineData("hedging: { max_delay: 0.01 }", "router_settings.hedging.max_delay: max_delay is 0.01 s and below min_delay, 0.05 s")]
    [InlineData("hedging: { quantil: 0.9 }", "router_settings.hedging.quantil")]
    [InlineData("hedging: yes", "router_settings.hedging")]
    [InlineData("model_group_hedging: { m: { min_delay: 2, max_delay: 1 } }", "router_settings.model_group_hedging.m.max_delay")]
    [InlineData("model_group_hedging: { mm: { enabled: true } }", "router_settings.model_group_hedging.mm: there is no model group of this name")]
    [InlineData("model_group_hedging: { m: true }", "router_settings.model_group_hedging.m: expected hedging settings")]
    public void WrongValue_IsNamedWithItsPlace(string settings, string expected)
    {
        var read = Reading.Read($"{Models}\nrouter_settings:\n  {settings}");

        Assert.Contains(read.Diagnostics, finding => finding.ToString().Contains(expected, StringComparison.Ordinal) && finding.Line == 5);
    }
}
