using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Costs;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class AllocationTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var strategy in StrategyNames.All)
            {
                foreach (var size in (int[])[2, 10, 100, 1000])
                {
                    cases.Add(strategy, size);
                }
            }

            return cases;
        }
    }

    /// <summary>Where every member is asked everything, a thousand of them show nothing that a hundred do not, and take ten times as long.</summary>
    public static TheoryData<string, int> SmallCases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var strategy in StrategyNames.All)
            {
                cases.Add(strategy, 2);
                cases.Add(strategy, 100);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decision_AnyStrategyAndSize_AllocatesNothing(string strategy, int size)
    {
        var router = Build(strategy, size);
        var blocked = new[] { "d1" };
        var tagged = new RouteRequest("m") { Tags = ["x"], Region = "eu" };
        Decide(router, blocked, tagged, 2000);

        Assert.Equal(0, Least(() => Decide(router, blocked, tagged, 1000)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Cycle_Answered_IsOneSmallAllocation(string strategy, int size)
    {
        var router = Build(strategy, size);
        var request = new RouteRequest("m");
        var report = Given.Ok();
        Cycle(router, request, report, 2000);

        // The session, and nothing beside it.
        Assert.InRange(Least(() => Cycle(router, request, report, 1000)) / 1000, 1, 256);
    }

    /// <summary>The least of some rounds: other tests run beside this one, and a collection they cause is booked on whatever thread it finds.</summary>
    private static long Least(Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    [Theory]
    [InlineData("latency-based", 10)]
    [InlineData("cost-based", 10)]
    [InlineData("usage-based", 10)]
    [InlineData("usage-based", 1000)]
    [InlineData("adaptive", 10)]
    [InlineData("adaptive", 1000)]
    public void Decision_WithLimitsAndPrices_AllocatesNothing(string strategy, int size)
    {
        var router = Given.Config([.. Enumerable.Range(0, size).Select(i => Given.Deployment("m", $"d{i}", with: p => p with
        {
            Rpm = i % 3 == 0 ? null : 1e6,
            Tpm = i % 4 == 0 ? 0 : 1e9,
            InputCostPerToken = i % 5,
        }))]).Strategy(strategy).With(r => r with { StrategyArgs = new StrategyArgs { PriceWeight = 1 } }).Router();
        var blocked = new[] { "d1" };
        var request = new RouteRequest("m") { InputTokens = 100 };
        Decide(router, blocked, request, 2000);
        Cycle(router, request, Given.Ok(), 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Decide(router, blocked, request, 1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("round-robin")]
    [InlineData("least-busy")]
    [InlineData("latency-based")]
    [InlineData("cost-based")]
    [InlineData("usage-based")]
    [InlineData("adaptive")]
    public void Decision_WithBreakersOpenAndHalfOpen_AllocatesNothing(string strategy)
    {
        var clock = new FakeTimeProvider();
        var router = Build(strategy, 10, clock);
        for (var i = 2; i < 8; i++)
        {
            // Two open, four half-open, two of which are probed.
            router.Model.ById($"d{i}")!.State.RestUntil(router.Clock.Now + (i < 4 ? TimeSpan.TicksPerHour : TimeSpan.TicksPerSecond), FailureKind.Connection);
        }

        clock.Advance(TimeSpan.FromSeconds(2));
        foreach (var id in (string[])["d4", "d5"])
        {
            var deployment = router.Model.ById(id)!;
            Assert.NotEqual(0, router.Model.Breakers.Probe(deployment, deployment.State.Rest, router.Clock.Now));
        }

        var blocked = new[] { "d1" };
        var tagged = new RouteRequest("m") { Tags = ["x"], Region = "eu" };
        Decide(router, blocked, tagged, 2000);

        Assert.Equal(0, Least(() => Decide(router, blocked, tagged, 1000)));
    }

    [Theory]
    [MemberData(nameof(SmallCases))]
    public void Decision_WithEveryFilterActive_AllocatesNothing(string strategy, int size)
    {
        var router = Filtered(strategy, size);
        var blocked = new[] { "d0" };
        var request = new RouteRequest("m")
        {
            InputTokens = 50,
            Needs = RequestNeeds.Tools | RequestNeeds.Vision | RequestNeeds.WebSearch,
            Region = "eu",
            Tags = ["route:x", "label"],
            Blocked = blocked,
            Caller = new RouteCaller { Team = "red", Models = ["beta", "other*"], UserAgent = "claude-code/2" },
        };
        Decide(router, blocked, request, 2000);

        Assert.Equal(0, Least(() => Decide(router, blocked, request, 1000)));
    }

    private static Router Filtered(string strategy, int size)
    {
        var config = Given.Config([.. Enumerable.Range(0, size).Select(i =>
        {
            var deployment = Given.Deployment("m", $"d{i}", "openai/unheard-of", p => p with
            {
                Tags = i % 2 == 1 ? ["x"] : ["y"],
                TagRegex = ["^User-Agent: claude-code/"],
                RegionName = i % 3 == 2 ? null : "eu",
                Rpm = 1e7,
                MaxParallelRequests = 1000,
            });
            return deployment with
            {
                Info = deployment.Info with
                {
                    MaxInputTokens = i % 5 == 4 ? 10 : 1000,
                    TeamId = i % 4 == 3 ? "blue" : i % 4 == 2 ? "red" : null,
                    AccessGroups = ["beta"],
                    Blocked = i % 7 == 6 ? true : null,
                    Lacks = i % 6 == 5 ? ModelCapabilities.Vision : ModelCapabilities.None,
                },
            };
        })]);
        return config.Strategy(strategy).With(r => r with { EnableTagFiltering = true, TagRoutingPrefix = "route:", EnablePreCallChecks = true }).Router();
    }

    private static Router Build(string strategy, int size, FakeTimeProvider? clock = null) =>
        Given.Config([.. Enumerable.Range(0, size).Select(i => Given.Deployment("m", $"d{i}", with: p => p with
        {
            Weight = 1 + (i % 3),
            Tags = i % 2 == 0 ? ["x"] : ["y"],
            RegionName = "eu",
            InputCostPerToken = i % 5,
            OutputCostPerToken = i % 5,
        }) with { Capacity = 1 + (i % 4) })]).Strategy(strategy).With(r => r with { EnableTagFiltering = true }).Router(clock);

    private static void Decide(Router router, string[] blocked, in RouteRequest tagged, int times)
    {
        for (var i = 0; i < times; i++)
        {
            if (router.Pick("m") is null || router.Pick("m", blocked) is null || router.Pick(tagged) is null)
            {
                throw new InvalidOperationException("nobody was picked");
            }
        }
    }

    private static void Cycle(Router router, in RouteRequest request, in AttemptReport report, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var session = router.Begin(request);
            if (!session.TryNext(out var attempt) || session.Report(attempt, report).Action != NextAction.Done)
            {
                throw new InvalidOperationException("the request was not answered");
            }
        }
    }
}
