namespace Fairlead.Attempts;

/// <summary>The way of one request through its attempts: a state machine without I/O, driven by whoever makes the calls.</summary>
/// <remarks>
/// Ask <see cref="TryNext"/> for an attempt, make the call, <see cref="Report"/> how it ended, and do as told.
/// Not thread-safe: one request, one session. Dispose it always; a lease not reported is given back as cancelled.
/// </remarks>
public sealed class RouteSession : IDisposable
{
    /// <summary>The next attempt, with a lease on its deployment.</summary>
    /// <param name="attempt">The attempt; default when there is none.</param>
    /// <returns>False when nobody is left to ask: <see cref="Failure"/> says why.</returns>
    public bool TryNext(out RouteAttempt attempt) => throw new NotImplementedException();

    /// <summary>Ends an attempt: gives the lease back, teaches the deployment's state, and says what to do next.</summary>
    /// <param name="attempt">The attempt that ended.</param>
    /// <param name="report">How it ended.</param>
    public NextStep Report(in RouteAttempt attempt, in AttemptReport report) => throw new NotImplementedException();

    /// <summary>Why the request was not answered; null while it may be, and after success.</summary>
    public RouteFailure? Failure => throw new NotImplementedException();

    /// <summary>Attempts after the first within a model group.</summary>
    public int AttemptedRetries => throw new NotImplementedException();

    /// <summary>Fallback groups tried.</summary>
    public int AttemptedFallbacks => throw new NotImplementedException();

    /// <summary>Every decision, when the request asked for a trace.</summary>
    public Explain.RouteExplanation? Explanation => throw new NotImplementedException();

    /// <summary>Gives back what is still held.</summary>
    public void Dispose() => throw new NotImplementedException();
}
