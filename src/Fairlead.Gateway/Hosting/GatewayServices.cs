using Fairlead.Configuration;
using Fairlead.Gateway.Admin;
using Fairlead.Gateway.Endpoints;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Relay;
using Fairlead.Providers.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Fairlead.Gateway.Hosting;

/// <summary>Puts the gateway's parts together: one list, for the stand-alone and the embedded gateway.</summary>
internal static class GatewayServices
{
    public static void Add(IServiceCollection services, FairleadGatewayOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(static provider => CreateRouter(provider.GetRequiredService<FairleadGatewayOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => CreateUpstream(provider.GetRequiredService<FairleadGatewayOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new ConfigSource(options.ConfigPath ?? options.ConfigName));
        services.AddSingleton<Drain>();
        services.AddHostedService<DrainService>();
        services.AddSingleton<MasterKeyGuard>();
        services.AddSingleton<RequestReader>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton<RelayHandler>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<ExplainEndpoint>();
    }

    private static Router CreateRouter(FairleadGatewayOptions options, TimeProvider time)
    {
        var config = options.ConfigPath is { } path
            ? ConfigReader.Read(File.ReadAllText(path), path, options.Environment).ConfigOrThrow()
            : options.Config ?? throw new InvalidOperationException("The gateway has no configuration: set ConfigPath or Config in AddFairleadGateway.");
        return Router.Create(config, new RouterOptions { TimeProvider = time });
    }

    private static UpstreamClient CreateUpstream(FairleadGatewayOptions options, TimeProvider time) => new();
}
