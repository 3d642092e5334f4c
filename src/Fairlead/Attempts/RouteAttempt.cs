using System.Text.Json;
using Fairlead.Model;

namespace Fairlead.Attempts;

/// <summary>One attempt: a deployment, with a lease on it until it is reported.</summary>
public readonly struct RouteAttempt
{
    internal RouteAttempt(Deployment deployment, string upstreamModel, int number, string modelGroup, bool isFallback, TimeSpan firstByteTimeout)
    {
        Deployment = deployment;
        UpstreamModel = upstreamModel;
        Number = number;
        ModelGroup = modelGroup;
        IsFallback = isFallback;
        FirstByteTimeout = firstByteTimeout;
    }

    /// <summary>The deployment to call.</summary>
    public Deployment Deployment { get; }

    /// <summary>The model name to send, with a wildcard's parts filled in.</summary>
    public string UpstreamModel { get; }

    /// <summary>1 for the first attempt of a request.</summary>
    public int Number { get; }

    /// <summary>The group this attempt belongs to; another than the one asked for when it is a fallback.</summary>
    public string ModelGroup { get; }

    /// <summary>Whether the group is a fallback.</summary>
    public bool IsFallback { get; }

    /// <summary>Whether it is made beside another that is late (<see cref="RouteSession.TryHedge"/>).</summary>
    public bool IsHedge { get; internal init; }

    /// <summary>Nobody waits for its answer: it is sent to a silent model beside another (<c>silent_model</c>).</summary>
    internal bool IsMirror { get; init; }

    /// <summary>
    /// How long to wait for the first content before asking <see cref="RouteSession.TryHedge"/> for a second attempt; null for no hedge.
    /// It is the time within which the group's answers have lately begun, but for the slowest of them (<see cref="Configuration.HedgingSettings"/>).
    /// </summary>
    public TimeSpan? HedgeAfter { get; internal init; }

    /// <summary>How the attempt is to end without a call; null, as nearly always, when the deployment is to be called.</summary>
    public MockOutcome? Mock { get; internal init; }

    /// <summary>Members of the body that a fallback entry sets for this attempt, by their names on the wire; null for none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; internal init; }

    /// <summary>Time for the first content: the request's own, else the deployment's, else the router's; what is left of the deadline if that is less.</summary>
    public TimeSpan FirstByteTimeout { get; private init; }

    /// <summary>The same with no more than so much time for the first byte.</summary>
    internal RouteAttempt Within(TimeSpan most) => most < FirstByteTimeout ? this with { FirstByteTimeout = most } : this;

    /// <summary>Counts tokens of an attempt whose end was reported before they were known: one that another made superfluous.</summary>
    internal void Book(int inputTokens, int outputTokens)
    {
        if (inputTokens > 0 || outputTokens > 0)
        {
            Deployment.State.CountLate(inputTokens, outputTokens, Deployment.Price);
        }
    }
}
