using System.Collections.Frozen;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

public sealed class TagFilterTests
{
    private static DeploymentConfig Tagged(string id, params string[] tags) => Given.Deployment("m", id, with: p => p with { Tags = tags });

    private static Router Of(bool matchAny, params DeploymentConfig[] list) =>
        Given.Config(list).With(r => r with { EnableTagFiltering = true, TagFilteringMatchAny = matchAny }).Router();

    private static HashSet<string> Picks(Router router, params string[] tags)
    {
        var ids = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            ids.Add(router.Pick(new RouteRequest("m") { Tags = tags })?.Id ?? "none");
        }

        return ids;
    }

    [Fact]
    public void Tags_GoToTheirOwn()
    {
        var router = Of(true, Tagged("f", "free"), Tagged("p", "paid"));

        Assert.Equal(["f"], Picks(router, "free"));
        Assert.Equal(["p"], Picks(router, "paid"));
        Assert.Equal(["f", "p"], Picks(router, "paid", "free").Order());
    }

    [Fact]
    public void Default_TakesUntaggedDefaultAndUnknown()
    {
        var router = Of(true, Tagged("d", "default"), Tagged("untagged"), Tagged("a", "teamA"));

        Assert.Equal(["d"], Picks(router));
        Assert.Equal(["d"], Picks(router, "default"));
        Assert.Equal(["d"], Picks(router, "unknown"));
        Assert.Equal(["a"], Picks(router, "teamA"));
    }

    [Fact]
    public void NoDefault_UnknownTag_IsRefusedAsLiteLlmDoes()
    {
        var router = Of(true, Tagged("untagged"), Tagged("a", "teamA"));
        using var session = router.Begin(new RouteRequest("m") { Tags = ["teamB"] });

        Assert.False(session.TryNext(out _));
        Assert.Equal(RouteRefusal.NoneAllowed, session.Failure!.Refusal);
        Assert.Equal(401, session.Failure.Status);
        Assert.StartsWith("Not allowed to access model due to tags configuration", session.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoDefault_UntaggedRequest_GoesAnywhere()
    {
        var router = Of(true, Tagged("untagged"), Tagged("a", "teamA"));

        Assert.Equal(["a", "untagged"], Picks(router).Order());
    }

    [Fact]
    public void MatchAll_AsksForEveryTag()
    {
        var router = Of(false, Tagged("one", "x"), Tagged("both", "x", "y"), Tagged("d", "default"));

        Assert.Equal(["both"], Picks(router, "x", "y"));
        Assert.Equal(["both", "one"], Picks(router, "x").Order());
        Assert.Equal(["d"], Picks(router, "x", "z"));
    }

    [Fact]
    public void FilteringOff_TagsAreIgnored()
    {
        var router = Given.Config(Tagged("a", "x"), Tagged("b", "y")).Router();

        Assert.Equal(["a", "b"], Picks(router, "x").Order());
    }

    [Fact]
    public void ManyTags_BeyondOneWord_StillMatch()
    {
        var list = Enumerable.Range(0, 150).Select(i => Tagged($"d{i}", $"t{i}", "all")).ToArray();
        var any = Of(true, list);
        var all = Of(false, list);

        Assert.Equal(["d3"], Picks(any, "t3"));
        Assert.Equal(["d149"], Picks(any, "t149"));
        Assert.Equal(["d100"], Picks(all, "t100", "all"));
        Assert.Equal(["none"], Picks(all, "t100", "t101"));
    }

    [Fact]
    public void Region_IsAskedForExactly_CaseAside()
    {
        var router = Given.Config(
            Given.Deployment("m", "eu", with: p => p with { RegionName = "eu" }),
            Given.Deployment("m", "unknown")).Router();

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("eu", router.Pick(new RouteRequest("m") { Region = "EU" })!.Id);
        }

        Assert.Null(router.Pick(new RouteRequest("m") { Region = "us" }));
        Assert.Equal(2, router.Shares("m", 200).Count);
    }

    [Fact]
    public void TagMask_Union_HoldsBoth()
    {
        var index = Enumerable.Range(0, 130).ToFrozenDictionary(i => $"t{i}", i => i);
        var low = TagMask.Of(["t1"], index);
        var high = TagMask.Of(["t129"], index);
        var union = low.Union(high);

        Assert.True(union.Contains(low) && union.Contains(high));
        Assert.False(low.Overlaps(high) || low.Contains(high) || high.Contains(low));
        Assert.True(TagMask.Of(["t1", "nobody"], index).HasUnknown);
    }

    [Theory]
    [InlineData("b c u", "!a")]
    [InlineData("c u", "!a", "!b")]
    [InlineData("a b c u", "!nobodys")]
    [InlineData("a c", "&x")]
    [InlineData("c", "&x", "&y")]
    [InlineData("none", "&nobodys")]
    [InlineData("c", "&x", "!a")]
    [InlineData("c", "&x", "a", "y", "!a")]
    [InlineData("none", "b", "&x")]
    [InlineData("b", "a", "b", "!a")]
    [InlineData("none", "a", "!a")]
    public void Limits_HoldWhateverIsPreferred(string expected, params string[] tags)
    {
        var router = Of(true, Tagged("a", "a", "x"), Tagged("b", "b"), Tagged("c", "c", "x", "y"), Tagged("u"));
        Assert.Equal(expected.Split(' '), Picks(router, tags).Order());
    }

    [Theory]
    [InlineData("d", "!a")]
    [InlineData("none", "!eu")]
    [InlineData("none", "&x")]
    [InlineData("d", "unknown", "!a")]
    [InlineData("a", "x", "!eu")]
    public void Limits_WithoutPlainTags_ChooseAmongDefaults(string expected, params string[] tags)
    {
        var router = Of(true, Tagged("d", "default", "eu"), Tagged("a", "a", "x"));
        Assert.Equal([expected], Picks(router, tags));
    }

    [Theory]
    [InlineData("d", "!eu")]
    [InlineData("d", "&nobodys")]
    [InlineData("d", "a", "!a")]
    [InlineData("none", "b", "!eu")]
    public void Limits_NobodyKeeps_FailOpenToDefaults(string expected, params string[] tags)
    {
        DeploymentConfig[] list = [Tagged("d", "default", "eu"), Tagged("a", "a") with { Info = new DeploymentInfo { Id = "a", AllowFailOpen = true } }];
        Assert.Equal([expected], Picks(Of(true, list), tags));
    }

    [Theory]
    [InlineData("b", "route:!a")]
    [InlineData("a b", "route:!nobodys")]
    [InlineData("b", "!a")]
    [InlineData("a b", "&label")]
    [InlineData("none", "route:&label")]
    public void Limits_StandBehindThePrefix(string expected, params string[] tags)
    {
        var router = Given.Config(Tagged("a", "a"), Tagged("b", "b")).With(r => r with { EnableTagFiltering = true, TagRoutingPrefix = "route:" }).Router();
        Assert.Equal(expected.Split(' '), Picks(router, tags).Order());
    }

    [Theory]
    [InlineData("p", "!a")]
    [InlineData("c p", "&x")]
    public void Pattern_ChoosesAmongWhoIsLeft_UnlessATagIsRequired(string expected, string tag)
    {
        var patterned = Given.Deployment("m", "p", with: static p => p with { Tags = ["x"], TagRegex = ["code"] });
        var router = Of(true, patterned, Tagged("a", "a"), Tagged("c", "c", "x"));
        var ids = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            ids.Add(router.Pick(new RouteRequest("m") { Tags = [tag], Caller = new RouteCaller { UserAgent = "code/1" } })!.Id);
        }

        Assert.Equal(expected.Split(' '), ids.Order());
    }
}
