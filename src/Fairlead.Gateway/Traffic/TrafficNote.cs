using Fairlead.Attempts;
using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Traffic;

/// <summary>What is written down of a request while it runs. Made only where a traffic log is kept.</summary>
/// <remarks>Its context is used again when the request is over; this is not.</remarks>
internal sealed class TrafficNote
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly List<NotedAttempt> _attempts = new(1);

    /// <param name="relay">The request, read.</param>
    /// <param name="request">The same as the router is told of it.</param>
    /// <param name="session">A name for its session that tells nobody what it is; null for none.</param>
    /// <param name="time">The clock.</param>
    public TrafficNote(RelayContext relay, in RouteRequest request, string? session, TimeProvider time)
    {
        _time = time;
        _started = relay.Started;
        Request = request;
        Session = session;
    }

    public RouteRequest Request { get; }

    public string? Session { get; }

    /// <summary>The attempts that ended, in the order in which they began.</summary>
    public IEnumerable<NotedAttempt> Attempts => _attempts.OrderBy(static attempt => attempt.Attempt.Number);

    /// <summary>Time since the request came.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>When the request came.</summary>
    public DateTimeOffset Arrived => _time.GetUtcNow() - Elapsed;

    /// <summary>An attempt has ended.</summary>
    public void Add(in RouteAttempt attempt, in AttemptReport report)
    {
        var began = Elapsed - report.Duration;
        _attempts.Add(new NotedAttempt(attempt, report, began > TimeSpan.Zero ? began : TimeSpan.Zero, report.Metered(Request)));
    }
}

/// <summary>An attempt that ended.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Report">How.</param>
/// <param name="After">From the request's arrival to its beginning.</param>
/// <param name="Tokens">Those that its upstream told; of a stream that tells none, the estimate that limits and budgets go by.</param>
internal sealed record NotedAttempt(RouteAttempt Attempt, AttemptReport Report, TimeSpan After, (int Input, int Cached, int Output) Tokens)
{
    /// <summary>What it cost, in US dollars; null where that is not known.</summary>
    public double? Cost => Attempt.Deployment.Cost(Tokens.Input, Tokens.Output, Tokens.Cached, Report.CacheWriteTokens, Report.Units);
}
