using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class LeastBusyTests
{
    private static RouterConfig Of(params string[] ids) =>
        Given.Config([.. ids.Select(id => Given.Deployment("m", id))]).Strategy("least-busy");

    [Fact]
    public void Counts_Differ_TheLowestIsPickedAndGivenBack()
    {
        var router = Of("a", "b", "c").Router();
        Hold(router, ("a", 10), ("b", 54), ("c", 100));
        using (var session = router.Begin(new RouteRequest("m")))
        {
            Assert.True(session.TryNext(out var attempt));
            Assert.Equal("a", attempt.Deployment.Id);
            Assert.Equal([11, 54, 100], InFlight(router));
            session.Report(attempt, Given.Ok());
        }

        Assert.Equal([10, 54, 100], InFlight(router));
    }

    [Fact]
    public void Idle_ThreeCallsAtOnce_OneEach()
    {
        var router = Of("a", "b", "c").Router();
        var sessions = Enumerable.Range(0, 3).Select(_ => router.Begin(new RouteRequest("m") { Stream = true })).ToList();
        sessions.ForEach(s => Assert.True(s.TryNext(out _)));

        Assert.Equal([1, 1, 1], InFlight(router));
    }

    [Fact]
    public void Equal_Counts_AreDrawnEvenly()
    {
        var shares = Of("a", "b", "c").Router().Shares("m", 3000);

        Assert.All(shares.Values, s => Assert.Equal(1 / 3.0, s, 0.04));
    }

    [Fact]
    public void Resting_WithTheLowestCount_DoesNotCount()
    {
        var clock = new FakeTimeProvider();
        var router = Of("resting", "five", "ten").Router(clock);
        Hold(router, ("five", 5), ("ten", 10));
        router.Model.ById("resting")!.State.RestUntil(router.Clock.Now + 100, FailureKind.RateLimited);

        Assert.Equal(["five"], router.Shares("m", 100).Keys);
    }

    [Fact]
    public void Capacity_WhenIdle_SharesInProportion()
    {
        var shares = Given.Config(
            Given.Deployment("m", "a") with { Capacity = 100 },
            Given.Deployment("m", "b") with { Capacity = 50 }).Strategy("least_busy").Router().Shares("m");

        Assert.Equal(2 / 3.0, shares["a"], 0.02);
    }

    [Fact]
    public void LargeGroup_UnderLoad_LevelsOut()
    {
        var router = Given.Config([.. Enumerable.Range(0, 200).Select(i => Given.Deployment("m", $"d{i}"))]).Strategy("least-busy").Router();
        for (var i = 0; i < 2000; i++)
        {
            Assert.True(router.Begin(new RouteRequest("m")).TryNext(out _));
        }

        // Ten each on average. Two choices keep the highest within a few of it; one choice would reach twenty or so.
        var counts = InFlight(router);
        Assert.Equal(2000, counts.Sum());
        Assert.InRange(counts.Max(), 10, 14);
    }

    [Fact]
    public void LargeGroup_NearlyAllResting_FindsTheOneThatIsNot()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config([.. Enumerable.Range(0, 300).Select(i => Given.Deployment("m", $"d{i}"))]).Strategy("least-busy").Router(clock);
        foreach (var deployment in router.Model.Deployments.Where(d => d.Id != "d123"))
        {
            deployment.State.RestUntil(router.Clock.Now + 100, FailureKind.ServerError);
        }

        Assert.Equal(["d123"], router.Shares("m", 50).Keys);
    }

    private static void Hold(Router router, params (string Id, int Count)[] held)
    {
        foreach (var (id, count) in held)
        {
            for (var i = 0; i < count; i++)
            {
                router.Model.ById(id)!.State.Acquire();
            }
        }
    }

    private static int[] InFlight(Router router) => [.. router.Model.Deployments.Select(d => d.State.InFlight)];
}
