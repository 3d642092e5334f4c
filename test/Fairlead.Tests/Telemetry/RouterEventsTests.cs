using System.Diagnostics;
using Fairlead.Attempts;
using Fairlead.Explain;
using Fairlead.Telemetry;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Telemetry;

public sealed class RouterEventsTests
{
    private readonly FakeTimeProvider _clock = new();

    private Router TwoTiers() => Given.Config(
        Given.Deployment("m", "a", with: p => p with { Order = 1 }),
        Given.Deployment("m", "b", with: p => p with { Order = 2 })).Router(_clock);

    [Fact]
    public void Routed_AfterAFailover_TellsCandidatesPickAndAttempts()
    {
        var router = TwoTiers();
        var heard = new List<RouteExplanation>();
        router.Routed += (_, explanation) => heard.Add(explanation);
        router.Run("m", attempt => attempt.Deployment.Id == "a" ? Given.Fail(FailureKind.ServerError, 500) : Given.Ok(1));

        var route = Assert.Single(heard);
        Assert.Equal(("a", 1.0), (route.Picked, route.Propensity));
        Assert.Equal([null, "order"], route.Groups[0].Candidates.Select(c => c.DroppedBy));
        Assert.Equal([("a", FailureKind.ServerError, 1, 1.0), ("b", FailureKind.None, 2, 1.0)], route.Attempts.Select(a => (a.DeploymentId, a.Failure, a.Number, a.Propensity)));
    }

    [Fact]
    public void Propensity_IsTheChanceBeforeThePick()
    {
        var router = Given.Config(Given.Weighted("m", "a", 3), Given.Weighted("m", "b", 1)).Router(_clock);
        var picks = new List<RouteExplanation>();
        router.Routed += (_, explanation) => picks.Add(explanation);
        for (var i = 0; i < 50; i++)
        {
            router.Run("m", _ => Given.Ok(1));
        }

        Assert.All(picks, p => Assert.Equal(p.Picked == "a" ? 0.75 : 0.25, p.Propensity));
        Assert.Equal(2, picks.Select(p => p.Picked).Distinct().Count());
    }

    [Fact]
    public void Propensity_OfARequestWithCallsUnderWay_DoesNotCountItsOwn()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Strategy("least-busy").Router(_clock);
        using var session = router.Begin(new RouteRequest("m") { Trace = true });
        Assert.True(session.TryNext(out _));

        Assert.Equal(0.5, session.Explanation!.Propensity);
        Assert.Equal([0, 0], session.Explanation.Groups[0].Candidates.Select(c => c.InFlight));
    }

    [Fact]
    public void Routed_NobodySubscribed_NothingIsWritten()
    {
        using var session = TwoTiers().Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out _));

        Assert.Null(session.Explanation);
    }

    [Fact]
    public void Handler_ThatThrows_HurtsNeitherTheRequestNorTheOthers()
    {
        var router = TwoTiers();
        var heard = 0;
        router.Routed += (_, _) => throw new InvalidOperationException("a listener's fault");
        router.Routed += (_, _) => heard++;
        router.Run("m", _ => Given.Ok(1));

        Assert.Equal(1, heard);
    }

    [Fact]
    public void Changed_OnReload_TellsTheGeneration()
    {
        var router = TwoTiers();
        var heard = new List<RouterChange>();
        void Listen(object? sender, RouterChange change) => heard.Add(change);
        router.Changed += Listen;
        router.Reload(Given.Config(Given.Deployment("m", "a")));
        router.Changed -= Listen;
        router.Reload(Given.Config(Given.Deployment("m", "a")));

        Assert.Equal([(RouterChangeKind.Reloaded, 2)], heard.Select(c => (c.Kind, c.Generation!.Value)));
    }

    [Fact]
    public void Activity_Recorded_GetsTheRouteAsAnEvent()
    {
        using var source = new ActivitySource("route-event-tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name is FairleadTelemetry.ActivitySourceName or "route-event-tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Source.Name == "route-event-tests" ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        using var activity = source.StartActivity("request");
        TwoTiers().Run("m", attempt => attempt.Deployment.Id == "a" ? Given.Fail(FailureKind.ServerError, 500) : Given.Ok(1));

        var told = Assert.Single(activity!.Events, e => e.Name == FairleadTelemetry.RouteEvent);
        var tags = told.Tags.ToDictionary(t => t.Key, t => t.Value);
        Assert.Equal(("m", "a", 1.0), (tags["gen_ai.request.model"], tags["fairlead.picked"], tags["fairlead.propensity"]));
        Assert.Equal(["a 1", "b !order"], (string[])tags["fairlead.candidates"]!);
        Assert.Equal(["a ServerError 0.01", "b None 1"], (string[])tags["fairlead.attempts"]!);
        Assert.Equal((1, 0), (tags["fairlead.retries"], tags["fairlead.fallbacks"]));
    }
}
