using Fairlead.Selection;

namespace Fairlead.Chat;

/// <summary>A strategy of somebody's own, by the name it was registered under.</summary>
internal sealed record StrategyRegistration(string Name, CustomStrategyFactory Factory)
{
    /// <summary>The options with the registered strategies among theirs; the one registered last wins.</summary>
    public static RouterOptions Add(RouterOptions options, IEnumerable<StrategyRegistration> registered)
    {
        Dictionary<string, CustomStrategyFactory>? all = null;
        foreach (var registration in registered)
        {
            all ??= new Dictionary<string, CustomStrategyFactory>(options.Strategies, StringComparer.Ordinal);
            all[registration.Name] = registration.Factory;
        }

        return all is null ? options : options with { Strategies = all };
    }
}
