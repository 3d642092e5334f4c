using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>A prompt's beginning read before, weighed by <c>adaptive</c>.</summary>
public sealed class PrefixWeightTests
{
    private static readonly RouteRequest Short = Asking(4096);
    private static readonly RouteRequest Long = Asking(16_384);

    private readonly FakeTimeProvider _clock = new();

    /// <summary>Prompts that begin alike, as far as they go.</summary>
    private static RouteRequest Asking(int bytes) =>
        new("m") { Affinity = new RequestAffinity { Prefix = PromptPrefix.Of(Enumerable.Repeat((byte)7, bytes).ToArray()) } };

    /// <summary>One that takes a second and has read nothing, one that takes longer and has.</summary>
    private Router Taught(double? weight, double seconds, RouteRequest read, params string[] checks)
    {
        var router = Given.Config(Given.Deployment("m", "quick"), Given.Deployment("m", "warm")).Strategy("adaptive")
            .With(r => r with { StrategyArgs = new StrategyArgs { PrefixWeight = weight }, OptionalPreCallChecks = checks }).Router(_clock);
        for (var i = 0; i < 20; i++)
        {
            router.Run(new RouteRequest("m") { Blocked = ["warm"] }, static _ => Given.Ok(1));
            router.Run(read with { Blocked = ["quick"] }, _ => Given.Ok(seconds));
        }

        return router;
    }

    [Theory]
    [InlineData(null, 1.8, "quick")]
    [InlineData(0.0, 1.8, "quick")]
    [InlineData(1.0, 1.8, "warm")]
    [InlineData(1.0, 3.5, "quick")]
    [InlineData(4.0, 3.5, "warm")]
    public void Warm_IsWeighedAgainstSpeed(double? weight, double seconds, string picked)
    {
        var router = Taught(weight, seconds, Long);

        Assert.Equal(picked, router.Pick(Long)!.Id);
        Assert.Equal("quick", router.Pick(new RouteRequest("m"))!.Id);
    }

    [Fact]
    public void Warm_ThatHasReadAQuarter_CountsAQuarterOfTheWeight()
    {
        // 1 + 4 × 1/4 makes 1.8 s count as 0.9 s; 3.5 s as 1.75 s, while all of it would make them 0.7 s.
        Assert.Equal("warm", Taught(4, 1.8, Short).Pick(Long)!.Id);
        Assert.Equal("quick", Taught(4, 3.5, Short).Pick(Long)!.Id);
        Assert.Equal("warm", Taught(4, 3.5, Short).Pick(Short)!.Id);
    }

    [Fact]
    public void Warm_IsWeighedAgainstLoad()
    {
        var router = Taught(1, 1, Long);
        var held = Enumerable.Range(0, 8).Select(_ => router.Begin(Long with { Blocked = ["quick"] })).ToList();
        held.ForEach(static session => Assert.True(session.TryNext(out _)));

        Assert.Equal("quick", router.Pick(Long)!.Id);
        held.ForEach(static session => session.Dispose());
        Assert.Equal("warm", router.Pick(Long)!.Id);
    }

    [Fact]
    public void Weight_TakesThePlaceOfTheTie()
    {
        var weighed = Taught(1, 3.5, Long, "prompt_caching").Explain(Long).Groups[0];
        var tied = Taught(null, 3.5, Long, "prompt_caching").Explain(Long).Groups[0];

        Assert.Equal((null, "quick"), (weighed.TiedBy, weighed.Candidates.Single(static c => c.Share > 0.9).Id));
        Assert.Equal(("prefix", "warm"), (tied.TiedBy, tied.Candidates.Single(static c => c.Share > 0.9).Id));
    }

    [Fact]
    public void Warm_IsWhoeverReadItLast()
    {
        var router = Taught(1, 1, Long);
        Assert.Equal("warm", router.Pick(Long)!.Id);

        router.Run(Long with { Blocked = ["warm"] }, static _ => Given.Ok(1));

        Assert.Equal("quick", router.Pick(Long)!.Id);
    }

    [Fact]
    public void Trial_OfTheSlow_IsMadeWithAPromptThatNobodyHasRead()
    {
        var router = Taught(1, 1, Long);
        for (var i = 0; i < 20; i++)
        {
            router.Run(new RouteRequest("m") { Blocked = ["warm"] }, static _ => Given.Ok(10));
        }

        _clock.Advance(TimeSpan.FromSeconds(40));
        router.Run(Long with { Blocked = ["quick"] }, static _ => Given.Ok(1));

        // The one called quick is slow by now, and due to be tried.
        double Share(RouteRequest request) => router.Explain(request).Groups[0].Candidates.Single(static c => c.Id == "quick").Share;
        var other = new RouteRequest("m") { Affinity = new RequestAffinity { Prefix = PromptPrefix.Of(Enumerable.Repeat((byte)9, 4096).ToArray()) } };
        Assert.Equal((0, 0.25), (Share(Long), Share(other)));
    }

    [Fact]
    public void Decision_WithAWarmMember_AllocatesNothing()
    {
        var router = Taught(1, 1.5, Long);
        var before = 0L;
        for (var i = 0; i < 200; i++)
        {
            using var session = router.Begin(Long);
            before -= i < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread();
            session.TryNext(out var attempt);
            before += i < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread();
            session.Report(attempt, Given.Ok(1));
        }

        Assert.Equal(0, before);
    }

    [Fact]
    public void Weight_BelowZero_IsRefused()
    {
        var refused = Assert.Throws<RouterConfigException>(() => Taught(-1, 1, Long));

        Assert.Equal("router_settings.routing_strategy_args.prefix_weight", Assert.Single(refused.Diagnostics).Path);
    }
}
