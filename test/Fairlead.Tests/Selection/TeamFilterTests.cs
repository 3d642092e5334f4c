using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Whose a deployment is, and which models a caller may use.</summary>
public sealed class TeamFilterTests
{
    private static DeploymentConfig Of(string group, string id, Func<DeploymentInfo, DeploymentInfo> info)
    {
        var deployment = Given.Deployment(group, id);
        return deployment with { Info = info(deployment.Info) };
    }

    private static DeploymentConfig Owned(string group, string id, string team, string? publicName = null) =>
        Of(group, id, i => i with { TeamId = team, TeamPublicModelName = publicName });

    private static HashSet<string> Picks(Router router, string model, string? team = null, params string[]? models)
    {
        var request = new RouteRequest(model) { Caller = new RouteCaller { Team = team, Models = models is { Length: 0 } ? null : models } };
        var ids = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add(router.Pick(request)?.Id ?? "none");
        }

        return ids;
    }

    [Fact]
    public void Team_AnothersDeployment_IsNotUsed_ThenAFreeOneIs()
    {
        var owned = Owned("m", "a", "team-a");
        var alone = Given.Config(owned).Router();

        Assert.Equal(["a"], Picks(alone, "m", "team-a"));
        Assert.Equal(["none"], Picks(alone, "m", "team-b"));
        Assert.Null(alone.Pick("m"));
        using var session = alone.Begin(new RouteRequest("m") { Caller = new RouteCaller { Team = "team-b" } });
        Assert.False(session.TryNext(out _));
        Assert.Equal((RouteRefusal.NoneAllowed, 403), (session.Failure!.Refusal, session.Failure.Status));
        Assert.StartsWith("No deployments available", session.Failure.Message, StringComparison.Ordinal);

        var both = Given.Config(owned, Given.Deployment("m", "free")).Router();
        Assert.Equal(["free"], Picks(both, "m", "team-b"));
        Assert.Equal(["a", "free"], Picks(both, "m", "team-a").Order());
    }

    [Fact]
    public void PublicName_IsTheTeamsAlone_BesideEverybodysOfThatName()
    {
        var router = Given.Config(
            Owned("internal-1", "a", "team-a", "gpt-4o"),
            Owned("internal-2", "b", "team-b", "gpt-4o"),
            Given.Deployment("gpt-4o", "free"),
            Given.Deployment("other", "o")).Router();

        Assert.Equal(["a", "free"], Picks(router, "gpt-4o", "team-a").Order());
        Assert.Equal(["b", "free"], Picks(router, "gpt-4o", "team-b").Order());
        Assert.Equal(["free"], Picks(router, "gpt-4o", "team-c"));
        Assert.Equal(["free"], Picks(router, "gpt-4o"));

        // What is nobody's own is found by its name whatever the team.
        Assert.Equal(["o"], Picks(router, "other", "team-a"));
    }

    [Fact]
    public void PublicName_NobodyElseHasIt_IsUnknownToOthers()
    {
        var router = Given.Config(Owned("internal", "a", "team-a", "secret-model"), Given.Deployment("m", "free")).Router();

        Assert.Equal(["a"], Picks(router, "secret-model", "team-a"));
        using var session = router.Begin(new RouteRequest("secret-model") { Caller = new RouteCaller { Team = "team-b" } });
        Assert.False(session.TryNext(out _));
        Assert.Equal(RouteRefusal.UnknownModel, session.Failure!.Refusal);
    }

    [Fact]
    public void PublicName_AsAFallback_IsResolvedForTheTeam()
    {
        var router = Given.Config(Given.Deployment("m", "free"), Owned("internal", "a", "team-a", "spare"))
            .Fallback("m", "spare").Router();
        AttemptReport Fails(RouteAttempt attempt) => attempt.Deployment.Id == "free" ? Given.Fail(FailureKind.BadRequest, 400) : Given.Ok();

        Assert.Equal(["free", "a"], router.Run(new RouteRequest("m") { Caller = new RouteCaller { Team = "team-a" } }, Fails).Tried);
        Assert.Equal(["free"], router.Run(new RouteRequest("m"), Fails).Tried);
    }

    [Fact]
    public void Wildcard_OfATeam_CoversNoOthersNames()
    {
        var star = Given.Deployment("openai/*", "a", "openai/*");
        var router = Given.Config(star with { Info = star.Info with { TeamId = "team-a" } }, Given.Deployment("*", "free", "openai/*")).Router();

        Assert.Equal(["a"], Picks(router, "openai/gpt-4o", "team-a"));
        Assert.Equal(["free"], Picks(router, "openai/gpt-4o", "team-b"));
        Assert.Equal(["free"], Picks(router, "openai/gpt-4o"));
    }

    [Fact]
    public void Tags_OfAnotherTeamsDeployment_HaveNoSay()
    {
        var tagged = Given.Deployment("m", "a", with: p => p with { Tags = ["x"] });
        var router = Given.Config(tagged with { Info = tagged.Info with { TeamId = "team-a" } }, Given.Deployment("m", "d", with: p => p with { Tags = ["default"] }))
            .With(r => r with { EnableTagFiltering = true }).Router();
        var caller = new RouteCaller { Team = "team-b" };

        Assert.Equal("d", router.Pick(new RouteRequest("m") { Tags = ["x"], Caller = caller })!.Id);
        Assert.Equal("a", router.Pick(new RouteRequest("m") { Tags = ["x"], Caller = new RouteCaller { Team = "team-a" } })!.Id);
    }

    [Theory]
    [InlineData("m", "a b")]
    [InlineData("b", "b")]
    [InlineData("beta", "b")]
    [InlineData("alias", "a b")]
    [InlineData("m*", "a b")]
    [InlineData("*", "a b")]
    [InlineData("other", "none")]
    [InlineData("x*", "none")]
    public void Models_OneEntry_LeavesThoseItNames(string entry, string expected)
    {
        var router = Given.Config(Given.Deployment("m", "a"), Of("m", "b", i => i with { AccessGroups = ["beta", "gamma"] }), Given.Deployment("other", "o"))
            .With(r => r with { ModelGroupAlias = new Dictionary<string, ModelAlias> { ["alias"] = new("m") } }).Router();

        Assert.Equal(expected.Split(' '), Picks(router, "m", null, entry).Order());
    }

    [Fact]
    public void Models_EmptyList_AllowsNothing_AndSaysSo()
    {
        using var session = Given.Config(Given.Deployment("m", "a")).Router().Begin(new RouteRequest("m") { Caller = new RouteCaller { Models = [] } });

        Assert.False(session.TryNext(out _));
        Assert.Equal(403, session.Failure!.Status);
        Assert.StartsWith("Not allowed to access model", session.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_HoldForFallbacksAndForPanic()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("spare", "s"), Given.Deployment("third", "t"))
            .Fallback("m", "spare", "third").Router();
        var request = new RouteRequest("m") { Caller = new RouteCaller { Models = ["m", "third"] } };

        Assert.Equal(["a", "t"], router.Run(request, a => a.Deployment.Id == "a" ? Given.Fail(FailureKind.Authentication, 401) : Given.Ok()).Tried);

        // The first rests now; whoever the caller may not use is not asked in its place.
        Assert.DoesNotContain("s", router.Run(request, _ => Given.Fail(FailureKind.Authentication, 401)).Tried);
    }

    [Fact]
    public void Caller_KeptOverAReload_MeansTheNewConfiguration()
    {
        var router = Given.Config(Owned("m", "a", "team-a")).Router();
        var request = new RouteRequest("m") { Caller = new RouteCaller { Team = "team-b" } };
        Assert.Null(router.Pick(request));

        router.Reload(Given.Config(Owned("m", "a", "team-b")));

        Assert.Equal("a", router.Pick(request)!.Id);
    }

    [Fact]
    public void NamesFor_ShowsATeamItsPublicNames_AndNobodyAnothersGroups()
    {
        var model = Given.Config(Owned("internal", "a", "team-a", "gpt-4o"), Owned("plain", "p", "team-a"), Given.Deployment("m", "free")).Router().Model;

        Assert.Equal(["gpt-4o", "plain", "m"], model.NamesFor("team-a"));
        Assert.Equal(["m"], model.NamesFor("team-b"));
        Assert.Equal(["m"], model.NamesFor(null));
    }
}
