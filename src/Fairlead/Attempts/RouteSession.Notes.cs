using System.Runtime.CompilerServices;
using Fairlead.Explain;
using Fairlead.Limits;
using Fairlead.Model;

namespace Fairlead.Attempts;

/// <content>What few requests have, kept apart (<see cref="SessionNotes"/>): reading it makes nothing, nor does writing what it is anyway.</content>
public sealed partial class RouteSession
{
    /// <summary>The router's retry budget refused a try that the request itself had left.</summary>
    internal bool IsOverRetryBudget
    {
        get => _notes is { IsOverRetryBudget: true };
        private set => Notes.IsOverRetryBudget = value;
    }

    /// <summary>When time alone may help one who waits.</summary>
    internal long WakeAt
    {
        get => _notes?.WakeAt ?? 0;
        private set => Notes.WakeAt = value;
    }

    /// <summary>The request had to go where it went, in whatever configuration: another attempt than that deployment's could not have answered it.</summary>
    internal bool IsContinued => Trace is { IsContinued: true };

    /// <summary>The chance that an attempt had of being picked; null where that is not noted.</summary>
    /// <param name="number">The attempt's number, from 1.</param>
    internal double? ChanceOf(int number) => Trace?.ChanceOf(number - 1);

    private SessionNotes Notes => _notes ??= new SessionNotes();

    private AttemptPlan? Plan
    {
        get => _notes?.Plan;
        set => Notes.Plan = value;
    }

    private RouteTrace? Trace
    {
        get => _notes?.Trace;
        set => Notes.Trace = value;
    }

    private Waiter? Waiter
    {
        get => _notes?.Waiter;
        set => Notes.Waiter = value;
    }

    private Deployment? AwayFrom
    {
        get => _notes?.AwayFrom;
        set => Notes.AwayFrom = value;
    }

    private int Hedges
    {
        get => _notes?.Hedges ?? 0;
        set => Notes.Hedges = value;
    }

    private int FallbacksTried
    {
        get => _notes?.Fallbacks ?? 0;
        set => Notes.Fallbacks = value;
    }

    private int RetriesUsed
    {
        get => _notes?.Retries ?? 0;
        set => Notes.Retries = value;
    }

    private int Waits
    {
        get => _notes?.Waits ?? 0;
        set => Notes.Waits = value;
    }

    private int? FailingsRetries
    {
        get => _notes?.FailingsRetries;
        set => Notes.FailingsRetries = value;
    }

    private bool IsRetrying
    {
        get => _notes is { IsRetrying: true };
        set => Noted(value)?.IsRetrying = value;
    }

    private bool HasPanicked
    {
        get => _notes is { HasPanicked: true };
        set => Notes.HasPanicked = value;
    }

    /// <summary>Everybody was at a limit when <see cref="TryNext"/> looked last.</summary>
    private bool FoundFull
    {
        get => _notes is { MayWait: true };
        set => Noted(value)?.MayWait = value;
    }

    private SessionNotes? Noted(bool isWorthwhile) => isWorthwhile ? Notes : _notes;

    /// <summary>The name of the group an attempt was made in.</summary>
    private string GroupOf(in Lease lease) => (Plan is { } plan ? plan[lease.Step].Target : _target!).Group.Name;

    /// <summary>The minute an attempt was counted in, where attempts are.</summary>
    private long MinuteOf(in Lease lease) => _router.Clock.Minute(lease.Began);

    private ref Lease LeaseAt(int index)
    {
        if (index == 0)
        {
            return ref _first;
        }

        return ref _notes!.More![index - 1];
    }

    /// <summary>For one attempt more than the first.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom()
    {
        ref var more = ref Notes.More;
        if (more is null || _count > more.Length)
        {
            Array.Resize(ref more, more is null ? 3 : more.Length * 2);
        }
    }
}
