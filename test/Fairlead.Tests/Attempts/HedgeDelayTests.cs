using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Attempts.HedgeDrive;

namespace Fairlead.Tests.Attempts;

/// <summary>How long a call is waited for before it is hedged.</summary>
public sealed class HedgeDelayTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void LittleKnown_DoesNotHedge()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock, requests: 10);
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var attempt));

        Assert.Null(attempt.HedgeAfter);
    }

    [Fact]
    public void Delay_IsTheQuantileOfTheGroupsFirstTokens()
    {
        // Nine in ten take 0.1 s, one in ten 2 s; the 95th percentile is among the slow.
        var router = Hedged(Two(), s => s with { MaxShare = 0.5 }).Router(_clock).Warm(_clock, slowEvery: 10);

        Assert.InRange(After(router).TotalSeconds, 1.85, 2.15);
    }

    [Fact]
    public void SmallShare_MovesTheQuantileUp()
    {
        // With 2 % of requests the slowest 1.6 % are hedged, not the slowest 5 %.
        var router = Hedged(Two(), s => s with { MaxShare = 0.02 }).Router(_clock).Warm(_clock, requests: 400, slowEvery: 25);

        Assert.InRange(After(router).TotalSeconds, 1.85, 2.15);
    }

    [Fact]
    public void QuantileAboveWhatTheShareAsksFor_IsTheOne()
    {
        // One in twenty-five is slow: the 97th percentile is among them, the 95th is not.
        var router = Hedged(Two(), s => s with { Quantile = 0.97 }).Router(_clock).Warm(_clock, requests: 400, slowEvery: 25);
        var usual = Hedged(Two(), s => s with { Quantile = null }).Router(_clock).Warm(_clock, requests: 400, slowEvery: 25);

        Assert.InRange(After(router).TotalSeconds, 1.85, 2.15);
        Assert.InRange(After(usual).TotalSeconds, 0.05, 0.15);
    }

    [Fact]
    public void Delay_StaysBetweenItsBounds()
    {
        var least = Hedged(Two(), s => s with { MinDelay = TimeSpan.FromSeconds(1) }).Router(_clock).Warm(_clock);
        var most = Hedged(Two(), s => s with { MaxDelay = TimeSpan.FromMilliseconds(60) }).Router(_clock).Warm(_clock);

        Assert.Equal(TimeSpan.FromSeconds(1), After(least));
        Assert.Equal(TimeSpan.FromMilliseconds(60), After(most));
    }

    [Fact]
    public void PlainAnswers_HaveADelayOfTheirOwn()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.3));
            router.Run("m", _ => Given.Ok(seconds: 8));
        }

        using var plain = router.Begin(new RouteRequest("m"));
        Assert.True(plain.TryNext(out var attempt));
        Assert.InRange(attempt.HedgeAfter!.Value.TotalSeconds, 7.5, 8.5);
        Assert.InRange(After(router).TotalSeconds, 0.09, 0.11);
    }
}
