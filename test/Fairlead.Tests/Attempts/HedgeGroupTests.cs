using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Attempts.HedgeDrive;

namespace Fairlead.Tests.Attempts;

/// <summary>Whose settings and times a name is hedged by.</summary>
public sealed class HedgeGroupTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Group_HasItsOwnSettings()
    {
        var config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("n", "c"), Given.Deployment("n", "d")).With(r => r with
        {
            Hedging = On with { Enabled = false },
            GroupHedging = new Dictionary<string, HedgingSettings> { ["m"] = new() { Enabled = true } },
        });
        var router = config.Router(_clock);

        Assert.NotNull(router.Model.Groups[0].Hedging);
        Assert.Null(router.Model.Groups[1].Hedging);
    }

    [Fact]
    public void RoutingGroupAskedForByName_HedgesByTimesOfItsOwn()
    {
        var config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "b")).With(r => r with
        {
            GroupHedging = new Dictionary<string, HedgingSettings> { ["set"] = On },
            RoutingGroups = [new RoutingGroup { Name = "set", Models = ["m", "n"] }],
        });
        var router = config.Router(_clock);
        var set = router.Model.Names.Resolve("set")!.Group;

        Assert.NotNull(set.Hedging);
        Assert.Null(router.Model.Groups[0].Hedging);
        router.Warm(_clock, model: "set");
        using var session = router.Begin(Streamed with { Model = "set" });
        Assert.True(session.TryNext(out var attempt));
        Assert.NotNull(attempt.HedgeAfter);
        Assert.True(session.TryHedge(out var hedge));
        Assert.NotEqual(attempt.Deployment.Id, hedge.Deployment.Id);

        router.Reload(config);
        Assert.Same(set.Hedging!.State, router.Model.Names.Resolve("set")!.Group.Hedging!.State);
    }

    [Fact]
    public void ProvidersModelAskedForByName_HedgesAsItsGroup()
    {
        var router = Hedged(Two()).Router(_clock);

        Assert.Same(router.Model.Groups[0].Hedging, router.Model.Names.Resolve(router.Model.Deployments[0].Config.Params.Model)!.Group.Hedging);
    }

    [Fact]
    public void Reload_KeepsWhatWasLearnt()
    {
        var router = Hedged(Two()).Router(_clock).Warm(_clock);
        var saved = router.Model.Groups[0].Hedging!.State.Saved;
        router.Reload(Hedged(Two(), s => s with { MinDelay = TimeSpan.FromSeconds(1) }));

        Assert.Equal(saved, router.Model.Groups[0].Hedging!.State.Saved);
        Assert.Equal(TimeSpan.FromSeconds(1), After(router));
    }
}
