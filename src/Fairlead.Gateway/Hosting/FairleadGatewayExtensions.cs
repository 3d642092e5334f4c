using Fairlead.Gateway;
using Fairlead.Gateway.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the gateway to an ASP.NET Core app.</summary>
public static class FairleadGatewayServiceCollectionExtensions
{
    /// <summary>Adds the gateway's services. Map its endpoints with <c>app.MapFairlead()</c>.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Sets where the configuration comes from.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddFairleadGateway(this IServiceCollection services, Action<FairleadGatewayOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new FairleadGatewayOptions();
        configure(options);
        services.AddRoutingCore();
        GatewayServices.Add(services, options);
        return services;
    }
}
