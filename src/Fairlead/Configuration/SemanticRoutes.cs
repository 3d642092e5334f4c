namespace Fairlead.Configuration;

/// <summary>Models chosen by what messages are like: each has utterances, and the nearest of them decides (<c>auto_router_config</c>).</summary>
public sealed record SemanticRoutes
{
    /// <summary>The model that embeds utterances and messages (<c>auto_router_embedding_model</c>).</summary>
    public required string EmbeddingModel { get; init; }

    /// <summary>The routes.</summary>
    public required IReadOnlyList<SemanticRoute> Routes { get; init; }
}

/// <summary>One model, and messages it is meant for.</summary>
public sealed record SemanticRoute
{
    /// <summary>Cosine from which an utterance counts as near where the route does not say: that of semantic-router, which LiteLLM builds on.</summary>
    public const double UsualThreshold = 0.3;

    /// <summary>The model (<c>name</c>).</summary>
    public required string Model { get; init; }

    /// <summary>Examples of messages (<c>utterances</c>).</summary>
    public required IReadOnlyList<string> Utterances { get; init; }

    /// <summary>Least cosine of the nearest utterance, -1 to 1; default 0.3 (<c>score_threshold</c>).</summary>
    public double Threshold { get; init; } = UsualThreshold;
}
