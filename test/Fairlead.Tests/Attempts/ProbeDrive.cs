using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Routers one of whose deployments was ill and may be well again, and requests that find out.</summary>
public abstract class ProbeDrive
{
    private protected FakeTimeProvider Clock { get; } = new();

    private protected static RouteRequest Stream => new("m") { Stream = true };

    private protected static DeploymentConfig A => Given.Deployment("m", "a", with: p => p with { Order = 1 });

    private protected static DeploymentConfig B => Given.Deployment("m", "b", with: p => p with { Order = 2 });

    private protected static AttemptReport Lost(double seconds) => new() { Failure = FailureKind.Lost, Duration = TimeSpan.FromSeconds(seconds) };

    private protected static BreakerView Breaker(Router router) => router.Model.ById("a")!.State.Breaker(router.Clock.Now);

    /// <summary>When another would be asked beside the next attempt, which is given up at once.</summary>
    private protected static TimeSpan? Patience(Router router, RouteRequest? request = null)
    {
        using var session = router.Begin(request ?? Stream);
        Assert.True(session.TryNext(out var attempt));
        return attempt.HedgeAfter;
    }

    private protected static void Once(Router router, string id, AttemptReport report, int? retries = 0)
    {
        using var session = router.Begin(new RouteRequest(id == "a" ? "m" : id) { Stream = true, NumRetries = retries });
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(id, attempt.Deployment.Id);
        session.Report(attempt, report);
    }

    /// <summary>Waits for the rest to be over and lets another outrun the probe; how long that was waited for.</summary>
    private protected TimeSpan LoseProbe(Router router, double seconds)
    {
        Clock.Advance(TimeSpan.FromSeconds(Math.Max(0, router.Clock.Seconds(Breaker(router).Until - router.Clock.Now))));
        using var session = router.Begin(Stream);
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal("a", attempt.Deployment.Id);
        session.Report(attempt, Lost(seconds));
        return attempt.HedgeAfter!.Value;
    }

    private protected static Router Teach(Router router, string id, double firstToken, double seconds = 10)
    {
        for (var i = 0; i < 20; i++)
        {
            using var session = router.Begin(new RouteRequest(id) { Stream = true });
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Ok(seconds, firstToken: firstToken));
        }

        return router;
    }

    private protected static Router Warm(Router router)
    {
        foreach (var deployment in router.Model.Deployments)
        {
            Teach(router, deployment.Id, 1);
        }

        return router;
    }

    private protected static Router Open(Router router, string id = "a")
    {
        router.Model.Breakers.Open(
            router.Model.ById(id)!, new RestLength(router.Clock.Ticks(TimeSpan.FromSeconds(5)), Grows: false, Cap: 0), FailureKind.Connection, RandomSource.Seeded(1), router.Clock.Now);
        return router;
    }

    /// <summary>The first of two, which begin within a second, was ill and may be well again.</summary>
    private protected Router HalfOpen(Func<RouterSettings, RouterSettings>? with = null)
    {
        var router = Open(Warm(Given.Config(A, B).With(with ?? (static r => r)).Router(Clock)));
        Clock.Advance(TimeSpan.FromSeconds(5));
        return router;
    }
}
