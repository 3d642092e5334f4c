using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Costs;
using Fairlead.Limits;
using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Picks and shares in groups in which everybody is looked at, draw by draw.</summary>
public sealed class SmallGroupTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Draws _draws = new();

    private Router Of(string strategy, int size, Func<int, DeploymentConfig, DeploymentConfig>? with = null, double buffer = 0) => Given
        .Config([.. Enumerable.Range(0, size).Select(i => (with ?? (static (_, d) => d))(i, Given.Deployment("m", $"d{i}")))])
        .With(r => r with { StrategyArgs = new StrategyArgs { LowestLatencyBuffer = buffer } })
        .Strategy(strategy)
        .Router(_clock, _draws);

    private static Tier Only(Router router) => router.Model.Groups[0].Tiers[0];

    private static void Answer(Router router, int member, double seconds, int load = 0)
    {
        var report = Given.Ok(seconds, tokens: 0);
        var tier = Only(router);
        tier.States[member].CountSuccess(report, default(TokenPrice), router.Clock.Now, tier.Rate, new DeploymentState.Beginning(0, load, FirstKnown: false));
        tier.Strategy.Observe(member, report, router.Clock.Now);
    }

    private static void Busy(Router router, params int[] calls)
    {
        for (var i = 0; i < calls.Length; i++)
        {
            for (var n = 0; n < calls[i]; n++)
            {
                Only(router).States[i].Acquire();
            }
        }
    }

    private static double[] Told(Router router) => [.. router.Explain(new RouteRequest("m")).Groups[0].Candidates.Select(static c => c.Share)];

    /// <summary>How often each is picked when every two of so many near the best are drawn once.</summary>
    private int[] Picks(Router router, int near)
    {
        var counts = new int[Only(router).States.Length];
        for (var first = 0; first < near; first++)
        {
            for (var second = 0; second < near - 1; second++)
            {
                _draws.Are((first + 0.5) / near, (second + 0.5) / (near - 1));
                counts[router.Pick("m")!.Id[1] - '0']++;
            }
        }

        return counts;
    }

    private static void Expect(Router router, int of, int[] expected, int[] picks)
    {
        Assert.Equal(expected, picks);
        var told = Told(router);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i] / (double)of, told[i], 1e-9);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NearTheBest_TheLessBusyOfTwoIsPicked(bool limited)
    {
        var router = Of("adaptive", 5, (_, d) => limited ? d with { Params = d.Params with { Rpm = 1_000_000 } } : d);
        for (var i = 0; i < 5; i++)
        {
            Answer(router, i, 1, load: 4);
        }

        // Everybody bears five calls; with ten the last would take twice as long, and is not near.
        Busy(router, 2, 1, 0, 0, 9);

        // Of twelve draws: the idle win against the busy and half of those against each other.
        Expect(router, 12, [0, 2, 5, 5, 0], Picks(router, near: 4));
    }

    [Fact]
    public void NearItsProvidersLimit_CountsAsSlower()
    {
        var router = Of("adaptive", 3);
        for (var i = 0; i < 3; i++)
        {
            Answer(router, i, 1, load: 4);
        }

        Busy(router, 0, 0, 1);
        Only(router).States[0].LearnLimits(new UpstreamLimits(100, 7, 0, 0, TimeSpan.FromMinutes(1)), router.Clock.Now + TimeSpan.TicksPerMinute);

        // 10 / 7 times slower: behind the idle one, before the one with a call.
        Expect(router, 6, [2, 4, 0], Picks(router, near: 3));
    }

    [Theory]
    [InlineData(0.1, "d0")]
    [InlineData(0.2, "d1")]
    [InlineData(0.49, "d1")]
    [InlineData(0.51, "d2")]
    [InlineData(0.99, "d2")]
    public void Equals_AreDrawnByCapacity(double draw, string picked)
    {
        var router = Of("least-busy", 4, static (i, d) => d with { Capacity = (i % 3) + 1 });
        Busy(router, 0, 0, 0, 1);
        _draws.Are(draw);

        Assert.Equal(picked, router.Pick("m")!.Id);
        Assert.Equal([1 / 6.0, 2 / 6.0, 3 / 6.0, 0], Told(router));
    }

    [Theory]
    [InlineData("latency-based", 0.5, 1.4)]
    [InlineData("adaptive", 0, 1)]
    public void ThoughtSlow_HasNoShareButOfTrials(string strategy, double buffer, double second)
    {
        var router = Of(strategy, 3, buffer: buffer);
        Answer(router, 0, 1);
        Answer(router, 1, second);
        Answer(router, 2, 2);

        Assert.Equal([31 / 64.0, 31 / 64.0, 2 / 64.0], Told(router));
    }

    /// <summary>Numbers in turn.</summary>
    private sealed class Draws : RandomSource
    {
        private double[] _numbers = [0.5];
        private int _next;

        public void Are(params double[] numbers) => (_numbers, _next) = (numbers, 0);

        public override ulong NextBits() => (ulong)(_numbers[_next++ % _numbers.Length] * (1UL << 53)) << 11 | 0x7FF;
    }
}
