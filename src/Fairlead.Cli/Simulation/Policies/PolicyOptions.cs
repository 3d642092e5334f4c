using Fairlead.Configuration;
using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>A strategy of the product's, and what is switched on beside it: <c>cost-based+effective_price</c>.</summary>
/// <param name="Strategy">The strategy's own name, or <see cref="Configured"/>.</param>
/// <param name="Switches">Names of <see cref="All"/>, in its order.</param>
internal sealed record PolicyOptions(string Strategy, IReadOnlyList<string> Switches)
{
    /// <summary>The name of the policy that a configuration has of its own, strategies of single groups included.</summary>
    public const string Configured = "configured";

    /// <summary>What may be switched on, by the names of the settings.</summary>
    private static readonly (string Name, Func<RouterSettings, RouterSettings> On)[] All =
    [
        ("hedge", static router => router with { Hedging = (router.Hedging ?? new HedgingSettings()) with { Enabled = true } }),
        ("session_affinity", static router => Checked(router, "session_affinity")),
        ("prompt_caching", static router => Checked(router, "prompt_caching")),
        ("effective_price", static router => router with { StrategyArgs = router.StrategyArgs with { EffectivePrice = true } }),
    ];

    /// <summary>Reads a name; null where there is no such strategy or switch.</summary>
    public static PolicyOptions? Read(string spelling)
    {
        var parts = spelling.Split('+');
        var isKnown = StrategyNames.TryParse(parts[0], out var strategy) || Is(strategy = Configured, parts[0]);
        return isKnown && parts[1..].All(static part => All.Any(one => Is(one.Name, part)))
            ? new PolicyOptions(strategy, [.. All.Select(static one => one.Name).Where(name => parts[1..].Any(part => Is(name, part)))])
            : null;
    }

    /// <summary>The settings with the strategy and the switches.</summary>
    public RouterSettings In(RouterSettings router) => All.Where(one => Switches.Contains(one.Name)).Aggregate(
        Strategy == Configured ? router : router with { RoutingStrategy = Strategy, GroupStrategies = new Dictionary<string, string>() }, static (settings, one) => one.On(settings));

    public override string ToString() => string.Join('+', [Strategy, .. Switches]);

    private static bool Is(string name, string part) => string.Equals(name, part, StringComparison.OrdinalIgnoreCase);

    private static RouterSettings Checked(RouterSettings router, string check) => router with { OptionalPreCallChecks = [.. router.OptionalPreCallChecks, check] };
}
