using Fairlead.Attempts;
using Fairlead.Resolution;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Resolution;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("llmengine/foo", "llmengine/*", "openai/*", "openai/foo")]
    [InlineData("llmengine/foo", "llmengine/*", "openai/fixed", "openai/fixed")]
    [InlineData("fo::hi::static::hello", "fo::*::static::*", "openai/fo::*:static::*", "openai/fo::hi:static::hello")]
    [InlineData("bedrock/meta.llama3-70b", "*meta.llama3*", "bedrock/meta.llama3-*", "bedrock/meta.llama3-70b")]
    [InlineData("meta.llama3-70b", "*meta.llama3*", "bedrock/meta.llama3-*", "meta.llama3-70b")]
    public void Fill_AsLiteLlmDoes(string name, string pattern, string model, string expected)
    {
        Assert.True(new WildcardPattern(pattern).TryMatch(name, out var parts));
        Assert.Equal(expected, WildcardPattern.Fill(model, parts, name));
    }

    [Theory]
    [InlineData("*meta.llama3*", "my-fake-model")]
    [InlineData("openai/*-mini", "openai/gpt-4o-mini-2024")]
    [InlineData("openai/*", "OpenAI/gpt-4o")]
    [InlineData("a*a", "a")]
    [InlineData("a*b*c", "acb")]
    public void TryMatch_NotCovered_IsFalse(string pattern, string name) => Assert.False(new WildcardPattern(pattern).TryMatch(name, out _));

    [Fact]
    public void Resolve_ExactThenLongerPatternThenStar()
    {
        var router = Given.Config(
            Given.Deployment("*", "star", "openai/*"),
            Given.Deployment("openai/*", "openai-any", "openai/*"),
            Given.Deployment("openai/gpt-*", "openai-gpt", "openai/gpt-*"),
            Given.Deployment("exact", "exact", "openai/o3")).Router();

        Assert.Equal("exact", router.Pick("exact")!.Id);
        Assert.Equal("openai-any", router.Pick("openai/x")!.Id);
        Assert.Equal("openai-gpt", router.Pick("openai/gpt-3.5-turbo")!.Id);
        Assert.Equal("star", router.Pick("random")!.Id);

        // A wildcard comes before the provider model of a deployment.
        Assert.Equal("openai-any", router.Pick("openai/o3")!.Id);
    }

    [Fact]
    public void Resolve_PatternsOfEqualLength_TheOneWithMoreStars()
    {
        var router = Given.Config(Given.Deployment("a*bb", "one", "openai/one"), Given.Deployment("a*b*", "two", "openai/two")).Router();

        Assert.Equal("two", router.Pick("axbb")!.Id);
    }

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("openai/*", "openai/", true)]
    [InlineData("openai/*", "azure/openai/x", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("*-mini", "gpt-4o-mini", true)]
    [InlineData("*-mini", "gpt-4o-mini-2024", false)]
    [InlineData("plain", "plain", false)]
    public void Covers_AgreesWithTryMatch(string pattern, string name, bool covers)
    {
        Assert.Equal(covers, WildcardPattern.Covers(pattern, name));
        Assert.True(!pattern.Contains('*', StringComparison.Ordinal) || new WildcardPattern(pattern).TryMatch(name, out _) == covers);
    }

    [Fact]
    public void TryNext_Wildcard_SendsTheNameAskedFor()
    {
        var router = Given.Config(Given.Deployment("openai/*", "any", "openai/*")).Router();
        using var session = router.Begin(new RouteRequest("openai/gpt-4o-mini"));

        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(("gpt-4o-mini", "openai", "any"), (attempt.UpstreamModel, attempt.Deployment.Provider, attempt.Deployment.Id));
        Assert.Equal(1, router.Model.ById("any")!.State.InFlight);
    }

    [Fact]
    public void Pick_BareName_IsTriedWithItsProvider()
    {
        var router = Given.Config(Given.Deployment("openai/*", "any", "openai/*")).Router();

        Assert.Equal("gpt-4o", router.Pick("gpt-4o")!.UpstreamModel);
        Assert.Null(router.Pick("nobody-knows-this"));
    }

    [Fact]
    public void Pick_AllWildcard_TakesTheProviderFromTheName()
    {
        var router = Given.Config(Given.Deployment("*", "any", "*")).Router();

        Assert.Equal(("anthropic", "claude-3-5-haiku"), (router.Pick("anthropic/claude-3-5-haiku")!.Provider, router.Pick("anthropic/claude-3-5-haiku")!.UpstreamModel));
        Assert.Null(router.Pick("nobody-knows-this"));
    }

    [Fact]
    public void Failure_NotCovered_IsAnUnknownModel()
    {
        var router = Given.Config(Given.Deployment("*meta.llama3*", "llama", "openai/meta.llama3-*")).Router();
        using var session = router.Begin(new RouteRequest("my-fake-model"));

        Assert.False(session.TryNext(out _));
        Assert.Equal((RouteRefusal.UnknownModel, 404), (session.Failure!.Refusal, session.Failure.Status));
        Assert.DoesNotContain("No deployments available", session.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_FloodOfNames_IsBounded()
    {
        var router = Given.Config(Given.Deployment("openai/*", "any", "openai/*")).Router();
        for (var i = 0; i < 5000; i++)
        {
            Assert.Equal($"m{i}", router.Pick($"openai/m{i}")!.UpstreamModel);
        }

        Assert.InRange(router.Model.Names.Cached, 1, 1024);
    }

    [Fact]
    public void NotFound_OnAWildcard_DoesNotRest()
    {
        var router = Given.Config(Given.Deployment("openai/*", "any", "openai/*"), Given.Deployment("other", "o")).Fallback("*", "other").Router();
        using (var session = router.Begin(new RouteRequest("openai/no-such-model") { DisableFallbacks = true }))
        {
            Assert.True(session.TryNext(out var attempt));
            Assert.Equal(NextAction.GiveUp, session.Report(attempt, Given.Fail(FailureKind.NotFound, 404)).Action);
        }

        Assert.Equal("any", router.Pick("openai/gpt-4o")!.Id);
    }
}
