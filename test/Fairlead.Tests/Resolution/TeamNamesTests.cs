using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Resolution;

/// <summary>A team's own names, and who else answers to them.</summary>
public sealed class TeamNamesTests
{
    private static readonly RouteCaller Red = new() { Team = "red" };

    private static DeploymentConfig Owned(string group, string id, string team = "red", string name = "gpt") =>
        Given.Deployment(group, id) with { Info = new DeploymentInfo { Id = id, TeamId = team, TeamPublicModelName = name } };

    private static bool HasAlternative(RouterConfig config) => config.Router().Model.ById("a")!.HasAlternative;

    [Fact]
    public void Alternative_IsASecondOfTheTeams_AGroupOfTheName_OrAFallback()
    {
        Assert.False(HasAlternative(Given.Config(Owned("g", "a"), Given.Deployment("other", "o"))));
        Assert.True(HasAlternative(Given.Config(Owned("g", "a"), Owned("h", "b"))));
        Assert.True(HasAlternative(Given.Config(Owned("g", "a"), Given.Deployment("gpt", "o"))));
        Assert.True(HasAlternative(Given.Config(Owned("g", "a"), Given.Deployment("other", "o")).Fallback("gpt", "other")));
        Assert.True(HasAlternative(Given.Config(Owned("g", "a"), Given.Deployment("g", "b"))));
    }

    [Fact]
    public void TeamsName_MeansItsOwn_AndWhoeverElseHasTheNameAndIsNobodyElses()
    {
        var router = Given.Config(Given.Deployment("first", "f"), Given.Deployment("gpt", "common"), Owned("gpt", "blues", "blue", "x"), Owned("g", "a"), Owned("h", "b")).Router();
        var names = router.Model.Teams.For(Red);

        Assert.Equal(["a", "b", "common"], names.Resolve("gpt")!.Group.All.Select(static d => d.Id));
        Assert.Same(names, router.Model.Teams.For(Red));
        Assert.Equal(["f"], names.Resolve("first")!.Group.All.Select(static d => d.Id));
        Assert.Same(router.Model.Names, router.Model.Teams.For(new RouteCaller { Team = "green" }));
        Assert.Same(router.Model.Names, router.Model.Teams.For(null));
    }

    [Fact]
    public void TeamsName_NobodyElseHas_TakesTheRulesOfItsGroup_WhichIsFirstOrNot()
    {
        var router = Given.Config(Owned("g", "a"), Owned("h", "b", name: "gpt-h")).Router();
        var names = router.Model.Teams.For(Red);

        Assert.Equal(["a"], names.Resolve("gpt")!.Group.All.Select(static d => d.Id));
        Assert.Equal(["b"], names.Resolve("gpt-h")!.Group.All.Select(static d => d.Id));
        Assert.Null(router.Model.Names.Resolve("gpt"));
    }
}
