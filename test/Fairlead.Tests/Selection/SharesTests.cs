using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>What is told of shares is what comes about, under every strategy, in small groups and in large ones, with some busy, some resting and one blocked.</summary>
public sealed class SharesTests
{
    private const int Picks = 5_000;

    private static readonly string[] Blocked = ["d2"];

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("simple-shuffle", 6)]
    [InlineData("simple-shuffle", 30)]
    [InlineData("least-busy", 6)]
    [InlineData("least-busy", 16)]
    [InlineData("least-busy", 17)]
    [InlineData("least-busy", 30)]
    [InlineData("latency-based", 6)]
    [InlineData("latency-based", 30)]
    [InlineData("usage-based", 6)]
    [InlineData("usage-based", 30)]
    [InlineData("cost-based", 6)]
    [InlineData("cost-based", 30)]
    [InlineData("round-robin", 6)]
    [InlineData("round-robin", 30)]
    [InlineData("adaptive", 6)]
    [InlineData("adaptive", 30)]
    public void Told_AreThoseThatComeAbout(string strategy, int size) => Compare(Group(strategy, size, static i => i % 5 == 1));

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("least-busy")]
    [InlineData("latency-based")]
    [InlineData("usage-based")]
    [InlineData("cost-based")]
    [InlineData("round-robin")]
    public void NearlyAllOut_TheFewLeftAreFound_AllOfThem(string strategy)
    {
        var router = Group(strategy, 200, static i => i is not (2 or 150 or 170 or 180));
        foreach (var left in (string[])["d150", "d170", "d180"])
        {
            var request = new RouteRequest("m") { Blocked = [.. ((string[])["d150", "d170", "d180"]).Where(id => id != left), .. Blocked] };
            Assert.Equal(left, router.Pick(request)?.Id);
        }

        var seen = Seen(router);
        Assert.All(seen.Keys, id => Assert.Contains(id, (string[])["d150", "d170", "d180"]));
        Assert.Equal(1, seen.Values.Sum(), 1e-9);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    public void Idle_SomeResting_SharesGoByCapacity(int size)
    {
        var router = Given.Config([.. Enumerable.Range(0, size).Select(i => Given.Deployment("m", $"d{i}") with { Capacity = (i % 4) + 1 })]).Strategy("least-busy").Router(_clock);
        for (var i = 3; i < size; i++)
        {
            router.Model.ById($"d{i}")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
        }

        var seen = router.Shares("m", Picks);

        Assert.Equal([1 / 6.0, 2 / 6.0, 3 / 6.0], [seen["d0"], seen["d1"], seen["d2"]], new Near(0.03));
    }

    /// <summary>Weights, prices, times and calls under way that differ from one to the next.</summary>
    private Router Group(string strategy, int size, Func<int, bool> rests)
    {
        var router = Given.Config([.. Enumerable.Range(0, size).Select(i => Given.Deployment("m", $"d{i}", with: p => p with
        {
            Weight = strategy is "simple-shuffle" or "round-robin" ? (i % 3) + 1 : null,
            InputCostPerToken = 0,
            OutputCostPerToken = 1 + (i % 2),
            Rpm = strategy == "usage-based" ? 1000 : null,
        }) with { Capacity = (i % 3) + 1 })]).Strategy(strategy).Router(_clock, RandomSource.Seeded(7));
        for (var i = 0; i < size; i++)
        {
            var id = $"d{i}";
            for (var n = 0; n < 4; n++)
            {
                router.Run(id, _ => Given.Ok(1 + (i % 4 * 0.1)));
            }

            for (var n = 0; n < i % 3; n++)
            {
                router.Model.ById(id)!.State.Acquire();
            }

            if (rests(i))
            {
                router.Model.ById(id)!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
            }
        }

        return router;
    }

    private static void Compare(Router router)
    {
        var told = router.Explain(new RouteRequest("m") { Blocked = Blocked }).Groups[0].Candidates.ToDictionary(static c => c.Id, static c => c.Share);
        var seen = Seen(router);

        Assert.Equal(1, told.Values.Sum(), 1e-6);
        Assert.Equal(0, told["d1"]);
        Assert.Equal(0, told["d2"]);
        Assert.All(told, pair => Assert.Equal(pair.Value, seen.GetValueOrDefault(pair.Key), 0.03));
    }

    private static Dictionary<string, double> Seen(Router router)
    {
        var counts = new Dictionary<string, double>();
        var request = new RouteRequest("m") { Blocked = Blocked };
        for (var i = 0; i < Picks; i++)
        {
            var id = router.Pick(request)!.Id;
            counts[id] = counts.GetValueOrDefault(id) + (1.0 / Picks);
        }

        return counts;
    }

    private sealed class Near(double by) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= by;

        public int GetHashCode(double obj) => 0;
    }
}
