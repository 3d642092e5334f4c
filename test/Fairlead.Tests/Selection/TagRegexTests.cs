using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>Tags by the client's <c>User-Agent</c>, by prefix, by group; and what a refusal by tags is not.</summary>
public sealed class TagRegexTests
{
    private const string Claude = "claude-code/1.2.3 (linux)";

    private static DeploymentConfig Of(string id, string[] patterns, params string[] tags) =>
        Given.Deployment("m", id, with: p => p with { TagRegex = patterns, Tags = tags });

    private static Router Router(bool matchAny, params DeploymentConfig[] list) =>
        Given.Config(list).With(r => r with { EnableTagFiltering = true, TagFilteringMatchAny = matchAny }).Router();

    private static string[] Picks(Router router, string? agent, params string[] tags)
    {
        var request = new RouteRequest("m") { Tags = tags, Caller = agent is null ? null : new RouteCaller { UserAgent = agent } };
        var ids = new SortedSet<string>();
        for (var i = 0; i < 100; i++)
        {
            ids.Add(router.Pick(request)?.Id ?? "none");
        }

        return [.. ids];
    }

    [Fact]
    public void Pattern_MatchingClient_GoesToIt_OthersToTheDefault()
    {
        var router = Router(true, Of("cc", ["^User-Agent: claude-code/"]), Of("d", [], "default"));

        Assert.Equal(["cc"], Picks(router, Claude));
        Assert.Equal(["d"], Picks(router, "curl/8"));
        Assert.Equal(["d"], Picks(router, null));
    }

    [Fact]
    public void UserAgentAlone_NeverTurnsAway()
    {
        Assert.Equal(["a", "b"], Picks(Router(true, Of("a", [], "x"), Of("b", [], "y")), Claude));
        Assert.Equal(["a", "b"], Picks(Router(true, Of("a", ["nobody"]), Of("b", [], "y")), Claude));
    }

    [Fact]
    public void Tag_UnknownAndNoPattern_IsStillRefused() =>
        Assert.Equal(["none"], Picks(Router(true, Of("a", ["nobody"], "x")), Claude, "unknown"));

    [Fact]
    public void TagOrPattern_EitherIsEnough() =>
        Assert.Equal(["cc", "paid"], Picks(Router(true, Of("cc", ["claude-code"]), Of("paid", [], "paid"), Of("free", [], "free")), Claude, "paid"));

    [Fact]
    public void MatchAll_PatternDoesNotMakeGoodForMissingTags_ButSpeaksForAnUntaggedOne()
    {
        var router = Router(false, Of("half", ["claude-code"], "x"), Of("bare", ["claude-code"]), Of("full", [], "x", "y"));

        Assert.Equal(["bare", "full"], Picks(router, Claude, "x", "y"));
        Assert.Equal(["full"], Picks(router, "curl/8", "x", "y"));
        Assert.Equal(["bare", "half"], Picks(router, Claude));
    }

    [Fact]
    public void FilteringOff_PatternsAreIgnored() =>
        Assert.Equal(["cc", "d"], Picks(Given.Config(Of("cc", ["claude"]), Of("d", [], "default")).Router(), Claude));

    [Fact]
    public void Group_SwitchesTheFilterForItself()
    {
        DeploymentConfig Switched(string id, bool on, params string[] tags)
        {
            var deployment = Of(id, [], tags);
            return deployment with { Info = deployment.Info with { EnableTagFiltering = on } };
        }

        Assert.Equal(["x"], Picks(Given.Config(Switched("x", true, "x"), Of("y", [], "y")).Router(), null, "x"));
        Assert.Equal(["x", "y"], Picks(Router(true, Switched("x", false, "x"), Of("y", [], "y")), null, "x"));
    }

    [Fact]
    public void Prefix_MarksWhatIsRoutedBy()
    {
        var router = Given.Config(Of("eu", [], "eu"), Of("us", [], "us"), Of("d", [], "default"))
            .With(r => r with { EnableTagFiltering = true, TagRoutingPrefix = "route:" }).Router();

        Assert.Equal(["eu"], Picks(router, null, "project:42", "route:eu"));
        Assert.Equal(["d"], Picks(router, null, "project:42"));
        Assert.Equal(["us"], Picks(router, null, "us"));
        Assert.Equal(["d"], Picks(router, null, "route:unknown"));
    }

    [Fact]
    public void Prefix_OnlyLabels_IsAnUntaggedRequest()
    {
        DeploymentConfig[] list = [Of("a", [], "a"), Of("b", [], "b")];

        Assert.Equal(["a", "b"], Picks(Given.Config(list).With(r => r with { EnableTagFiltering = true, TagRoutingPrefix = "route:" }).Router(), null, "project:42"));
        Assert.Equal(["none"], Picks(Router(true, list), null, "project:42"));
    }

    [Fact]
    public void TagsOnlyDeploymentRests_Is429_Not401()
    {
        var router = Given.Config(Of("a", [], "paid"), Of("b", [], "free"))
            .With(r => r with { EnableTagFiltering = true, NumRetries = 0, CooldownTime = TimeSpan.FromSeconds(30) }).Router();
        var request = new RouteRequest("m") { Tags = ["paid"] };
        router.Run(request, _ => Given.Fail(FailureKind.RateLimited, 429));

        var failure = router.Run(request, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllCoolingDown, 429), (failure.Refusal, failure.Status));
    }

    [Fact]
    public void Fallback_SeesTheRequestsOwnTags_NotThoseOfWhoFailed()
    {
        var router = Given.Config(
                Given.Deployment("m", "a", with: p => p with { Tags = ["default", "primary"] }),
                Given.Deployment("spare", "s", with: p => p with { Tags = ["default"] }),
                Given.Deployment("tagged", "t", with: p => p with { Tags = ["else"] }))
            .Fallback("m", "spare").Fallback("tagged", "spare")
            .With(r => r with { EnableTagFiltering = true }).Router();
        AttemptReport Fails(RouteAttempt attempt) => attempt.Deployment.Id == "s" ? Given.Ok() : Given.Fail(FailureKind.Authentication, 401);

        Assert.Equal(["a", "s"], router.Run(new RouteRequest("m"), Fails).Tried);
    }

    [Fact]
    public void Fallback_WithoutTheRequestsTag_IsRefusedToo()
    {
        var router = Given.Config(Of("a", [], "x"), Given.Deployment("spare", "s", with: p => p with { Tags = ["y"] }))
            .Fallback("m", "spare").With(r => r with { EnableTagFiltering = true }).Router();

        var run = router.Run(new RouteRequest("m") { Tags = ["x"] }, _ => Given.Fail(FailureKind.Authentication, 401));

        Assert.Equal(["a"], run.Tried);
    }

    [Fact]
    public void Patterns_ManyClients_AreBounded_AndEndlessMatchingEnds()
    {
        var filters = new FilterTables([Of("a", ["claude", "^User-Agent: (a+)+(?!x)$"])]);
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(filters.UserAgents.Matching($"agent/{i}").IsEmpty);
        }

        Assert.InRange(filters.UserAgents.Cached, 1, 256);

        // Would take longer than the universe lasts; counts as not matched.
        Assert.True(filters.UserAgents.Matching(new string('a', 400) + "!").IsEmpty);
        Assert.False(filters.UserAgents.Matching("claude").IsEmpty);
    }

    [Fact]
    public void OfRouting_BeyondOneWord_KeepsEveryBit()
    {
        var list = Enumerable.Range(0, 150).Select(i => Of($"d{i}", [], $"t{i}")).ToArray();
        var router = Given.Config(list).With(r => r with { EnableTagFiltering = true, TagRoutingPrefix = "r:" }).Router();

        Assert.Equal(["d149", "d3"], Picks(router, null, "r:t149", "r:t3", "label"));
    }
}
