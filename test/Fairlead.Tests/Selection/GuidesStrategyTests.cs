using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>The strategy that the guide shows: its code is <see cref="FirstListed"/>, which compiles and works.</summary>
public sealed class GuidesStrategyTests
{
    [Fact]
    public void Guide_ShowsTheCodeThatIsCompiled()
    {
        var guide = Read(GoldenFile.PathOf("../../../docs/guide/add-a-provider.md"));
        var section = guide[guide.IndexOf("\n## A strategy\n", StringComparison.Ordinal)..];
        var block = section.Split("```csharp\n")[1].Split("```")[0];
        Assert.EndsWith("\n\n" + block, Read(GoldenFile.PathOf("FirstListed.cs")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", new[] { 1.0, 0, 0 })]
    [InlineData("b", new[] { 0.0, 1, 0 }, "a")]
    [InlineData("none", new[] { 0.0, 0, 0 }, "a", "b", "c")]
    public void Pick_TakesTheFirstThatMayBeUsed(string expected, double[] chances, params string[] blocked)
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c")).Router();
        var group = router.Model.Groups[0];
        var request = new RouteRequest("m") { Blocked = blocked };
        var candidates = new Candidates(router.Model, router.Clock, router.Random, in request, session: null, now: 0);
        candidates.Enter(group);
        candidates.Enter(group.Tiers[0]);
        var strategy = new FirstListed();

        var picked = strategy.Pick(ref candidates);
        var shares = new double[3];
        strategy.Shares(ref candidates, shares);

        Assert.Equal(expected, picked < 0 ? "none" : group.All[picked].Id);
        Assert.Equal(chances, shares);
        Assert.Equal("first-listed", strategy.Name);
    }

    private static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");
}
