using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>Ends calls on one deployment, and looks at its rest and its breaker.</summary>
internal static class Resting
{
    public static RouterConfig One => Given.Config(Given.Deployment("m", "a"), Given.Deployment("other", "o"));

    public static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    /// <summary>A deployment that is asked first, and one that answers when it does not.</summary>
    public static RouterConfig Backed => One.Fallback("m", "other");

    public static bool Rests(Router router, string id) => router.Model.ById(id)!.State.Rest.Lasts(router.Clock.Now);

    public static BreakerView Breaker(Router router, string id) => router.Model.ById(id)!.State.Breaker(router.Clock.Now);

    public static double SecondsLeft(Router router, string id) => router.Clock.Seconds(Breaker(router, id).Until - router.Clock.Now);

    /// <summary>Ends one attempt on one deployment, addressed by id, without retries.</summary>
    public static void Once(Router router, string id, AttemptReport report)
    {
        using var session = router.Begin(new RouteRequest(id) { NumRetries = 0, DisableFallbacks = true });
        if (session.TryNext(out var attempt))
        {
            session.Report(attempt, report);
        }
    }

    public static void Fail(Router router, string id, int times = 5)
    {
        for (var i = 0; i < times; i++)
        {
            Once(router, id, Given.Fail(FailureKind.Connection));
        }
    }

    public static void Advance(this FakeTimeProvider clock, double seconds) => clock.Advance(TimeSpan.FromSeconds(seconds));
}
