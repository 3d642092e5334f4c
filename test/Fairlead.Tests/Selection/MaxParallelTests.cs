using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class MaxParallelTests
{
    private static DeploymentConfig Capped(string group, string id, int most) =>
        Given.Deployment(group, id, with: p => p with { MaxParallelRequests = most });

    [Fact]
    public void Full_GoesToTheOther_ThenIsRefused_ThenAnswersAgain()
    {
        var router = Given.Config(Capped("m", "a", 2), Capped("m", "b", 1)).Router(new FakeTimeProvider());
        var held = new List<RouteSession>();
        for (var i = 0; i < 3; i++)
        {
            held.Add(router.Begin(new RouteRequest("m")));
            Assert.True(held[^1].TryNext(out _));
        }

        Assert.Equal([2, 1], router.Model.Deployments.Select(d => d.State.InFlight));
        using (var refused = router.Begin(new RouteRequest("m")))
        {
            Assert.False(refused.TryNext(out _));
            Assert.Equal((RouteRefusal.AllAtLimit, 429), (refused.Failure!.Refusal, refused.Failure.Status));
            Assert.StartsWith("No deployments available for selected model", refused.Failure.Message, StringComparison.Ordinal);
        }

        Assert.All(router.Explain(new RouteRequest("m")).Groups[0].Candidates, c => Assert.Equal("limit", c.DroppedBy));
        held[0].Dispose();
        Assert.True(router.Run("m", _ => Given.Ok()).Answered);
        held.ForEach(s => s.Dispose());
        Assert.Equal([0, 0], router.Model.Deployments.Select(d => d.State.InFlight));
    }

    [Fact]
    public void Full_WithAFallback_TheFallbackAnswers()
    {
        var router = Given.Config(Capped("m", "a", 1), Given.Deployment("n", "z")).Fallback("m", "n").Router(new FakeTimeProvider());
        using var held = router.Begin(new RouteRequest("m"));
        Assert.True(held.TryNext(out _));

        Assert.Equal(["z"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void ManyThreads_NeverMoreThanTheLimit()
    {
        var router = Fairlead.Router.Create(Given.Config(Capped("m", "a", 3)));
        var now = 0;
        var most = 0;
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                using var session = router.Begin(new RouteRequest("m"));
                if (session.TryNext(out var attempt))
                {
                    var running = Interlocked.Increment(ref now);
                    for (var seen = most; running > seen; seen = most)
                    {
                        Interlocked.CompareExchange(ref most, running, seen);
                    }

                    Interlocked.Decrement(ref now);
                    session.Report(attempt, Given.Ok());
                }
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.InRange(most, 1, 3);
        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
    }
}
