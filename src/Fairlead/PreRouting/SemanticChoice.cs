using Microsoft.Extensions.AI;

namespace Fairlead.PreRouting;

/// <summary>Chooses a model by what a message is like. Whatever goes wrong with embeddings, the default model answers.</summary>
internal static class SemanticChoice
{
    /// <summary>Longest text that is embedded, in characters: some 2000 tokens, which every model that embeds takes. What a message is about shows by then.</summary>
    public const int MostCharacters = 8192;

    /// <summary>Time a request waits for the choice; an embedding takes some 100 ms.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Makes the choice.</summary>
    /// <param name="router">The auto router, which has semantic routes.</param>
    /// <param name="text">The last message of the user.</param>
    /// <param name="generator">Embeds, with the model it is told; null where there is none.</param>
    /// <param name="time">The clock of the time limit.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async ValueTask<PreRoute> MakeAsync(
        AutoRouter router, string text, IEmbeddingGenerator<string, Embedding<float>>? generator, TimeProvider time, CancellationToken cancellationToken)
    {
        if (generator is null || string.IsNullOrWhiteSpace(text))
        {
            return new PreRoute(router.Name, router.Default, "default", null, null);
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var index = await router.Utterances!.GetAsync(generator, time).WaitAsync(either.Token).ConfigureAwait(false);
            var cut = text.Length <= MostCharacters ? text : text[..MostCharacters];
            var options = new EmbeddingGenerationOptions { ModelId = router.Semantic!.EmbeddingModel };
            var vectors = index is null ? null : await generator.GenerateAsync([cut], options, either.Token).ConfigureAwait(false);
            if (vectors is { Count: 1 } && index!.TryFind(vectors[0].Vector.Span, out var model, out var score))
            {
                return new PreRoute(router.Name, model ?? router.Default, model is null ? "default" : "utterance", null, score);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Boundary: whatever a generator throws. The request is not worth less for it: it goes to the default model.
        }

        return new PreRoute(router.Name, router.Default, "default, without an embedding", null, null);
    }
}
