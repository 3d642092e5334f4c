using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class RoundRobinTests
{
    private static Router Of(params DeploymentConfig[] list) => Given.Config(list).Strategy("round-robin").Router();

    private static string[] Picks(Router router, int count, IReadOnlyList<string>? blocked = null) =>
        [.. Enumerable.Range(0, count).Select(_ => router.Pick("m", blocked)!.Id)];

    [Fact]
    public void Unweighted_AnyThreeInARow_AreAllDifferent()
    {
        var picks = Picks(Of(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c")), 30);

        for (var i = 0; i + 3 <= picks.Length; i++)
        {
            Assert.Equal(3, picks[i..(i + 3)].Distinct().Count());
        }
    }

    [Fact]
    public void Weights_FiveOneOne_EverySevenHaveExactlyTheirParts_Spread()
    {
        var picks = Picks(Of(Given.Weighted("m", "a", 5), Given.Weighted("m", "b", 1), Given.Weighted("m", "c", 1)), 70);

        for (var i = 0; i + 7 <= picks.Length; i++)
        {
            Assert.Equal(5, picks[i..(i + 7)].Count(static id => id == "a"));
            Assert.Equal(1, picks[i..(i + 7)].Count(static id => id == "b"));
        }

        // Smooth: the light ones never follow each other, and the heavy one never runs through the whole cycle.
        Assert.DoesNotContain("bc", string.Concat(picks), StringComparison.Ordinal);
        Assert.DoesNotContain("cb", string.Concat(picks), StringComparison.Ordinal);
        Assert.DoesNotContain("aaaaa", string.Concat(picks), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 1440)]
    [InlineData(0.3, 0.7)]
    [InlineData(1, 99)]
    public void Rpm_WithoutWeight_IsTheWeight(double small, double large)
    {
        var router = Of(
            Given.Deployment("m", "small", with: p => p with { Rpm = small }),
            Given.Deployment("m", "large", with: p => p with { Rpm = large }));

        Assert.Equal(small / (small + large), router.Shares("m", 24_100).GetValueOrDefault("small"), 0.0005);
    }

    [Fact]
    public void Weights_AnyAtAll_ConvergeToWithinOneTurn()
    {
        var random = RandomSource.Seeded(11);
        for (var trial = 0; trial < 50; trial++)
        {
            var weights = Enumerable.Range(0, 1 + random.Next(40)).Select(_ => (double)random.Next(8)).Append(1).ToArray();
            var total = (int)weights.Sum();
            var counts = Picks(Of([.. weights.Select((w, i) => Given.Weighted("m", $"d{i}", w))]), total * 3).CountBy(static id => id).ToDictionary();

            // Three cycles from anywhere: each member has had its weight, three times.
            for (var i = 0; i < weights.Length; i++)
            {
                Assert.Equal((int)weights[i] * 3, counts.GetValueOrDefault($"d{i}"));
            }
        }
    }

    [Fact]
    public void Blocked_TheOthersKeepTheirProportion()
    {
        var router = Of(Given.Weighted("m", "a", 90), Given.Weighted("m", "b", 6), Given.Weighted("m", "c", 4));
        var picks = Picks(router, 1000, ["a"]);

        Assert.Equal(600, picks.Count(static id => id == "b"));
        Assert.Equal(400, picks.Count(static id => id == "c"));
    }

    [Fact]
    public void Resting_IsPassedBy_AndComesBackToItsShareAlone()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c")).Strategy("round-robin").Router(clock);
        router.Model.ById("a")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerSecond, FailureKind.ServerError);
        Assert.Equal(50, Picks(router, 100).Count(static id => id == "b"));

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(10, Picks(router, 30).Count(static id => id == "a"));
    }

    [Fact]
    public void UnweightedAndDrained_OnlyTheUnweightedAreUsed_WhenNobodyElseIsLeft()
    {
        var router = Of(Given.Weighted("m", "weighted", 5), Given.Weighted("m", "x", null), Given.Weighted("m", "y", null), Given.Weighted("m", "drained", 0));
        Assert.Equal(["weighted"], Picks(router, 20).Distinct());
        var left = Picks(router, 20, ["weighted"]);

        Assert.Equal(10, left.Count(static id => id == "x"));
        Assert.Equal(10, left.Count(static id => id == "y"));
        Assert.Null(router.Pick("m", ["weighted", "x", "y"]));
    }

    [Fact]
    public void LargeGroup_NearlyAllOut_FindsTheOneThatIsNot()
    {
        var list = Enumerable.Range(0, 1000).Select(i => Given.Weighted("m", $"d{i}", 1 + (i % 7))).ToArray();
        var out999 = list.Select(static d => d.Info.Id!).Where(static id => id != "d123").ToArray();

        Assert.Equal(["d123"], Picks(Of(list), 20, out999).Distinct());
    }

    [Fact]
    public void ManyThreads_NoTurnIsLostOrTakenTwice()
    {
        const int Threads = 8;
        const int Each = 7_000;
        var router = Fairlead.Router.Create(
            Given.Config(Given.Weighted("m", "a", 4), Given.Weighted("m", "b", 2), Given.Weighted("m", "c", 1)).Strategy("round_robin"));
        var counts = new int[3];
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                Interlocked.Increment(ref counts[router.Pick("m")!.Id[0] - 'a']);
            }
        })).ToArray();
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());

        Assert.Equal([Threads * Each * 4 / 7, Threads * Each * 2 / 7, Threads * Each / 7], counts);
    }

    [Fact]
    public void Explain_Shares_AreThePartsOfTheWeights()
    {
        var router = Of(Given.Weighted("m", "a", 3), Given.Weighted("m", "b", 1), Given.Weighted("m", "c", 0));
        var shares = router.Explain(new RouteRequest("m")).Groups[0].Candidates.Select(static c => c.Share);

        Assert.Equal([0.75, 0.25, 0], shares);
    }

    [Fact]
    public void Explain_BetweenRequests_TakesNoTurn()
    {
        var router = Of(Given.Deployment("m", "a"), Given.Deployment("m", "b"));
        for (var i = 0; i < 4; i++)
        {
            var told = router.Explain(new RouteRequest("m")).Picked;
            Assert.Equal(told, router.Explain(new RouteRequest("m")).Picked);
            Assert.Equal(told, router.Pick("m")!.Id);
            Assert.NotEqual(told, router.Pick("m")!.Id);
        }
    }
}
