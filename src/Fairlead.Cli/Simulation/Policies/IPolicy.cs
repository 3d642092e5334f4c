using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>One router replica: the product's, or a baseline to compare it with. Replicas share nothing.</summary>
internal interface IPolicy
{
    /// <summary>Calls this replica believes to be under way. Zero when all is over, or it has lost count.</summary>
    int InFlight { get; }

    /// <summary>The deployments or their prices changed.</summary>
    void Reload();

    /// <summary>A request begins.</summary>
    IPolicySession Begin(SimulatedRequest request);
}

/// <summary>One request's way through its attempts. Disposed when the request is over, however it ended.</summary>
internal interface IPolicySession : IDisposable
{
    /// <summary>Its request failed because everybody was at a limit: the router's own, or the provider's.</summary>
    bool IsLimited => false;

    /// <summary>The next attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <returns>False when nobody is left to ask.</returns>
    bool TryNext(out PolicyAttempt attempt);

    /// <summary>Waits for the next attempt, where there is none now and there may be one later.</summary>
    /// <param name="served">Told once, perhaps at once, with the attempt, or without one when it has waited in vain.</param>
    /// <returns>False when there is nothing to wait for.</returns>
    bool TryWait(Action<PolicyAttempt?> served) => false;

    /// <summary>An attempt beside the last one, which is late.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <returns>False when there is to be none.</returns>
    bool TryHedge(out PolicyAttempt attempt)
    {
        attempt = default;
        return false;
    }

    /// <summary>The first content of an attempt's stream has come.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="after">Time since it began.</param>
    void ContentBegan(in PolicyAttempt attempt, TimeSpan after)
    {
    }

    /// <summary>How an attempt ended.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="report">The report.</param>
    /// <returns>What to do now.</returns>
    NextStep Report(in PolicyAttempt attempt, in AttemptReport report);
}

/// <summary>One attempt.</summary>
/// <param name="Deployment">The deployment's place in the scenario.</param>
/// <param name="FirstByteTimeout">How long to wait for the first byte.</param>
internal readonly record struct PolicyAttempt(int Deployment, TimeSpan FirstByteTimeout)
{
    /// <summary>When to ask for an attempt beside it; null for never.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>Whether it is one beside another.</summary>
    public bool IsHedge { get; init; }
}
