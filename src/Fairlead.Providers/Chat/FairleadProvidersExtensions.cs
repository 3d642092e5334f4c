using Fairlead.Chat;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Calls the deployments of a router over HTTP.</summary>
public static class FairleadProvidersExtensions
{
    /// <summary>
    /// Gives every deployment that has no client of its own one that speaks its provider's format.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">What the HTTP side takes from outside; null for the defaults, with the collection's <see cref="TimeProvider"/>.</param>
    /// <returns>The same builder.</returns>
    public static FairleadBuilder AddProviders(this FairleadBuilder builder, UpstreamClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(provider => new UpstreamClient(options ?? new UpstreamClientOptions
        {
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
        }));
        builder.AddChatClients(provider =>
        {
            var upstream = provider.GetRequiredService<UpstreamClient>();
            return deployment => new DeploymentChatClient(upstream, deployment) { IsTimed = true };
        });
        builder.AddEmbeddingGenerators(provider =>
        {
            var upstream = provider.GetRequiredService<UpstreamClient>();
            return deployment => new DeploymentEmbeddingGenerator(upstream, deployment) { IsTimed = true };
        });
        return builder.ClassifyExceptions(HttpExceptions.Classify);
    }
}
