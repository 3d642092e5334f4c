using Fairlead.Configuration;
using Microsoft.Extensions.AI;

namespace Fairlead.PreRouting;

/// <summary>Embeds the utterances of one auto router at its first use, once for all who wait, and again some time after that failed. Thread-safe.</summary>
internal sealed class Utterances(SemanticRoutes routes)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>After a failure nobody asks again for so long: requests go to the default model meanwhile, and do not wait.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private Task<UtteranceIndex?>? _index;
    private long _failedAt;

    /// <summary>The index; null where the utterances could not be embedded lately.</summary>
    public Task<UtteranceIndex?> GetAsync(IEmbeddingGenerator<string, Embedding<float>> generator, TimeProvider time)
    {
        lock (_gate)
        {
            if (_index is { IsCompletedSuccessfully: true, Result: null } && time.GetElapsedTime(_failedAt) >= Pause)
            {
                _index = null;
            }

            return _index ??= LoadAsync(generator, time);
        }
    }

    private async Task<UtteranceIndex?> LoadAsync(IEmbeddingGenerator<string, Embedding<float>> generator, TimeProvider time)
    {
        // The gate is left before anything is asked.
        await Task.Yield();
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            var vectors = await generator.GenerateAsync(UtteranceIndex.TextsOf(routes), new EmbeddingGenerationOptions { ModelId = routes.EmbeddingModel }, limit.Token).ConfigureAwait(false);
            return new UtteranceIndex(routes, [.. vectors.Select(static vector => vector.Vector)]);
        }
        catch (Exception)
        {
            // Boundary: whatever a generator throws. It is tried again after a pause.
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            return null;
        }
    }
}
