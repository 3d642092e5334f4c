using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <content>Several models asked at once (<see cref="RouteOptions.FastestResponse"/>).</content>
public sealed partial class RoutedChatClient
{
    private async Task<ChatResponse> RaceAsync(
        List<string> models, IReadOnlyCollection<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        var (response, own) = await FastestResponse.RaceAsync<ChatResponse>(
            models,
            async (model, token) => await GetResponseAsync(messages, FastestResponse.For(model, options), token).ConfigureAwait(false),
            static _ => ValueTask.CompletedTask,
            cancellationToken).ConfigureAwait(false);
        own.Dispose();
        return response;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> RaceStreamsAsync(
        List<string> models, IReadOnlyCollection<ChatMessage> messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (stream, own) = await FastestResponse.RaceAsync(
            models,
            (model, token) => OpenedStream.OpenAsync(GetStreamingResponseAsync(messages, FastestResponse.For(model, options), token)),
            static late => late.Updates.DisposeAsync(),
            cancellationToken).ConfigureAwait(false);
        using (own)
        await using (stream.Updates.ConfigureAwait(false))
        {
            foreach (var update in stream.Held)
            {
                yield return update;
            }

            while (await stream.Updates.MoveNextAsync().ConfigureAwait(false))
            {
                yield return stream.Updates.Current;
            }
        }
    }

    /// <summary>A stream that has content.</summary>
    /// <param name="Held">What was read of it, the first content last.</param>
    /// <param name="Updates">The rest.</param>
    private sealed record OpenedStream(List<ChatResponseUpdate> Held, IAsyncEnumerator<ChatResponseUpdate> Updates)
    {
        /// <summary>Null for a stream without content.</summary>
        public static async Task<OpenedStream?> OpenAsync(IAsyncEnumerable<ChatResponseUpdate> stream)
        {
            var updates = stream.GetAsyncEnumerator(CancellationToken.None);
            var held = new List<ChatResponseUpdate>();
            var isOpen = false;
            try
            {
                while (!isOpen && await updates.MoveNextAsync().ConfigureAwait(false))
                {
                    held.Add(updates.Current);
                    isOpen = EmptyAnswer.HasContent(updates.Current);
                }

                return isOpen ? new OpenedStream(held, updates) : null;
            }
            finally
            {
                if (!isOpen)
                {
                    await updates.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
    }
}
