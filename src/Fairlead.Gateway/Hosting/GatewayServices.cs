using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.Gateway.Admin;
using Fairlead.Gateway.Endpoints;
using Fairlead.Gateway.Engines;
using Fairlead.Gateway.Health;
using Fairlead.Gateway.Keys;
using Fairlead.Gateway.Observability;
using Fairlead.Gateway.PassThrough;
using Fairlead.Gateway.Relay;
using Fairlead.Gateway.Reload;
using Fairlead.Gateway.Stored;
using Fairlead.Gateway.Traffic;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation.Reasoning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Fairlead.Gateway.Hosting;

/// <summary>Puts the gateway's parts together: one list, for the stand-alone and the embedded gateway.</summary>
internal static partial class GatewayServices
{
    public static void Add(IServiceCollection services, FairleadGatewayOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(CreateRouter);
        services.AddSingleton(CreateUpstream);
        if (options.ConfigPath is { } path)
        {
            services.AddSingleton(options.File ?? new ConfigFile(path, options.Environment));
            services.AddSingleton(CreateReloader);
            services.AddHostedService(static provider => provider.GetRequiredService<ConfigReloader>());
        }

        services.AddSingleton(provider => new ConfigSource(
            options.ConfigPath ?? options.ConfigName, provider.GetRequiredService<Router>(), provider.GetService<ConfigReloader>()));
        services.AddSingleton<Drain>();
        services.AddHostedService<DrainService>();
        services.AddSingleton<MasterKeyGuard>();
        services.AddSingleton<SemanticPreRoute>();
        services.AddSingleton<RequestReader>();
        services.AddSingleton(static provider => new ReasoningCarrier(CarriageOf(provider.GetRequiredService<Router>()), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new ResponseStore(LimitsOf(provider.GetRequiredService<Router>()), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<StoredRequests>();
        services.AddSingleton<Translations>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton(CreateTrafficLog);
        services.AddHostedService(static provider => provider.GetRequiredService<TrafficLog>());
        services.AddSingleton<RelayHandler>();
        services.AddSingleton<PassThroughEndpoint>();
        services.AddSingleton<StoredResponses>();
        services.AddSingleton<TokenCounter>();
        services.AddSingleton<CountTokensEndpoint>();
        services.AddSingleton<GoogleEndpoints>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<ExplainEndpoint>();
        services.AddSingleton<DeploymentsEndpoint>();
        services.AddSingleton<ChangesEndpoint>();
        services.AddHostedService<ChangeLog>();
        services.AddSingleton<HealthCall>();
        services.AddSingleton<HealthChecker>();
        services.AddHostedService(static provider => provider.GetRequiredService<HealthChecker>());
        services.AddSingleton<QueuePoller>();
        services.AddHostedService(static provider => provider.GetRequiredService<QueuePoller>());
    }

    private static Router CreateRouter(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<FairleadGatewayOptions>();
        var config = options.Config;
        if (options.ConfigPath is not null && (config is null || options.File is null))
        {
            var read = provider.GetRequiredService<ConfigFile>().Read();
            config = read.ConfigOrThrow();
            var log = provider.GetRequiredService<ILogger<Router>>();
            foreach (var finding in read.Diagnostics)
            {
                LogFinding(log, finding);
            }
        }

        if (config is null)
        {
            throw new InvalidOperationException("The gateway has no configuration: set ConfigPath or Config in AddFairleadGateway.");
        }

        return Router.Create(config, StrategyRegistration.Add(
            new RouterOptions { TimeProvider = provider.GetRequiredService<TimeProvider>() }, provider.GetServices<StrategyRegistration>()));
    }

    private static ConfigReloader CreateReloader(IServiceProvider provider)
    {
        var router = provider.GetRequiredService<Router>();
        return new ConfigReloader(
            provider.GetRequiredService<ConfigFile>(),
            router.Model.Generation,
            config =>
            {
                router.Reload(config);
                return router.Model.Generation;
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ConfigReloader>>());
    }

    // Followed at reload: the setting is read whenever it matters.
    private static Func<ReasoningCarriage> CarriageOf(Router router) => () => router.Model.Config.General.ReasoningState switch
    {
        "ids" => ReasoningCarriage.Ids,
        "off" => ReasoningCarriage.Off,
        _ => ReasoningCarriage.Cache,
    };

    private static Func<(long MaxBytes, TimeSpan Life)> LimitsOf(Router router) => () =>
    {
        var general = router.Model.Config.General;
        return (general.ResponseStoreMaxBytes ?? ResponseStore.DefaultMaxBytes, general.ResponseStoreTtl ?? ResponseStore.DefaultLife);
    };

    private static TrafficLog CreateTrafficLog(IServiceProvider provider) => new(
        provider.GetRequiredService<Router>(),
        Path.GetDirectoryName(provider.GetRequiredService<FairleadGatewayOptions>().ConfigPath) ?? "",
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<TrafficLog>>());

    private static UpstreamClient CreateUpstream(IServiceProvider provider) => new(new UpstreamClientOptions
    {
        TimeProvider = provider.GetRequiredService<TimeProvider>(),
        Environment = provider.GetRequiredService<FairleadGatewayOptions>().Environment,
    });

    [LoggerMessage(EventIds.ConfigFinding, LogLevel.Warning, "{Finding}")]
    private static partial void LogFinding(ILogger log, ConfigDiagnostic finding);
}
