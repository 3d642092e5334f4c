using Fairlead.Explain;
using Fairlead.Limits;
using Fairlead.Model;

namespace Fairlead.Attempts;

/// <summary>What a session has only when its first attempt is not all there is to it: retries, fallbacks, hedges, waits, a trace, a failure.</summary>
internal sealed class SessionNotes
{
    /// <summary>The groups it is turned to.</summary>
    public AttemptPlan? Plan { get; set; }

    /// <summary>Why it was not answered.</summary>
    public RouteFailure? Failure { get; set; }

    /// <summary>Every decision.</summary>
    public RouteTrace? Trace { get; set; }

    /// <summary>The attempts after the first.</summary>
    public Lease[]? More;

    /// <summary>Its place in the queue.</summary>
    public Waiter? Waiter { get; set; }

    /// <summary>The late deployment that a hedge is to have nothing in common with.</summary>
    public Deployment? AwayFrom { get; set; }

    /// <summary>Attempts made beside one under way.</summary>
    public int Hedges { get; set; }

    /// <summary>Of these, those that stood in for a late probe.</summary>
    public int StandIns { get; set; }

    /// <summary>Only whoever is well may be asked beside the one under way.</summary>
    public bool IsForTheWell { get; set; }

    /// <summary>Fallback groups tried.</summary>
    public int Fallbacks { get; set; }

    /// <summary>Retries taken, from the request's own number or what stands in for it.</summary>
    public int Retries { get; set; }

    /// <summary>Waits before a retry.</summary>
    public int Waits { get; set; }

    /// <summary>Retries that the last failure, or the deployment that failed, allows.</summary>
    public int? FailingsRetries { get; set; }

    /// <summary>When time alone may help one who waits.</summary>
    public long WakeAt { get; set; }

    /// <summary>The next attempt may go to a deployment tried before.</summary>
    public bool IsRetrying { get; set; }

    /// <summary>It asked the least bad of those that rest.</summary>
    public bool HasPanicked { get; set; }

    /// <summary>Everybody was at a limit.</summary>
    public bool MayWait { get; set; }

    /// <summary>The router's retry budget refused a try.</summary>
    public bool IsOverRetryBudget { get; set; }
}
