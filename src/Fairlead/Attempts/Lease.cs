using System.Runtime.CompilerServices;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <summary>One attempt of a session: the deployment held, and afterwards how it ended.</summary>
internal struct Lease
{
    public Deployment Deployment;
    public Tier Tier;

    /// <summary>The deployment's place in the tier.</summary>
    public int Member;

    /// <summary>The group it was made in, by the name told to people.</summary>
    public string Group;

    /// <summary>The plan's step it was made in.</summary>
    public int Step;

    /// <summary>The rest it was made in spite of, or that was just over; zero when the breaker was closed.</summary>
    public Rest InSpiteOf;

    /// <summary>Its claim on the probe of a half-open breaker; zero without one.</summary>
    public long Probe;

    /// <summary>The time it was given is the caller's own.</summary>
    public bool IsCallersTime;

    /// <summary>The minute its request and tokens were counted in, where they are.</summary>
    public long Minute;

    /// <summary>The count of its class, where places are reserved.</summary>
    public StrongBox<int>? Class;

    /// <summary>It was made beside another attempt.</summary>
    public bool IsHedge;

    /// <summary>The money taken for it as a hedge, in US dollars; zero where money is not limited.</summary>
    public double Paid;

    /// <summary>When it began, in clock ticks.</summary>
    public long Began;

    /// <summary>Calls under way on the deployment when it began, itself included.</summary>
    public int Load;

    /// <summary>When it began to wait for its first content, in milliseconds of the clock; 0 when it does not wait.</summary>
    public long Waits;

    /// <summary>The time to its first token was learnt.</summary>
    public bool FirstKnown;

    /// <summary>It was made to look whether a deployment thought slow is well again, and is given up early if not.</summary>
    public bool IsTrial;

    /// <summary>Still held.</summary>
    public bool IsHeld;

    public FailureKind Failure;
    public int Status;
    public TimeSpan Duration;
    public TimeSpan? RetryAfter;
    public string? Reason;

    /// <summary>A retry policy lets the deployment be asked again, whatever failed.</summary>
    public bool IsGranted;

    /// <summary>It ended in a way that may pass: the deployment may be asked again.</summary>
    public readonly bool MayBeRepeated => !IsHeld && (IsGranted || FailureRules.Of(Failure).Remedy == Remedy.Anybody);

    /// <summary>It was told that a quota is used up which another deployment draws on.</summary>
    public readonly bool UsedUpQuotaOf(Deployment other) =>
        !IsHeld && Deployment.Quota is { } quota && ReferenceEquals(quota, other.Quota) && QuotaRule.IsQuota(Failure);

    public readonly AttemptRecord ToRecord(int number) => new(Deployment.Id, Group, Failure, Status, Duration, Reason) { Number = number, Hedge = IsHedge };

    /// <summary>It waits for its first content no more.</summary>
    public void AwaitNoMore()
    {
        if (Waits != 0)
        {
            Deployment.State.AwaitNoMore(Waits);
            Waits = 0;
        }
    }
}
