using System.Runtime.CompilerServices;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Attempts;

/// <summary>One attempt of a session: the deployment held, and afterwards how it ended.</summary>
/// <remarks>Every request has one within its session: what few attempts have stands apart, in <see cref="LeaseNotes"/>, made when it is needed.</remarks>
internal struct Lease
{
    public Deployment Deployment;
    public Tier Tier;
    private LeaseNotes? _notes;

    /// <summary>When it began, in clock ticks.</summary>
    public long Began;

    public TimeSpan Duration;

    /// <summary>The deployment's place in the tier.</summary>
    public int Member;

    /// <summary>The plan's step it was made in.</summary>
    public int Step;

    /// <summary>Calls under way on the deployment when it began, itself included.</summary>
    public int Load;

    public int Status;

    private byte _failure;

    /// <summary>Still held.</summary>
    public bool IsHeld;

    /// <summary>The time it was given is the caller's own.</summary>
    public bool IsCallersTime;

    /// <summary>It was made beside another attempt.</summary>
    public bool IsHedge;

    /// <summary>It waits for its first content, and is counted among those who do.</summary>
    public bool Waits;

    /// <summary>The time to its first token was learnt.</summary>
    public bool FirstKnown;

    /// <summary>It was made to look whether a deployment thought slow is well again, and is given up early if not.</summary>
    public bool IsTrial;

    /// <summary>A retry policy lets the deployment be asked again, whatever failed.</summary>
    public bool IsGranted;

    public readonly DeploymentState.Beginning Beginning => new(Began, Load, FirstKnown);

    public FailureKind Failure
    {
        readonly get => (FailureKind)_failure;
        set => _failure = (byte)value;
    }

    /// <summary>The rest it was made in spite of, or that was just over; zero when the breaker was closed.</summary>
    public Rest InSpiteOf
    {
        readonly get => _notes?.InSpiteOf ?? default;
        set => Note(value.Word != 0)?.InSpiteOf = value;
    }

    /// <summary>Its claim on the probe of a half-open breaker; zero without one.</summary>
    public long Probe
    {
        readonly get => _notes?.Probe ?? 0;
        set => Note(value != 0)?.Probe = value;
    }

    /// <summary>How long it is waited for, as a probe, before another is asked beside it; zero without.</summary>
    public TimeSpan Patience
    {
        readonly get => _notes?.Patience ?? default;
        set => Note(value != default)?.Patience = value;
    }

    /// <summary>The count of its class, where places are reserved.</summary>
    public StrongBox<int>? Class
    {
        readonly get => _notes?.Class;
        set => Note(value is not null)?.Class = value;
    }

    /// <summary>The money taken for it as a hedge, in US dollars; zero where money is not limited.</summary>
    public double Paid
    {
        readonly get => _notes?.Paid ?? 0;
        set => Note(value != 0)?.Paid = value;
    }

    public TimeSpan? RetryAfter
    {
        readonly get => _notes?.RetryAfter;
        set => Note(value is not null)?.RetryAfter = value;
    }

    public string? Reason
    {
        readonly get => _notes?.Reason;
        set => Note(value is not null)?.Reason = value;
    }

    /// <summary>It ended in a way that may pass: the deployment may be asked again.</summary>
    public readonly bool MayBeRepeated => !IsHeld && (IsGranted || FailureRules.Of(Failure).Remedy == Remedy.Anybody);

    /// <summary>It was told that a quota is used up which another deployment draws on.</summary>
    public readonly bool UsedUpQuotaOf(Deployment other) =>
        !IsHeld && Deployment.Quota is { } quota && ReferenceEquals(quota, other.Quota) && QuotaRule.IsQuota(Failure);

    /// <summary>For people.</summary>
    /// <param name="number">Its number in the session, from 1.</param>
    /// <param name="group">The group it was made in.</param>
    public readonly AttemptRecord ToRecord(int number, string group) => new(Deployment.Id, group, Failure, Status, Duration, Reason) { Number = number, Hedge = IsHedge };

    /// <summary>It waits for its first content no more.</summary>
    public void AwaitNoMore(Clock clock)
    {
        if (Waits)
        {
            Deployment.State.AwaitNoMore(clock.Milliseconds(Began));
            Waits = false;
        }
    }

    /// <summary>What few attempts have: made when there is something to write down, null when there is nothing to keep it with.</summary>
    private LeaseNotes? Note(bool isWorthwhile) => isWorthwhile ? _notes ??= new LeaseNotes() : _notes;
}
