using Fairlead.Attempts;
using Fairlead.Chat;

namespace Fairlead.Compatibility;

/// <summary>A call to a deployment that is under way. Ends once; disposed without a word, it counts as cancelled and teaches nothing.</summary>
public sealed class DeploymentLease : IDisposable
{
    private readonly HeldDeployment _held;
    private readonly TimeProvider _time;
    private readonly long _started;
    private TimeSpan _firstToken;
    private int _ended;

    internal DeploymentLease(HeldDeployment held, TimeProvider time)
    {
        _held = held;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>The first token of a stream is here.</summary>
    public void FirstToken() => _firstToken = _time.GetElapsedTime(_started);

    /// <summary>The call succeeded; its latency is the time since the start.</summary>
    /// <param name="outputTokens">Tokens of the answer; 0 when unknown.</param>
    /// <param name="inputTokens">Tokens of the prompt; 0 when unknown.</param>
    public void Succeed(int outputTokens = 0, int inputTokens = 0) => End(new AttemptReport
    {
        Duration = _time.GetElapsedTime(_started),
        TimeToFirstToken = _firstToken,
        OutputTokens = outputTokens,
        InputTokens = inputTokens,
    });

    /// <summary>The call failed.</summary>
    /// <param name="failure">How.</param>
    /// <param name="retryAfter">The wait the deployment asked for.</param>
    public void Fail(FailureKind failure = FailureKind.ServerError, TimeSpan? retryAfter = null) => End(new AttemptReport
    {
        Failure = failure,
        RetryAfter = retryAfter,
        Duration = _time.GetElapsedTime(_started),
    });

    /// <summary>The call failed.</summary>
    /// <param name="exception">What was thrown.</param>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var failure = ExceptionRules.Classify(exception, []);
        Fail(failure.Kind, failure.RetryAfter);
    }

    /// <summary>Ends the lease where nothing did before.</summary>
    public void Dispose() => End(new AttemptReport { Failure = FailureKind.Cancelled });

    internal void End(in AttemptReport report)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _held.Report(report);
        }
    }
}
