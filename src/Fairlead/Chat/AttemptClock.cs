using Fairlead.Attempts;

namespace Fairlead.Chat;

/// <summary>Time of one attempt: what it took without the consumer's pauses, and the limit up to the first content.</summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _linked;
    private long _resumed;

    public AttemptClock(TimeProvider time, TimeSpan firstByteTimeout, CancellationToken caller)
    {
        _time = time;
        _caller = caller;
        // A wait of zero or less would throw: the deadline has passed, so that the call is cancelled at once.
        _limit = new CancellationTokenSource(
            firstByteTimeout > TimeSpan.Zero || firstByteTimeout == Timeout.InfiniteTimeSpan ? firstByteTimeout : TimeSpan.FromTicks(1), time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _limit.Token);
    }

    /// <summary>What the deployment's client gets: the caller's token and the limit.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Time spent waiting for the deployment.</summary>
    public TimeSpan Active { get; private set; }

    /// <summary>Another attempt answered first: what follows from its cancellation is no failure.</summary>
    public bool IsLost { get; set; }

    /// <summary>The time of a wait that goes on.</summary>
    public TimeSpan SoFar => Active + _time.GetElapsedTime(_resumed);

    /// <summary>Ends the call. What listens to the token runs elsewhere.</summary>
    public Task CancelAsync() => _linked.CancelAsync();

    /// <summary>Waiting begins.</summary>
    public void Resume() => _resumed = _time.GetTimestamp();

    /// <summary>Waiting ends: the time until <see cref="Resume"/> is the consumer's.</summary>
    public void Pause() => Active += _time.GetElapsedTime(_resumed);

    /// <summary>The first content is here: the limit holds no longer.</summary>
    public void Disarm() => _limit.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Whether the caller went away, which is nobody's fault.</summary>
    public bool CallerCancelled => _caller.IsCancellationRequested;

    /// <summary>What an exception of the deployment's client says.</summary>
    public AttemptReport Report(Exception exception, IReadOnlyList<ExceptionClassifier> classifiers)
    {
        if (CallerCancelled)
        {
            return new AttemptReport { Failure = FailureKind.Cancelled, Duration = Active, Reason = "the caller went away" };
        }

        // A client may wrap its cancellation in anything; what ended it is the limit all the same.
        var failure = _limit.IsCancellationRequested && exception is not UpstreamException
            ? new ClassifiedFailure(FailureKind.Timeout, 0, null, "no answer in time")
            : ExceptionRules.Classify(exception, classifiers);
        return new AttemptReport
        {
            Failure = failure.Kind,
            Status = failure.Status,
            RetryAfter = failure.RetryAfter,
            Duration = Active,
            Reason = failure.Reason,
        };
    }

    public void Dispose()
    {
        _linked.Dispose();
        _limit.Dispose();
    }
}
