using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>The use cases the product was asked for, at the kernel.</summary>
public sealed class SeedCasesTests
{
    private static RouterConfig TwoOfGpt4 => Given.Config(
        Given.Deployment("gpt-4", "openai-1", "openai/gpt-4"),
        Given.Deployment("gpt-4", "azure-1", "azure/gpt-4", p => p with { ApiBase = "https://example.openai.azure.com" }));

    [Fact]
    public void TwoDeployments_BothHealthy_ShareEvenly()
    {
        var shares = TwoOfGpt4.Router().Shares("gpt-4");

        Assert.Equal(0.5, shares["openai-1"], 0.02);
        Assert.Equal(0.5, shares["azure-1"], 0.02);
    }

    [Fact]
    public void TwoDeployments_OneFails_TheOtherAnswers()
    {
        var router = TwoOfGpt4.Router();
        for (var i = 0; i < 50; i++)
        {
            var run = router.Run("gpt-4", a => a.Deployment.Id == "openai-1" ? Given.Fail(FailureKind.ServerError, 500) : Given.Ok());

            Assert.True(run.Answered);
            Assert.Equal("azure-1", run.Tried[^1]);
        }
    }

    [Theory]
    [InlineData("openai-1")]
    [InlineData("openai/gpt-4")]
    public void Blocked_OneDeployment_IsNeverPicked(string blocked)
    {
        var router = TwoOfGpt4.Router();
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal("azure-1", router.Pick("gpt-4", [blocked])!.Id);
        }
    }

    [Fact]
    public void Blocked_All_IsNoneAsAValue()
    {
        var router = TwoOfGpt4.Router();

        Assert.Null(router.Pick("gpt-4", ["openai-1", "azure-1"]));
        Assert.Null(router.Pick("gpt-4", ["gpt-4"]));
        using var session = router.Begin(new RouteRequest("gpt-4") { Blocked = ["gpt-4"] });
        Assert.False(session.TryNext(out _));
        Assert.Equal(RouteRefusal.NoneAllowed, session.Failure!.Refusal);
    }

    [Fact]
    public void LeastBusy_CapacityTwoToOne_LoadSettlesTwoToOne()
    {
        var router = Given.Config(
            Given.Deployment("gpt-4", "primary") with { Capacity = 100 },
            Given.Deployment("gpt-4", "secondary") with { Capacity = 50 }).Strategy(StrategyNames.LeastBusy).Router();
        var held = new List<RouteSession>();
        for (var i = 0; i < 90; i++)
        {
            held.Add(router.Begin(new RouteRequest("gpt-4")));
            Assert.True(held[^1].TryNext(out _));
        }

        Assert.Equal([60, 30], router.Model.Deployments.Select(d => d.State.InFlight));
        held.ForEach(s => s.Dispose());
        Assert.Equal([0, 0], router.Model.Deployments.Select(d => d.State.InFlight));
    }

    [Fact]
    public void Failover_ThreeAttemptsAllFail_TellsEveryReason()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(
            Given.Deployment("gpt-4", "a"),
            Given.Deployment("gpt-4", "b", "openai/gpt-4-b"),
            Given.Deployment("gpt-4", "c", "openai/gpt-4-c")).Router(clock);

        var run = router.Run("gpt-4", _ => Given.Fail(FailureKind.ServerError, 500), clock);

        Assert.False(run.Answered);
        Assert.Equal(["a", "b", "c"], run.Tried.Order());
        Assert.Equal(3, run.Failure!.Attempts.Count);
        Assert.StartsWith("All deployments failed", run.Failure.Message, StringComparison.Ordinal);
        Assert.All(run.Tried, id => Assert.Contains(id, run.Failure.Message, StringComparison.Ordinal));
        Assert.Equal(500, run.Failure.Status);
    }

    [Fact]
    public void Metadata_RegionAndTags_AreShownAndFilter()
    {
        var json = System.Text.Json.JsonDocument.Parse("""{"region":"us-east-1","priority":1,"tags":["gold"]}""").RootElement;
        var metadata = json.EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
        var router = Given.Config(
            Given.Deployment("gpt-4", "us") with { Metadata = metadata },
            Given.Deployment("gpt-4", "elsewhere")).With(r => r with { EnableTagFiltering = true }).Router();

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("us", router.Pick(new RouteRequest("gpt-4") { Region = "us-east-1" })!.Id);
            Assert.Equal("us", router.Pick(new RouteRequest("gpt-4") { Tags = ["gold"] })!.Id);
        }

        Assert.Null(router.Pick(new RouteRequest("gpt-4") { Region = "eu" }));
        var candidate = router.Explain(new RouteRequest("gpt-4")).Groups[0].Candidates[0];
        Assert.Equal(1, candidate.Metadata!["priority"].GetInt32());
    }
}
