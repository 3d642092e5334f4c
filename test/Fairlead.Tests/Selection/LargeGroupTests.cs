using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Costs;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Picks in a group too large to look at everybody: every pair that may be drawn is drawn once, and what comes out is counted.</summary>
public sealed class LargeGroupTests
{
    private const int Size = 20;

    private readonly FakeTimeProvider _clock = new();
    private readonly Draw _draw = new();

    private Router Of(string strategy, Func<int, DeploymentConfig, DeploymentConfig>? with = null, double? buffer = null) => Given
        .Config([.. Enumerable.Range(0, Size).Select(i => (with ?? (static (_, d) => d))(i, Given.Deployment("m", $"d{i}")))])
        .With(r => r with { StrategyArgs = r.StrategyArgs with { LowestLatencyBuffer = buffer ?? 0 } })
        .Strategy(strategy)
        .Router(_clock, _draw);

    private static void Rest(Router router, params int[] members)
    {
        foreach (var member in members)
        {
            router.Model.ById($"d{member}")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
        }
    }

    private static string? Pick(Router router) => router.Pick(new RouteRequest("m") { InputTokens = 100, MaxOutputTokens = 100 })?.Id;

    /// <summary>How often each is picked, of 400 pairs.</summary>
    private int[] Picks(Router router)
    {
        var counts = new int[Size];
        for (var first = 0; first < Size; first++)
        {
            for (var second = 0; second < Size; second++)
            {
                _draw.Pair(first, second);
                counts[int.Parse(router.Pick("m")!.Id[1..], System.Globalization.CultureInfo.InvariantCulture)]++;
            }
        }

        return counts;
    }

    private static void Expect(Router router, int[] picks, params int[] ofThree)
    {
        var told = router.Explain(new RouteRequest("m")).Groups[0].Candidates.ToDictionary(static c => c.Id, static c => c.Share);
        for (var i = 0; i < Size; i++)
        {
            Assert.Equal(ofThree[i % 3], picks[i]);
            Assert.Equal(ofThree[i % 3] / 400.0, told[$"d{i}"], 1e-9);
        }
    }

    /// <summary>Seven idle, seven with a call, six with two.</summary>
    private static void Load(Router router)
    {
        for (var i = 0; i < Size; i++)
        {
            for (var n = 0; n < i % 3; n++)
            {
                router.Model.ById($"d{i}")!.State.Acquire();
            }
        }
    }

    /// <summary>Four answers of everybody: of a second, of 1.4 or of two.</summary>
    private void Teach(Router router, Func<int, double> seconds)
    {
        var tier = router.Model.Groups[0].Tiers[0];
        for (var i = 0; i < 4 * Size; i++)
        {
            if (i == (4 * Size) - 1)
            {
                // Everybody is judged anew with the last: enough is known of all, and nobody is to be tried.
                _clock.Advance(TimeSpan.FromSeconds(0.1));
            }

            var report = Given.Ok(seconds(i % Size), tokens: 0);
            tier.States[i % Size].CountSuccess(report, default(TokenPrice), router.Clock.Now, tier.Rate);
            tier.Strategy.Observe(i % Size, report, router.Clock.Now);
        }
    }

    [Theory]
    [InlineData("least-busy")]
    [InlineData("adaptive")]
    public void TheLessBusyOfTwoIsPicked_OfEqualsTheFirst(string strategy)
    {
        var router = Of(strategy);
        Load(router);

        // As first against everybody not below, as second against those above.
        Expect(router, Picks(router), 20 + 13, 13 + 6, 6);
    }

    [Fact]
    public void WithinTheBuffer_TheFirstOfTwoIsPicked()
    {
        var router = Of("latency-based", buffer: 0.5);
        Teach(router, static i => (i % 3) switch { 0 => 1, 1 => 1.4, _ => 2 });

        // The quick beat the slow; those in the middle nobody, and nobody them.
        Expect(router, Picks(router), 20 + 6, 20, 13);
        foreach (var (first, second) in ((int, int)[])[(0, 3), (3, 0), (1, 0), (2, 1), (0, 2)])
        {
            _draw.Pair(first, second);
            Assert.Equal($"d{first}", router.Pick("m")!.Id);
        }
    }

    [Theory]
    [InlineData("least-busy", "d9")]
    [InlineData("latency-based", "d5")]
    public void DrawnIsOut_AllAreLookedAt_AndAnyOfTheBestIsPicked(string strategy, string picked)
    {
        var router = Of(strategy, buffer: 0.5);
        if (strategy == "least-busy")
        {
            Load(router);
        }
        else
        {
            Teach(router, static i => (i % 3) switch { 0 => 2, 1 => 1.4, _ => 1 });
        }

        // At 0.31 the second and the third of the equals take the place, and nobody after them.
        Rest(router, 6);
        _draw.Number(0.31);

        Assert.Equal(picked, router.Pick("m")!.Id);
    }

    [Fact]
    public void OneOfTwoIsOut_AnotherPairIsDrawn()
    {
        var router = Of("least-busy");
        Load(router);
        Rest(router, 3);

        // Drawn one by one the upper half alone counts, here the same each time.
        _draw.Pair(1, 3);
        Assert.Equal("d1", router.Pick("m")!.Id);

        // Everybody is looked at: just above 3/20, each of the equals up to the sixth takes the place.
        _draw.Pair(3, 1);
        Assert.Equal("d18", router.Pick("m")!.Id);
    }

    [Fact]
    public void Prices_AreGoneThroughFromTheCheapest_OfEqualsInTheirOrder()
    {
        // For a hundred tokens each way 300, 100, 100 and 300 dollars.
        (double Input, double Output)[] prices = [(3, 0), (1, 0), (0, 1), (0, 3)];
        var router = Of("cost-based", (i, d) => d with { Params = d.Params with { InputCostPerToken = prices[i % 4].Input, OutputCostPerToken = prices[i % 4].Output } });
        _draw.Number(0.5);

        Assert.Equal("d9", Pick(router));
        Rest(router, 9);
        Assert.Equal("d13", Pick(router));
        Rest(router, 13, 17);
        Assert.Equal("d1", Pick(router));
        Rest(router, 1, 5);
        Assert.Equal("d10", Pick(router));
        Rest(router, 2, 6, 10, 14, 18);
        Assert.Equal("d8", Pick(router));
        Rest(router, 0, 4, 8, 12, 16);
        Assert.Equal("d11", Pick(router));
        Rest(router, 3, 7, 11, 15);
        Assert.Equal("d19", Pick(router));
    }

    [Theory]
    [InlineData(0.95, "b")]
    [InlineData(0.2, "a")]
    public void Weights_AreDrawnByTheirTable(double number, string picked)
    {
        _draw.Number(number);

        Assert.Equal(picked, Shuffled(1, 2, 1).Pick("m")!.Id);
    }

    [Theory]
    [InlineData(1.0, 0.4, "a", 0.5)]
    [InlineData(1.0, 0.5, "c", 0.5)]
    [InlineData(3.0, 0.6, "a", 0.75)]
    [InlineData(null, 0.4, "a", 0.5)]
    [InlineData(null, 0.5, "c", 0.5)]
    public void HeaviestIsOut_TheOthersAreDrawnInProportion(double? a, double number, string picked, double share)
    {
        var router = Shuffled(a, 6, a is null ? null : 1);
        _draw.Number(number);
        Assert.Equal("b", router.Pick("m")!.Id);
        router.Model.ById("b")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);

        Assert.Equal(picked, router.Pick("m")!.Id);
        Assert.Equal([share, 0, 1 - share], router.Explain(new RouteRequest("m")).Groups[0].Candidates.Select(static c => c.Share));
    }

    private Router Shuffled(params double?[] rpm) =>
        Given.Config([.. rpm.Select((most, i) => Given.Deployment("m", ((char)('a' + i)).ToString(), with: p => p with { Rpm = most }))]).Strategy("simple-shuffle").Router(_clock, _draw);

    /// <summary>Always the same number, read as one or as two of 32 bits.</summary>
    private sealed class Draw : RandomSource
    {
        private ulong _bits;

        public void Number(double number) => _bits = (ulong)(number * (1UL << 53)) << 11 | 0x7FF;

        public void Pair(int first, int second) => _bits = Half(first) << 32 | Half(second);

        public override ulong NextBits() => _bits;

        private static ulong Half(int member) => (((ulong)member << 32) / Size) + 1;
    }
}
