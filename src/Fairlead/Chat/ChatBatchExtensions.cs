using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Several models and several prompts in one call, as LiteLLM's <c>abatch_completion</c>.</summary>
public static class ChatBatchExtensions
{
    /// <summary>Asks each model each prompt. Each request is routed by itself, with its own retries and fallbacks; a failure stands in its place and stops nothing.</summary>
    /// <param name="client">A client that routes by <see cref="ChatOptions.ModelId"/>, such as <see cref="RoutedChatClient"/>.</param>
    /// <param name="models">The models; one that stands twice is asked twice.</param>
    /// <param name="prompts">The prompts, each a list of messages.</param>
    /// <param name="options">Options of every request; null for none.</param>
    /// <param name="mostAtOnce">Most requests under way at once, at least 1; 16 by default.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    /// <returns>For each prompt, in its order, the answers in the order of the models.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mostAtOnce"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<BatchAnswer>>> GetResponsesAsync(
        this IChatClient client,
        IReadOnlyList<string> models,
        IReadOnlyList<IReadOnlyCollection<ChatMessage>> prompts,
        ChatOptions? options = null,
        int mostAtOnce = 16,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostAtOnce, 1);
        var answers = Array.ConvertAll([.. prompts], _ => new BatchAnswer[models.Count]);
        using var own = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = -1;
        var workers = new Task[Math.Min(mostAtOnce, models.Count * prompts.Count)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = WorkAsync();
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return answers;

        async Task WorkAsync()
        {
            try
            {
                for (var at = Interlocked.Increment(ref next); at < models.Count * prompts.Count && !own.IsCancellationRequested; at = Interlocked.Increment(ref next))
                {
                    var (prompt, model) = Math.DivRem(at, models.Count);
                    answers[prompt][model] = await AskAsync(client, models[model], prompts[prompt], options, own.Token).ConfigureAwait(false);
                }
            }
            catch
            {
                // What is no answer of a deployment ends the whole: nobody would see the rest.
                await own.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private static async Task<BatchAnswer> AskAsync(
        IChatClient client, string model, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        // Clients may change the options they get.
        var asked = options?.Clone() ?? new ChatOptions();
        asked.ModelId = model;
        asked.AdditionalProperties = asked.AdditionalProperties?.Clone();
        try
        {
            return new BatchAnswer(model, await client.GetResponseAsync(messages, asked, cancellationToken).ConfigureAwait(false), null);
        }
        catch (RoutingException failure)
        {
            return new BatchAnswer(model, null, failure);
        }
    }
}
