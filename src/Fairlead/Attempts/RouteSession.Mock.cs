using Fairlead.Selection;

namespace Fairlead.Attempts;

/// <content>Attempts that were pretended.</content>
public sealed partial class RouteSession
{
    /// <summary>What follows from a pretended outcome. It teaches nothing: no caller may rest a deployment by it.</summary>
    private NextStep AfterMock(ref Lease lease, MockOutcome mock, in AttemptReport report, long now)
    {
        lease.Tier.Usage?.Settle(lease.Deployment.State, lease.Member, MinuteOf(lease), now, _request, report with { Failure = FailureKind.Cancelled });
        HandOn(ref lease);
        if (_phase != Phase.Open)
        {
            return new NextStep(_phase == Phase.Done ? NextAction.Done : NextAction.GiveUp, default);
        }

        if (!mock.TurnsToFallback || report.Failure != mock.Failure || now >= _deadline)
        {
            return Decide(ref lease, report, now);
        }

        var candidates = new Candidates(_model, _router.Clock, _router.Random, in _request, this, now);
        return TurnToFallback(ref candidates, report.Failure) ? Next : GiveUp(RouteRefusal.None);
    }
}
