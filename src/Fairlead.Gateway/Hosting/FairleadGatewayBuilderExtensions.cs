using Fairlead.Gateway;
using Fairlead.Gateway.Endpoints;
using Fairlead.Gateway.Relay;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds and maps the gateway in an ASP.NET Core app.</summary>
public static class FairleadGatewayBuilderExtensions
{
    /// <summary>The file read when nothing else is said: LiteLLM's name for it.</summary>
    private const string DefaultConfigPath = "config.yaml";

    /// <summary>Adds the gateway's services. Map its endpoints with <see cref="MapFairlead"/>.</summary>
    /// <param name="builder">The app's builder.</param>
    /// <param name="configure">Sets where the configuration comes from; by default <c>config.yaml</c> in the content root.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddFairleadGateway(this IHostApplicationBuilder builder, Action<FairleadGatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddFairleadGateway(options =>
        {
            configure?.Invoke(options);
            if (options.ConfigPath is null && options.Config is null)
            {
                options.ConfigPath = Path.Combine(builder.Environment.ContentRootPath, DefaultConfigPath);
            }
        });
        return builder;
    }

    /// <summary>Maps every endpoint of the gateway.</summary>
    /// <param name="endpoints">The app, or a group of it with a prefix.</param>
    /// <returns>For what shall hold for all of them, e.g. <c>RequireHost</c> or <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddFairleadGateway</c> was not called.</exception>
    public static IEndpointConventionBuilder MapFairlead(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<RelayHandler>() is null)
        {
            throw new InvalidOperationException("MapFairlead needs the gateway's services. Add this line before the app is built: builder.AddFairleadGateway();");
        }

        return GatewayEndpoints.Map(endpoints);
    }
}
