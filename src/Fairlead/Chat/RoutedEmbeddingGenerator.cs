using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Fairlead.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>An embedding generator that sends each request to the deployment the router picks, and to another when it fails. Thread-safe.</summary>
/// <remarks>
/// The model is <see cref="EmbeddingGenerationOptions.ModelId"/> where set, else the one given to the constructor, else the first group of the configuration.
/// The generators it calls are not disposed with it.
/// </remarks>
public sealed class RoutedEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string Operation = "embeddings";

    private readonly Router _router;
    private readonly string? _model;
    private readonly EmbeddingGeneratorFactory _factory;
    private readonly RoutedClientOptions _options;
    private readonly ConditionalWeakTable<Deployment, IEmbeddingGenerator<string, Embedding<float>>> _generators = [];

    /// <summary>Builds the generator.</summary>
    /// <param name="router">Picks.</param>
    /// <param name="model">The model requests go to that name none; null for the first group of the configuration.</param>
    /// <param name="generators">Gives the generator of each deployment.</param>
    /// <param name="options">Clock and classifiers; null for the defaults.</param>
    public RoutedEmbeddingGenerator(Router router, string? model, EmbeddingGeneratorFactory generators, RoutedClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(router);
        ArgumentNullException.ThrowIfNull(generators);
        _router = router;
        _model = model;
        _factory = generators;
        _options = options ?? new RoutedClientOptions();
    }

    /// <inheritdoc />
    /// <exception cref="RoutingException">No deployment answered; holds every attempt.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        cancellationToken.ThrowIfCancellationRequested();
        var list = values as IReadOnlyCollection<string> ?? [.. values];
        var request = new RouteRequest(options?.ModelId ?? _model ?? ChatRequest.FirstGroup(_router));
        if (RouteOptions.From(options?.AdditionalProperties) is { } route)
        {
            request = route.Apply(request);
        }

        var (embeddings, attempt) = await AttemptLoop.RunAsync(
            _router,
            request,
            Operation,
            (Generator: this, Values: list, Options: options),
            static (call, attempt, token) => attempt.Mock is not null ? MockAnswers.EmbedAsync(attempt, call.Values, token) : call.Generator.GeneratorFor(attempt.Deployment)
                .GenerateAsync(call.Values, OptionsFor(attempt, call.Options), token),
            static embeddings => embeddings.Usage,
            _options,
            cancellationToken).ConfigureAwait(false);
        ChatRequest.Tell(embeddings.AdditionalProperties ??= [], attempt);
        return embeddings;
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("fairlead", null, _model)
            : serviceType == typeof(Router) ? _router
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the deployments' generators belong to whoever made them.</summary>
    public void Dispose()
    {
    }

    private static EmbeddingGenerationOptions OptionsFor(in RouteAttempt attempt, EmbeddingGenerationOptions? options)
    {
        var copy = options?.Clone() ?? new EmbeddingGenerationOptions();
        copy.ModelId = attempt.UpstreamModel;
        copy.AdditionalProperties = ChatRequest.WithoutRouting(copy.AdditionalProperties);
        return copy;
    }

    private IEmbeddingGenerator<string, Embedding<float>> GeneratorFor(Deployment deployment)
    {
        if (_generators.TryGetValue(deployment, out var generator))
        {
            return generator;
        }

        generator = _factory(deployment);
        if (generator is null)
        {
            AttemptLoop.ThrowNoClient(deployment, "embedding generator");
        }

        return _generators.GetValue(deployment, _ => generator);
    }
}
