using System.Text.Json;
using Fairlead.Model;

namespace Fairlead.Attempts;

/// <summary>One attempt: a deployment, with a lease on it until it is reported.</summary>
public readonly struct RouteAttempt
{
    private readonly long _hedgeAfter;

    internal RouteAttempt(Deployment deployment, int number, string modelGroup, TimeSpan firstByteTimeout)
    {
        Deployment = deployment;
        Number = number;
        ModelGroup = modelGroup;
        FirstByteTimeout = firstByteTimeout;
    }

    /// <summary>The deployment to call.</summary>
    public Deployment Deployment { get; }

    /// <summary>The model name to send, with a wildcard's parts filled in.</summary>
    public string UpstreamModel => Deployment?.UpstreamModel!;

    /// <summary>1 for the first attempt of a request.</summary>
    public int Number { get; }

    /// <summary>The group this attempt belongs to; another than the one asked for when it is a fallback.</summary>
    public string ModelGroup { get; }

    /// <summary>Whether the group is a fallback.</summary>
    public bool IsFallback { get; internal init; }

    /// <summary>Whether it is made beside another that is late (<see cref="RouteSession.TryHedge"/>).</summary>
    public bool IsHedge { get; internal init; }

    /// <summary>Nobody waits for its answer: it is sent to a silent model beside another (<c>silent_model</c>).</summary>
    internal bool IsMirror { get; init; }

    /// <summary>
    /// How long to wait for the first content before asking <see cref="RouteSession.TryHedge"/> for a second attempt; null for no hedge.
    /// It is the time within which the group's answers have lately begun, but for the slowest of them (<see cref="Configuration.HedgingSettings"/>);
    /// of an attempt that is to show whether a deployment is well again after a rest, or after a call that ran out of its time, a time in which it, and the others, would surely have begun.
    /// </summary>
    public TimeSpan? HedgeAfter
    {
        // A tick more than it is: what was never set is null, and no word is spent on saying so.
        get => _hedgeAfter == 0 ? null : new TimeSpan(_hedgeAfter - 1);
        internal init => _hedgeAfter = value is { } after ? after.Ticks + 1 : 0;
    }

    /// <summary>How the attempt is to end without a call; null, as nearly always, when the deployment is to be called.</summary>
    public MockOutcome? Mock => Turn?.Mock;

    /// <summary>Members of the body that a fallback entry sets for this attempt, by their names on the wire; null for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters => Turn?.Parameters;

    /// <summary>Time for the first content: the request's own, else the deployment's, else the router's; what is left of the deadline if that is less.</summary>
    public TimeSpan FirstByteTimeout { get; }

    /// <summary>What few attempts bring; null for most.</summary>
    internal AttemptTurn? Turn { get; init; }

    /// <summary>Counts tokens of an attempt whose end was reported before they were known: one that another made superfluous.</summary>
    internal void Book(int inputTokens, int outputTokens)
    {
        if (inputTokens > 0 || outputTokens > 0)
        {
            Deployment.State.CountLate(inputTokens, outputTokens, Deployment.Price);
        }
    }
}
