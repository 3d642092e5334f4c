using Fairlead.Attempts;
using Fairlead.Limits;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

public sealed class UpstreamLimitsTests
{
    private readonly FakeTimeProvider _clock = new();

    private static void Tell(Router router, string id, in UpstreamLimits limits)
    {
        using var session = router.Begin(new RouteRequest(id));
        Assert.True(session.TryNext(out var attempt));
        session.Learn(attempt, limits);
        session.Report(attempt, Given.Ok());
    }

    [Fact]
    public void Told_IsInTheSnapshot_UntilItIsWholeAgain()
    {
        var router = Given.Config(Given.Deployment("m", "a")).Router(_clock);
        Tell(router, "a", new UpstreamLimits(500, 100, 0, 0, TimeSpan.FromSeconds(8)));

        var told = router.Snapshot().Deployments[0].ProviderLimits!;
        Assert.Equal((500L, 100L, null, null, 8.0), (told.RequestLimit, told.RequestsLeft, told.TokenLimit, told.TokensLeft, told.SecondsLeft));
        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Null(router.Snapshot().Deployments[0].ProviderLimits);
    }

    [Fact]
    public void Adaptive_ProviderNearItsLimit_IsSpared_UntilItIsWholeAgain()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Strategy("adaptive").Router(_clock);
        for (var i = 0; i < 20; i++)
        {
            router.Run(i % 2 == 0 ? "a" : "b", _ => Given.Ok(1, tokens: 10, firstToken: 0.2));
        }

        Tell(router, "a", new UpstreamLimits(1000, 5, 0, 0, TimeSpan.FromSeconds(20)));
        Assert.True(router.Shares("m", 2000).GetValueOrDefault("a") < 0.1);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(router.Shares("m", 2000).GetValueOrDefault("a") > 0.3);
    }
}
