using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>A deployment that was in trouble and is well again has its share back soon, under every strategy that a health of its own could keep it away.</summary>
public sealed class RecoveryTests
{
    private const int Callers = 12;
    private const int Deployments = 4;

    private readonly FakeTimeProvider _clock = new();
    private readonly PriorityQueue<(RouteSession Session, RouteAttempt Attempt, AttemptReport Report), long> _running = new();

    public static TheoryData<string> Strategies =>
    [
        StrategyNames.SimpleShuffle, StrategyNames.RoundRobin, StrategyNames.LeastBusy, StrategyNames.LatencyBased, StrategyNames.Adaptive,
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Degraded_ThenWell_HasFourFifthsOfItsShareWithinThirtySeconds(string strategy)
    {
        var router = Group(strategy);
        Serve(router, seconds: 20, _ => Well);
        Serve(router, seconds: 60, id => id == "d0" ? Slow : Well);
        Serve(router, seconds: 20, _ => Well);
        var share = Serve(router, seconds: 10, _ => Well);

        Assert.True(share >= 0.8 / Deployments, $"share {share}");
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void DownForAWhile_ThenUp_HasFourFifthsOfItsShareWithinThirtySeconds(string strategy)
    {
        var router = Group(strategy);
        Serve(router, seconds: 20, _ => Well);
        var down = Serve(router, seconds: 12, id => id == "d0" ? Down : Well);
        Serve(router, seconds: 20, _ => Well);
        var share = Serve(router, seconds: 10, _ => Well);

        Assert.True(down < 0.1, $"share while down {down}");
        Assert.True(share >= 0.8 / Deployments, $"share {share}");
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void DownForTenMinutes_ThenUp_HasItsShareAfterTheLongestRestAndASlowStart(string strategy)
    {
        var router = Group(strategy);
        Serve(router, seconds: 600, id => id == "d0" ? Down : Well);
        Serve(router, seconds: 75, _ => Well);
        var share = Serve(router, seconds: 20, _ => Well);

        Assert.True(share >= 0.8 / Deployments, $"share {share}");
    }

    private static AttemptReport Well => Given.Ok(0.5, 20, firstToken: 0.2);

    private static AttemptReport Slow => Given.Ok(5, 20, firstToken: 3);

    private static AttemptReport Down => Given.Fail(FailureKind.Connection);

    private Router Group(string strategy) =>
        Given.Config([.. Enumerable.Range(0, Deployments).Select(i => Given.Deployment("m", $"d{i}"))])
            .Strategy(strategy).Router(_clock, RandomSource.Seeded(11));

    /// <summary>A closed loop of callers that go on to the next request when theirs has ended, answered or not; the share of <c>d0</c> among the picks.</summary>
    private double Serve(Router router, int seconds, Func<string, AttemptReport> upstream)
    {
        var until = _clock.GetTimestamp() + (seconds * TimeSpan.TicksPerSecond);
        var (picks, ofD0) = (0.0, 0.0);
        for (var i = 0; i < Callers; i++)
        {
            Begin();
        }

        while (_running.TryDequeue(out var call, out var at))
        {
            _clock.Advance(TimeSpan.FromTicks(Math.Max(0, at - _clock.GetTimestamp())));
            if (call.Session.Report(call.Attempt, call.Report).Action != NextAction.Next || !Ask(call.Session))
            {
                call.Session.Dispose();
                if (_clock.GetTimestamp() < until)
                {
                    Begin();
                }
            }
        }

        return ofD0 / picks;

        void Begin()
        {
            var session = router.Begin(new RouteRequest("m") { Stream = true });
            Assert.True(Ask(session));
        }

        bool Ask(RouteSession session)
        {
            if (!session.TryNext(out var attempt))
            {
                return false;
            }

            picks++;
            ofD0 += attempt.Deployment.Id == "d0" ? 1 : 0;
            var report = upstream(attempt.Deployment.Id);
            _running.Enqueue((session, attempt, report), _clock.GetTimestamp() + report.Duration.Ticks);
            return true;
        }
    }
}
