using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Attempts.HedgeDrive;

namespace Fairlead.Tests.Attempts;

/// <summary>How many hedges there may be, and for how much money.</summary>
public sealed class HedgeBudgetTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Savings_BeginAtNothingAndEndWhenSpent()
    {
        var router = Hedged(Two(), s => s with { MaxShare = 0.1 }).Router(_clock);
        var hedges = 0;
        for (var i = 1; i <= 500; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.3));
            using var session = router.Begin(Streamed);
            Assert.True(session.TryNext(out var attempt));
            if (session.TryHedge(out var hedge))
            {
                hedges++;
                session.Report(hedge, Lost(0.01));
            }

            Assert.True(hedges <= i * 0.1 + 1e-9, $"{hedges} hedges of {i} requests");
            session.Report(attempt, Given.Ok(firstToken: 0.1));
        }

        Assert.Equal(50, hedges);
    }

    [Fact]
    public void MaxCost_IsKept()
    {
        static DeploymentConfig Priced(string id) => Given.Deployment("m", id, with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 0.001 });

        // Ten tokens an answer, a cent each: six minutes of 0.3 dollars an hour are three hedges.
        var router = Hedged(Given.Config(Priced("a"), Priced("b")), s => s with { MaxCost = 0.3 }).Router(_clock).Warm(_clock, requests: 400);
        Assert.Equal(3, Hedges(router, 10));
        _clock.Advance(TimeSpan.FromMinutes(1.9));
        Assert.Equal(1, Hedges(router, 10));
    }

    [Fact]
    public void MaxCost_HedgeThatCostMoreThanExpected_IsPaidInFull()
    {
        var priced = Given.Config(
            Given.Deployment("m", "a", with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 1 }),
            Given.Deployment("m", "b", with: p => p with { InputCostPerToken = 0, OutputCostPerToken = 1 }));
        var router = Hedged(priced, s => s with { MaxCost = 1000 }).Router(_clock).Warm(_clock);
        Assert.True(HedgeOf(router, tokens: 20));
        Assert.True(HedgeOf(router, tokens: 500));
        Assert.False(HedgeOf(router, tokens: 20));

        static bool HedgeOf(Router router, int tokens)
        {
            using var session = router.Begin(Streamed);
            Assert.True(session.TryNext(out var attempt));
            if (!session.TryHedge(out var hedge))
            {
                return false;
            }

            session.Report(hedge, Given.Ok(firstToken: 0.1, tokens: tokens));
            Assert.Equal(NextAction.Done, session.Report(attempt, Lost(0.1)).Action);
            return true;
        }
    }

    [Fact]
    public void MaxCost_UnknownPrice_DoesNotHedge() =>
        Assert.Equal(0, Hedges(Hedged(Two(), s => s with { MaxCost = 100 }).Router(_clock).Warm(_clock), 3));

    private static int Hedges(Router router, int requests)
    {
        var hedges = 0;
        for (var i = 0; i < requests; i++)
        {
            using var session = router.Begin(Streamed);
            Assert.True(session.TryNext(out var attempt));
            if (session.TryHedge(out var hedge))
            {
                hedges++;
                session.Report(hedge, Given.Ok(firstToken: 0.1));
                session.Report(attempt, Lost(0.1));
            }
            else
            {
                session.Report(attempt, Given.Ok(firstToken: 0.1));
            }
        }

        return hedges;
    }
}
