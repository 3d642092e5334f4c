using Fairlead.Attempts;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Opens a stream, and a second one beside it when its first content is late.</summary>
/// <param name="session">The request's session; this alone uses it until a stream is open.</param>
/// <param name="owner">Gives the deployments' clients.</param>
/// <param name="messages">The request.</param>
/// <param name="chat">Its options.</param>
/// <param name="options">Clock and classifiers.</param>
/// <param name="cancellationToken">The caller's.</param>
internal sealed class HedgedStream(
    RouteSession session,
    RoutedChatClient owner,
    IReadOnlyCollection<ChatMessage> messages,
    ChatOptions? chat,
    RoutedClientOptions options,
    CancellationToken cancellationToken)
{
    private readonly List<(StreamAttempt Stream, Task Opening)> _live = new(2);

    /// <summary>Opens streams until one has content, or none is left.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="after">When it is late.</param>
    /// <param name="causes">Gets what failed beside the stream returned.</param>
    /// <returns>The stream with content; or the last that failed, which says what to do next.</returns>
    public async Task<StreamAttempt> OpenAsync(RouteAttempt attempt, TimeSpan after, List<Exception> causes)
    {
        try
        {
            Open(attempt);
            if (!await HedgeTimer.EndsWithinAsync(_live[0].Opening, after, options.TimeProvider).ConfigureAwait(false) && session.TryHedge(out var hedge))
            {
                Open(hedge);
            }

            while (true)
            {
                var first = _live.Count == 1 || await Task.WhenAny(_live[0].Opening, _live[1].Opening).ConfigureAwait(false) == _live[0].Opening ? 0 : 1;
                var (stream, opening) = _live[first];
                await opening.ConfigureAwait(false);
                _live.RemoveAt(first);
                stream.Settle();
                if (stream.Error is null)
                {
                    Lose(FailureKind.Lost);
                    return stream;
                }

                if (stream.Step.Action is not NextAction.Wait)
                {
                    return stream;
                }

                causes.Add(stream.Error);
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Lose(FailureKind.Cancelled);
        }
    }

    private void Open(in RouteAttempt attempt)
    {
        var stream = new StreamAttempt(session, attempt, options, raced: true, cancellationToken);
        _live.Add((stream, stream.OpenAsync(owner, messages, chat).AsTask()));
    }

    /// <summary>Gives attempts up: reports them at once, so that their leases end now, and lets them wind down by themselves.</summary>
    private void Lose(FailureKind kind)
    {
        foreach (var (stream, opening) in _live)
        {
            stream.Lose(kind);
            _ = stream.WindDownAsync(opening);
        }

        _live.Clear();
    }
}
