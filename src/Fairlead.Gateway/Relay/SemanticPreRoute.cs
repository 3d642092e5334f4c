using Fairlead.Chat;
using Fairlead.PreRouting;
using Fairlead.Providers.Chat;
using Fairlead.Providers.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Has messages embedded for auto routers that choose by utterances: by the router's own deployments, with their retries and fallbacks.</summary>
internal sealed class SemanticPreRoute : IDisposable
{
    private readonly TimeProvider _time;
    private readonly RoutedEmbeddingGenerator _generator;

    public SemanticPreRoute(Router router, UpstreamClient upstream, TimeProvider time)
    {
        _time = time;
        _generator = new RoutedEmbeddingGenerator(
            router, null, deployment => new DeploymentEmbeddingGenerator(upstream, deployment) { IsTimed = true }, new RoutedClientOptions { TimeProvider = time });
    }

    /// <summary>Chooses.</summary>
    public ValueTask<PreRoute> ChooseAsync(AutoRouter router, RelayContext relay) =>
        SemanticChoice.MakeAsync(router, PromptReader.LastMessage(relay, SemanticChoice.MostCharacters), _generator, _time, relay.Http.RequestAborted);

    public void Dispose() => _generator.Dispose();
}
