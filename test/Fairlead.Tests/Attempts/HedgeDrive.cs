using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Routers that hedge, and that know how long their group takes.</summary>
internal static class HedgeDrive
{
    public static readonly HedgingSettings On = new() { Enabled = true, MaxShare = 0.25, Quantile = 0.95 };

    public static RouteRequest Streamed => new("m") { Stream = true };

    public static RouterConfig Two() => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    public static RouterConfig Hedged(RouterConfig config, Func<HedgingSettings, HedgingSettings>? but = null) =>
        config.With(r => r with { Hedging = but?.Invoke(On) ?? On });

    public static AttemptReport Lost(double seconds) => new() { Failure = FailureKind.Lost, Duration = TimeSpan.FromSeconds(seconds) };

    /// <summary>Lets requests be answered: after 0.1 s, every so many after 2 s.</summary>
    public static Router Warm(this Router router, FakeTimeProvider clock, int requests = 100, int slowEvery = int.MaxValue, string model = "m")
    {
        for (var i = 1; i <= requests; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(0.3));
            router.Run(Streamed with { Model = model }, _ => Given.Ok(seconds: 3, firstToken: i % slowEvery == 0 ? 2 : 0.1));
        }

        return router;
    }

    /// <summary>After how long a stream of the group would be hedged.</summary>
    public static TimeSpan After(Router router)
    {
        using var session = router.Begin(Streamed);
        Assert.True(session.TryNext(out var attempt));
        return attempt.HedgeAfter ?? throw new InvalidOperationException("not hedged");
    }
}
