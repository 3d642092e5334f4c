using Fairlead.Chat;
using Fairlead.Selection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers strategies of one's own.</summary>
public static class RoutingStrategyExtensions
{
    /// <summary>Makes a strategy available to the configuration as <c>custom/NAME</c>: to routers of <c>AddFairlead</c>, and to an embedded gateway.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="name">Its name; the one registered last under a name wins.</param>
    /// <param name="factory">Makes the strategy of one group's deployments.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddRoutingStrategy(this IServiceCollection services, string name, CustomStrategyFactory factory)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(factory);
        return services.AddSingleton(new StrategyRegistration(name, factory));
    }
}
