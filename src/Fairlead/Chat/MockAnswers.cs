using System.Runtime.CompilerServices;
using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Pretended outcomes, as a deployment's client would give them.</summary>
internal static class MockAnswers
{
    /// <summary>Length of a pretended embedding: the simulated provider's.</summary>
    private const int Dimensions = 256;

    public static async Task<ChatResponse> ChatAsync(RouteAttempt attempt, CancellationToken cancellationToken)
    {
        await EndAsync(attempt.Mock!, cancellationToken).ConfigureAwait(false);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, attempt.Mock!.Text))
        {
            ModelId = attempt.UpstreamModel,
            FinishReason = ChatFinishReason.Stop,
        };
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        RouteAttempt attempt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await EndAsync(attempt.Mock!, cancellationToken).ConfigureAwait(false);
        yield return new ChatResponseUpdate(ChatRole.Assistant, attempt.Mock!.Text) { ModelId = attempt.UpstreamModel };
        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop, ModelId = attempt.UpstreamModel };
    }

    public static async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(
        RouteAttempt attempt, IReadOnlyCollection<string> values, CancellationToken cancellationToken)
    {
        await EndAsync(attempt.Mock!, cancellationToken).ConfigureAwait(false);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            embeddings.Add(new Embedding<float>(new float[Dimensions]) { ModelId = attempt.UpstreamModel });
        }

        return embeddings;
    }

    private static Task EndAsync(MockOutcome mock, CancellationToken cancellationToken) =>
        mock.IsSilence ? Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken)
        : mock.Failure == FailureKind.None ? Task.CompletedTask
        : Task.FromException(new UpstreamException(mock.Failure, mock.Status, mock.Text));
}
