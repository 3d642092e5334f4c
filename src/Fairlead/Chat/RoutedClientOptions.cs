using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>What the routed clients take from outside beside the router.</summary>
public sealed record RoutedClientOptions
{
    /// <summary>Says what the deployments' exceptions mean; asked in order, before the built-in rules. Default none.</summary>
    public IReadOnlyList<ExceptionClassifier> Classifiers { get; init; } = [];

    /// <summary>Embeds messages for auto routers that choose by utterances, with the model they name; null, the default: such routers take their default model.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; init; }

    /// <summary>The clock for durations, timeouts and back-offs; give the router the same. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
