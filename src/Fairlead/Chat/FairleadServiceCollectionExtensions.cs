using Fairlead;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.Model;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers a router and the clients over it.</summary>
/// <remarks>
/// Registered are <see cref="Router"/>, <see cref="IChatClient"/> and the embedding generator, each once, and both clients keyed by model:
/// <c>[FromKeyedServices("tier1")] IChatClient</c>. A <see cref="TimeProvider"/> or <see cref="RouterOptions"/> in the collection is used.
/// </remarks>
public static class FairleadServiceCollectionExtensions
{
    /// <summary>Registers a router over a configuration built in code.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="config">The configuration; checked when the router is first asked for.</param>
    public static FairleadBuilder AddFairlead(this IServiceCollection services, RouterConfig config)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(config);
        return Add(services, provider => Router.Create(config, OptionsFrom(provider)));
    }

    /// <summary>Registers a router over the text of a <c>config.yaml</c>, or the same shape in JSON.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The document.</param>
    /// <param name="source">Its name in findings.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>; null for the process's environment.</param>
    /// <exception cref="RouterConfigException">The document is not usable; holds every finding.</exception>
    public static FairleadBuilder AddFairlead(
        this IServiceCollection services, string configuration, string source = "config.yaml", Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return AddFairlead(services, ConfigReader.Read(configuration, source, environment ?? Environment.GetEnvironmentVariable).ConfigOrThrow());
    }

    /// <summary>Registers a router over a configuration section, e.g. of <c>appsettings.json</c>, in the shape of <c>config.yaml</c>.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The section that holds <c>model_list</c>, or the root above a section named <c>Fairlead</c> that does.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>; null for the process's environment.</param>
    /// <remarks>
    /// Read when the router is first asked for, and again whenever the configuration says that it changed: a good one replaces the one in force, whose
    /// running requests finish undisturbed; a bad one does not, see <see cref="FairleadBuilder.OnReload"/>.
    /// </remarks>
    public static FairleadBuilder AddFairlead(this IServiceCollection services, IConfiguration configuration, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(provider => new ConfigurationWatch(
            configuration, environment ?? Environment.GetEnvironmentVariable, OptionsFrom(provider), provider.GetServices<ReloadListener>()));
        return Add(services, static provider => provider.GetRequiredService<ConfigurationWatch>().Router);
    }

    internal static FairleadBuilder Add(IServiceCollection services, Func<IServiceProvider, Router> router)
    {
        services.TryAddSingleton(router);
        services.TryAddSingleton(ClientOptionsFrom);
        services.TryAddSingleton(ChatClientsFrom);
        services.TryAddSingleton(GeneratorsFrom);
        services.TryAddSingleton<IChatClient>(provider => Chat(provider, null));
        services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => Embeddings(provider, null));
        services.TryAddKeyedSingleton<IChatClient>(KeyedService.AnyKey, (provider, key) => Chat(provider, Known(provider, key)));
        services.TryAddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            KeyedService.AnyKey, (provider, key) => Embeddings(provider, Known(provider, key)));
        return new FairleadBuilder(services);
    }

    internal static RouterOptions OptionsFrom(IServiceProvider provider) => StrategyRegistration.Add(
        provider.GetService<RouterOptions>() ?? new RouterOptions { TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System },
        provider.GetServices<StrategyRegistration>());

    private static RoutedClientOptions ClientOptionsFrom(IServiceProvider provider)
    {
        var options = new RoutedClientOptions
        {
            TimeProvider = OptionsFrom(provider).TimeProvider,
            Classifiers = [.. provider.GetServices<ExceptionClassifier>()],
        };
        return options with
        {
            Embeddings = new RoutedEmbeddingGenerator(
                provider.GetRequiredService<Router>(), null, provider.GetRequiredService<ClientDirectory<IEmbeddingGenerator<string, Embedding<float>>>>().Find, options),
        };
    }

    private static ClientDirectory<IChatClient> ChatClientsFrom(IServiceProvider provider) => new(
        provider,
        provider.GetServices<ClientRegistration<IChatClient>>(),
        provider.GetServices<ChatClientFactory>().Select(factory => new Func<Deployment, IChatClient?>(factory.Invoke)));

    private static ClientDirectory<IEmbeddingGenerator<string, Embedding<float>>> GeneratorsFrom(IServiceProvider provider) => new(
        provider,
        provider.GetServices<ClientRegistration<IEmbeddingGenerator<string, Embedding<float>>>>(),
        provider.GetServices<EmbeddingGeneratorFactory>()
            .Select(factory => new Func<Deployment, IEmbeddingGenerator<string, Embedding<float>>?>(factory.Invoke)));

    private static RoutedChatClient Chat(IServiceProvider provider, string? model) => new(
        provider.GetRequiredService<Router>(),
        model,
        provider.GetRequiredService<ClientDirectory<IChatClient>>().Find,
        provider.GetRequiredService<RoutedClientOptions>());

    private static RoutedEmbeddingGenerator Embeddings(IServiceProvider provider, string? model) => new(
        provider.GetRequiredService<Router>(),
        model,
        provider.GetRequiredService<ClientDirectory<IEmbeddingGenerator<string, Embedding<float>>>>().Find,
        provider.GetRequiredService<RoutedClientOptions>());

    // Wrong keys show when they are injected, not at the first request.
    private static string Known(IServiceProvider provider, object? key)
    {
        var router = provider.GetRequiredService<Router>();
        return key is string model && router.Explain(new Fairlead.Attempts.RouteRequest(model)).ResolvedBy != "unknown"
            ? model
            : throw new InvalidOperationException(
                $"No model '{key}' is configured. Configured are: {string.Join(", ", router.Model.ModelNames)}.");
    }
}
