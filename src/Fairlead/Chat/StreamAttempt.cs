using System.Diagnostics;
using Fairlead.Attempts;
using Fairlead.Telemetry;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>One attempt of a stream: holds back what comes before the first content, so that another deployment may still answer.</summary>
internal sealed class StreamAttempt : IAsyncDisposable
{
    private readonly RouteSession _session;
    private readonly RouteAttempt _attempt;
    private readonly RoutedClientOptions _options;
    private readonly AttemptClock _clock;
    private readonly Activity? _activity;
    private IAsyncEnumerator<ChatResponseUpdate>? _updates;
    private Queue<ChatResponseUpdate>? _held;
    private UsageDetails? _usage;
    private string? _conversation;
    private ChatFinishReason? _finish;
    private bool _mayBeEmpty;
    private TimeSpan _firstContent;
    private bool _committed;
    private bool _told;
    private bool _ended;
    private bool _reported;
    private bool _raced;
    private AttemptReport? _pending;

    /// <param name="session">The request's session.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="options">Clock and classifiers.</param>
    /// <param name="raced">Another may be opened beside it: how opening ended is reported by <see cref="Settle"/>, since a session is one caller's.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public StreamAttempt(RouteSession session, in RouteAttempt attempt, RoutedClientOptions options, bool raced, CancellationToken cancellationToken)
    {
        _raced = raced;
        _session = session;
        _attempt = attempt;
        _options = options;
        _clock = new AttemptClock(options.TimeProvider, attempt.FirstByteTimeout, cancellationToken);
        _activity = AttemptTelemetry.Start(RoutedChatClient.Operation, attempt);
    }

    /// <summary>The update to hand out.</summary>
    public ChatResponseUpdate Current { get; private set; } = null!;

    /// <summary>What the client threw; null while it has not.</summary>
    public Exception? Error { get; private set; }

    /// <summary>What to do after <see cref="Error"/>.</summary>
    public NextStep Step { get; private set; }

    /// <summary>Calls the deployment, and reads up to the first content, the end, or the failure.</summary>
    public async ValueTask OpenAsync(RoutedChatClient owner, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        _mayBeEmpty = options?.MaxOutputTokens <= 1 || _attempt.Mock is not null;

        // Boundary: a deployment's client, which may throw anything; the router decides what follows.
        try
        {
            var stream = _attempt.Mock is not null
                ? MockAnswers.StreamAsync(_attempt, _clock.Token)
                : owner.ClientFor(_attempt.Deployment).GetStreamingResponseAsync(ChatOverlay.Messages(messages, _attempt), ChatRequest.OptionsFor(_attempt, options), _clock.Token);
            _updates = stream.GetAsyncEnumerator(_clock.Token);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        while (!_committed && !_ended && await ReadAsync().ConfigureAwait(false) is { } update)
        {
            (_held ??= new Queue<ChatResponseUpdate>()).Enqueue(update);
        }
    }

    /// <summary>Reports how opening ended, if it was the end; whatever follows is reported at once.</summary>
    public void Settle()
    {
        _raced = false;
        if (_pending is { } report)
        {
            Report(report);
        }
    }

    /// <summary>Gives the attempt up while it is opened: its lease ends now.</summary>
    public void Lose(FailureKind kind)
    {
        _clock.IsLost = true;
        _reported = true;
        var report = new AttemptReport { Failure = kind, Duration = _clock.SoFar };
        _session.Report(_attempt, report);
        AttemptTelemetry.Record(_activity, RoutedChatClient.Operation, _attempt, report);
    }

    /// <summary>Cancels an attempt given up, waits for what its client makes of it, and books what was used.</summary>
    public async Task WindDownAsync(Task opening)
    {
        // Boundary: what a client's own callbacks throw when it is cancelled; nobody waits for this attempt any more.
        try
        {
            await _clock.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException)
        {
        }

        await opening.ConfigureAwait(false);
        _attempt.Book(AttemptLoop.Tokens(_usage?.InputTokenCount), AttemptLoop.Tokens(_usage?.OutputTokenCount));
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Goes to the next update to hand out; false at the end and after a failure.</summary>
    /// <remarks>
    /// The first one tells who answers, by itself: what an update with a message id carries would end up at the message, not at the response.
    /// </remarks>
    public async ValueTask<bool> MoveNextAsync()
    {
        if (Error is not null)
        {
            // Nothing was handed out yet: what is held belongs to an answer that will not come.
            return false;
        }

        if (!_told)
        {
            _told = true;
            if (_committed && !_reported)
            {
                _session.ContentBegan(_attempt, _firstContent);
            }

            Current = new ChatResponseUpdate { AdditionalProperties = [] };
            ChatRequest.Tell(Current.AdditionalProperties!, _attempt);
            return true;
        }

        if (_held is not null && _held.TryDequeue(out var update) || !_ended && (update = await ReadAsync().ConfigureAwait(false)) is not null)
        {
            Current = update;
            return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_reported)
        {
            // The consumer stopped reading.
            Report(new AttemptReport
            {
                Failure = FailureKind.Cancelled,
                Committed = _committed,
                TimeToFirstToken = _firstContent,
                Duration = _clock.Active,
                Reason = "the caller went away",
            });
        }

        // Boundary: a client that fails while it is closed; its attempt was reported already.
        try
        {
            if (_updates is not null)
            {
                await _updates.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
        }

        _activity?.Dispose();
        _clock.Dispose();
    }

    private async ValueTask<ChatResponseUpdate?> ReadAsync()
    {
        _clock.Resume();
        // Boundary: a deployment's client, which may throw anything; the router decides what follows.
        try
        {
            var more = await _updates!.MoveNextAsync().ConfigureAwait(false);
            _clock.Pause();
            if (more)
            {
                Look(_updates.Current);
                return _updates.Current;
            }
        }
        catch (Exception exception)
        {
            _clock.Pause();
            Fail(exception);
            return null;
        }

        if (!_committed && (_raced || EmptyAnswer.Is(_finish, _usage, _mayBeEmpty)))
        {
            // In a race nothing to hand out is no reason to give up the other, whatever explains it.
            Fail(EmptyAnswer.Exception());
            return null;
        }

        if (!_committed && FilteredAnswer.Is(_finish, _session))
        {
            Fail(FilteredAnswer.Exception());
            return null;
        }

        _ended = true;
        Report(AttemptLoop.Success(_clock, _usage) with { Committed = _committed, TimeToFirstToken = _firstContent });
        ChatAffinity.Remember(_session, _conversation);
        return null;
    }

    private void Look(ChatResponseUpdate update)
    {
        _conversation = update.ConversationId ?? _conversation;
        _finish = update.FinishReason ?? _finish;
        var contents = update.Contents;
        for (var i = 0; i < contents.Count; i++)
        {
            if (contents[i] is UsageContent usage)
            {
                _usage = usage.Details;
            }
            else if (!_committed && EmptyAnswer.IsContent(contents[i]))
            {
                _committed = true;
                _firstContent = _clock.Active;
                _clock.Disarm();
            }
        }
    }

    private void Fail(Exception exception)
    {
        _ended = true;
        Error = exception;
        Report(_clock.Report(exception, _options.Classifiers) with
        {
            Committed = _committed,
            TimeToFirstToken = _firstContent,
            InputTokens = AttemptLoop.Tokens(_usage?.InputTokenCount),
            CachedInputTokens = AttemptLoop.Tokens(_usage?.CachedInputTokenCount),
            CacheWriteTokens = AttemptLoop.Written(_usage),
            OutputTokens = AttemptLoop.Tokens(_usage?.OutputTokenCount),
        });
    }

    private void Report(in AttemptReport report)
    {
        if (_raced)
        {
            _pending = report;
            return;
        }

        _reported = true;
        Step = _session.Report(_attempt, report);
        AttemptTelemetry.Record(_activity, RoutedChatClient.Operation, _attempt, report);
    }
}
