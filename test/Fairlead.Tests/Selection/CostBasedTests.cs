using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class CostBasedTests
{
    private static DeploymentConfig Priced(string id, double? input, double? output = null) =>
        Given.Deployment("m", id, with: p => p with { InputCostPerToken = input, OutputCostPerToken = output });

    private static RouterConfig Of(params DeploymentConfig[] list) => Given.Config(list).Strategy("cost-based-routing");

    [Fact]
    public void Prices_Differ_TheCheapestIsPicked()
    {
        var router = Of(Priced("dear", 10, 10), Priced("cheap", 1e-9, 1e-9), Priced("middle", 3e-5, 3e-5)).Router();

        Assert.Equal(["cheap"], router.Shares("m", 100).Keys);
    }

    [Fact]
    public void Zero_IsAPrice_AndUnknownComesLast()
    {
        var router = Of(Priced("unknown", null), Priced("free", 0, 0), Priced("cheap", 1e-9, 1e-9)).Router();

        Assert.Equal(["free"], router.Shares("m", 100).Keys);
        Assert.Equal("cheap", router.Pick("m", ["free"])!.Id);
        Assert.Equal("unknown", router.Pick("m", ["free", "cheap"])!.Id);
    }

    [Fact]
    public void Equal_Prices_AreDrawnEvenly()
    {
        var shares = Of(Priced("a", 1, 2), Priced("b", 1, 2), Priced("c", 5, 5)).Router().Shares("m");

        Assert.Equal(0.5, shares["a"], 0.03);
        Assert.False(shares.ContainsKey("c"));
    }

    [Fact]
    public void Request_WithLongInput_GoesWhereInputIsCheap()
    {
        var router = Of(Priced("cheap-input", 1, 10), Priced("cheap-output", 5, 1)).Router();

        Assert.Equal("cheap-input", router.Pick(new RouteRequest("m") { InputTokens = 1000, MaxOutputTokens = 10 })!.Id);
        Assert.Equal("cheap-output", router.Pick(new RouteRequest("m") { InputTokens = 10, MaxOutputTokens = 1000 })!.Id);
    }

    [Fact]
    public void LargeGroup_IsStillExact()
    {
        var clock = new FakeTimeProvider();
        var list = Enumerable.Range(0, 500).Select(i => Priced($"d{i}", 1 + (i % 5), 1 + (i % 5))).ToArray();
        var router = Of(list).Router(clock);

        Assert.All(router.Shares("m", 2000).Keys, id => Assert.Equal(0, int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) % 5));

        foreach (var deployment in router.Model.Deployments.Where((_, i) => i % 5 == 0))
        {
            deployment.State.RestUntil(router.Clock.Now + 100, FailureKind.ServerError);
        }

        Assert.All(router.Shares("m", 2000).Keys, id => Assert.Equal(1, int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) % 5));
    }
}
