using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

public sealed class FallbackTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Groups(params string[] names) => Given.Config([.. names.Select(n => Given.Deployment(n, $"{n}-1"))]);

    private static Func<RouteAttempt, AttemptReport> OnlyAnswers(string group, FailureKind otherwise = FailureKind.BadRequest) =>
        a => a.ModelGroup == group ? Given.Ok() : Given.Fail(otherwise);

    private static Dictionary<string, IReadOnlyList<FallbackTarget>> Lists(params (string From, string[] To)[] lists) =>
        lists.ToDictionary(l => l.From, IReadOnlyList<FallbackTarget> (l) => [.. l.To]);

    [Fact]
    public void Fallbacks_InOrder_UntilOneAnswers()
    {
        var run = Groups("bad", "failing", "working").Fallback("bad", "failing", "working").Router(_clock).Run("bad", OnlyAnswers("working"));

        Assert.True(run.Answered);
        Assert.Equal(["bad-1", "failing-1", "working-1"], run.Tried);
        Assert.Equal((0, 2), (run.Retries, run.Fallbacks));
    }

    [Fact]
    public void Direct_CountsNoFallback() =>
        Assert.Equal(0, Groups("m", "n").Fallback("m", "n").Router(_clock).Run("m", _ => Given.Ok()).Fallbacks);

    [Fact]
    public void Circle_WithDefault_Ends()
    {
        var router = Groups("bad", "bad2").Fallback("bad", "bad2").With(r => r with { DefaultFallbacks = ["bad"] }).Router(_clock);

        var run = router.Run("bad", _ => Given.Fail(FailureKind.Authentication, 401));

        Assert.Equal(["bad-1", "bad2-1"], run.Tried);
        Assert.Equal((FailureKind.Authentication, 401), (run.Failure!.Kind, run.Failure.Status));
    }

    [Fact]
    public void Nested_ComeAfterTheOthers_EachOnce()
    {
        var run = Groups("a", "b", "c", "d").With(r => r with { Fallbacks = Lists(("a", ["b", "c"]), ("b", ["d", "a", "c"]), ("c", ["b"])) })
            .Router(_clock).Run("a", _ => Given.Fail(FailureKind.BadRequest, 400));

        Assert.Equal(["a-1", "b-1", "c-1", "d-1"], run.Tried);
    }

    [Fact]
    public void MaxFallbacks_IsKept()
    {
        var router = Groups("a", "b", "c", "d").Fallback("a", "b", "c", "d").With(r => r with { MaxFallbacks = 2 }).Router(_clock);

        Assert.Equal(["a-1", "b-1", "c-1"], router.Run("a", _ => Given.Fail(FailureKind.BadRequest)).Tried);
    }

    [Fact]
    public void Retries_AreOneBudgetForTheWholeRequest()
    {
        var run = Groups("a", "b", "c").Fallback("a", "b", "c").Router(_clock).Run("a", _ => Given.Fail(FailureKind.ServerError, 500), _clock);

        // Two retries, both spent on the first; each fallback then has its free attempt.
        Assert.Equal(["a-1", "a-1", "a-1", "b-1", "c-1"], run.Tried);
    }

    [Fact]
    public void Disabled_StaysInTheGroup()
    {
        var router = Groups("m", "n").Fallback("m", "n").Router(_clock);

        Assert.Equal(["m-1"], router.Run(new RouteRequest("m") { DisableFallbacks = true }, _ => Given.Fail(FailureKind.BadRequest)).Tried);
    }

    [Fact]
    public void Lookup_WithoutProviderPrefix_BeatsStar()
    {
        var router = Given.Config(
            Given.Deployment("openai/gpt-3.5-turbo", "m", "openai/gpt-3.5-turbo"), Given.Deployment("x", "x-1"), Given.Deployment("y", "y-1"))
            .With(r => r with { Fallbacks = Lists(("gpt-3.5-turbo", ["x"]), ("*", ["y"])) }).Router(_clock);

        Assert.Equal(["m", "x-1"], router.Run("openai/gpt-3.5-turbo", OnlyAnswers("x")).Tried);
    }

    [Fact]
    public void Lookup_OwnList_BeatsDefault()
    {
        var router = Groups("m", "n", "own", "default").Fallback("m", "own").With(r => r with { DefaultFallbacks = ["default"] }).Router(_clock);

        Assert.Equal(["m-1", "own-1"], router.Run("m", OnlyAnswers("own")).Tried);
        Assert.Equal(["n-1", "default-1"], router.Run("n", OnlyAnswers("default")).Tried);
    }

    [Fact]
    public void RequestsOwnList_ReplacesTheConfigured()
    {
        var router = Groups("m", "configured", "asked").Fallback("m", "configured").Router(_clock);

        Assert.Equal(["m-1", "asked-1"], router.Run(new RouteRequest("m") { Fallbacks = ["nobody", "asked"] }, _ => Given.Fail(FailureKind.BadRequest)).Tried);
        Assert.Equal(["m-1"], router.Run(new RouteRequest("m") { Fallbacks = [] }, _ => Given.Fail(FailureKind.BadRequest)).Tried);
        Assert.Equal(["m-1", "configured-1"], router.Run("m", _ => Given.Fail(FailureKind.BadRequest)).Tried);
    }

    [Fact]
    public void RepeatedTarget_RunsOnce() =>
        Assert.Equal(["m-1", "n-1"], Groups("m", "n").Fallback("m", "n", "n", "m").Router(_clock).Run("m", _ => Given.Fail(FailureKind.BadRequest)).Tried);

    [Theory]
    [InlineData(FailureKind.ContextWindow)]
    [InlineData(FailureKind.ContentPolicy)]
    public void OwnLists_AreKeptTo(FailureKind kind)
    {
        var lists = Lists(("m", ["special"]));
        var router = Groups("m", "n", "special", "generic").With(r => r with
        {
            DefaultFallbacks = ["generic"],
            ContextWindowFallbacks = kind == FailureKind.ContextWindow ? lists : r.ContextWindowFallbacks,
            ContentPolicyFallbacks = kind == FailureKind.ContentPolicy ? lists : r.ContentPolicyFallbacks,
        }).Router(_clock);

        Assert.Equal(["m-1", "special-1"], router.Run("m", OnlyAnswers("special", kind)).Tried);

        // A list is set, but not for this group: the generic one is not asked.
        Assert.Equal(["n-1"], router.Run("n", OnlyAnswers("generic", kind)).Tried);
    }

    [Theory]
    [InlineData(FailureKind.ContextWindow)]
    [InlineData(FailureKind.ContentPolicy)]
    public void OwnLists_NoneSet_TheGenericAnswers(FailureKind kind) =>
        Assert.Equal(["m-1", "n-1"], Groups("m", "n").Fallback("m", "n").Router(_clock).Run("m", OnlyAnswers("n", kind)).Tried);

    [Fact]
    public void Target_MayBeADeploymentsId()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Fallback("m", "b").Router(_clock);

        var run = router.Run(new RouteRequest("m") { NumRetries = 0, Blocked = ["a"] }, a => a.IsFallback ? Given.Ok() : Given.Fail(FailureKind.PermissionDenied));

        Assert.Equal(["b", "b"], run.Tried);
        Assert.True(run.Answered);
    }

    [Fact]
    public void Order_EscalatesForNothing_ThenTheFallback()
    {
        DeploymentConfig Tier(string id, int order) => Given.Deployment("m", id, with: p => p with { Order = order });
        var router = Given.Config(Tier("third", 3), Tier("first", 1), Tier("second", 2), Given.Deployment("n", "n-1"))
            .Fallback("m", "n").With(r => r with { NumRetries = 0 }).Router(_clock);

        Assert.Equal(["first"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.Equal(["first", "second", "third"], router.Run("m", a => a.Deployment.Id == "third" ? Given.Ok() : Given.Fail(FailureKind.ServerError)).Tried);
        Assert.Equal(["first", "second", "third", "n-1"], router.Run("m", OnlyAnswers("n", FailureKind.ServerError)).Tried);
    }

    [Fact]
    public void Order_LowestTierResting_TheNextServes()
    {
        var router = Given.Config(
            Given.Deployment("m", "first", with: p => p with { Order = 1 }), Given.Deployment("m", "unset")).Router(_clock);

        Assert.Equal(["first"], router.Shares("m", 100).Keys);
        router.Model.ById("first")!.State.RestUntil(router.Clock.Now + 100, FailureKind.ServerError);
        Assert.Equal(["unset"], router.Shares("m", 100).Keys);
    }

    [Fact]
    public void RestingFallback_IsPassedBy_AndItsOwnStandsIn()
    {
        var router = Groups("m", "resting", "nested").Fallback("m", "resting").Fallback("resting", "nested").Router(_clock);
        router.Model.ById("resting-1")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerHour, FailureKind.ServerError);

        Assert.Equal(["m-1", "nested-1"], router.Run("m", OnlyAnswers("nested")).Tried);
    }

    [Fact]
    public void AllBlocked_TheFallbackMayAnswer_IfItIsNotBlockedToo()
    {
        var router = Groups("m", "n").Fallback("m", "n").Router(_clock);

        Assert.Equal("n-1", router.Pick("m", ["m"])!.Id);
        Assert.Null(router.Pick("m", ["m", "n"]));
    }

    [Fact]
    public void SinglePrimaryDown_AfterDetection_CostsNothing()
    {
        var router = Groups("m", "n").Fallback("m", "n").With(r => r with { NumRetries = 0 }).Router(_clock);
        for (var i = 0; i < 5; i++)
        {
            router.Run("m", OnlyAnswers("n", FailureKind.Connection));
        }

        var run = router.Run("m", OnlyAnswers("n", FailureKind.Connection));

        Assert.Equal(["n-1"], run.Tried);
        Assert.Empty(run.Delays);
    }
}
