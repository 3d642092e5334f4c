using Fairlead.Attempts;
using Fairlead.Mirroring;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <content>The same request to another group, in the background: <c>silent_model</c>.</content>
public sealed partial class RoutedChatClient
{
    /// <summary>Starts a mirror where one is due. The list and the options are copied: the caller may go on with theirs.</summary>
    private void Mirror(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, in RouteAttempt attempt, bool stream)
    {
        if (_router.Mirrors.TryBegin(attempt, ChatRequest.Describe(ModelFor(options), messages, options, stream), out var mirror))
        {
            _ = MirrorAsync(mirror, [.. messages], options?.Clone());
        }
    }

    private async Task MirrorAsync(RouteRequest mirror, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        // Boundary: nobody waits for a mirror, whatever its client throws; telemetry has how it ended.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var answered = false;
        try
        {
            using var limit = new CancellationTokenSource(Mirrors.Patience, _options.TimeProvider);
            answered = mirror.Stream
                ? await DiscardStreamAsync(mirror, messages, options, limit.Token).ConfigureAwait(false)
                : await DiscardAsync(mirror, messages, options, limit.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
        finally
        {
            _router.Mirrors.End(mirror, answered);
        }
    }

    private async Task<bool> DiscardAsync(RouteRequest mirror, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, CancellationToken limit)
    {
        await AttemptLoop.RunAsync(
            _router, mirror, Operation, (Client: this, Messages: messages, Options: options), AskAsync, static response => response.Usage, _options, limit).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> DiscardStreamAsync(RouteRequest mirror, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, CancellationToken limit)
    {
        using var session = _router.Begin(mirror);
        if (!session.TryNext(out var attempt))
        {
            return false;
        }

        var stream = new StreamAttempt(session, attempt, _options, raced: false, limit);
        await using (stream.ConfigureAwait(false))
        {
            await stream.OpenAsync(this, messages, options).ConfigureAwait(false);
            while (await stream.MoveNextAsync().ConfigureAwait(false))
            {
                // Read for its end and its usage alone.
            }

            return stream.Error is null;
        }
    }
}
