using Fairlead.Attempts;
using Fairlead.Limits;
using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Compatibility;

/// <summary>A deployment that a caller chose and calls by himself: counted as busy until the call is reported.</summary>
/// <remarks>What a report teaches is what <see cref="RouteSession.Report"/> teaches; there is only no plan that goes on after it.</remarks>
internal sealed class HeldDeployment
{
    private readonly RoutingModel _model;
    private readonly Clock _clock;
    private readonly RandomSource _random;
    private readonly Tier _tier;
    private readonly int _member;
    private readonly Rest _inSpiteOf;
    private readonly long _probe;
    private readonly long _minute;

    public HeldDeployment(RoutingModel model, Clock clock, RandomSource random, Tier tier, int member)
    {
        _model = model;
        _clock = clock;
        _random = random;
        _tier = tier;
        _member = member;
        var state = tier.States[member];
        _inSpiteOf = state.Rest;
        state.Acquire();
        var now = clock.Now;
        if (_inSpiteOf.Word != 0 && !_inSpiteOf.Lasts(now))
        {
            // The caller has chosen and calls: without the claim, where another has it.
            _probe = model.Breakers.Probe(tier.Members[member], _inSpiteOf, now);
        }

        if (tier.Usage is not null)
        {
            // The caller has chosen and calls: it counts whatever the limit.
            _minute = clock.Minute(now);
            MinuteUsage.Take(state, _minute);
        }
    }

    /// <summary>Ends the call. The caller sees to it that it happens once.</summary>
    public void Report(in AttemptReport report)
    {
        var state = _tier.States[_member];
        state.Release();
        if (report.Failure == FailureKind.Cancelled)
        {
            state.CountUnanswered(report, _tier.Members[_member].Price);
            EndProbe(state);
            return;
        }

        var now = _clock.Now;
        _tier.Usage?.Settle(state, _member, _minute, now, default, report);
        if (report.Failure == FailureKind.None)
        {
            state.CountSuccess(report, _tier.Members[_member].Price, now, _model.Settings.Rate);
            if (_inSpiteOf.Word != 0)
            {
                _model.Breakers.Close(_tier.Members[_member], _inSpiteOf, now);
                QuotaRule.Close(_model, _tier.Members[_member], _inSpiteOf, now);
            }
        }
        else
        {
            state.CountUnanswered(report, _tier.Members[_member].Price);
            CooldownPolicy.Learn(_model, _tier.Members[_member], report, callersTimeout: false, _inSpiteOf, _random, _clock, now);
        }

        EndProbe(state);
        _tier.Strategy.Observe(_member, report, now);
    }

    private void EndProbe(DeploymentState state)
    {
        if (_probe != 0)
        {
            state.EndProbe(_probe);
        }
    }
}
