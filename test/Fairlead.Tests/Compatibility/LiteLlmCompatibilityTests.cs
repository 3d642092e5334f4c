using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Compatibility;

/// <summary>Each behaviour of LiteLLM that a person may keep: as Fairlead does, and as LiteLLM does.</summary>
public sealed class LiteLlmCompatibilityTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private static RouterConfig Backed => Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "z")).Fallback("m", "n");

    private Router Of(RouterConfig config, bool keeps, string behaviour, Func<RouterSettings, RouterSettings>? with = null) =>
        config.With(r => (with ?? (static r => r))(r) with { LiteLlmCompatibility = keeps ? [behaviour] : [] }).Router(_clock);

    private static bool Rests(Router router, string id) => router.Model.ById(id)!.State.Rest.Lasts(router.Clock.Now);

    [Theory]
    [InlineData(false, 429)]
    [InlineData(true, 401)]
    public void FirstError_IsTold(bool keeps, int status)
    {
        var kinds = new Queue<FailureKind>([FailureKind.Authentication, FailureKind.RateLimited]);

        var run = Of(Pair, keeps, "first_error", r => r with { NumRetries = 1 }).Run("m", _ => Given.Fail(kinds.Dequeue()), _clock);

        Assert.Equal(status, run.Failure!.Status);
        Assert.Equal(2, run.Failure.Attempts.Count);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void LoneDeployment_WithAFallback_Rests(bool keeps, bool rests)
    {
        var router = Of(Backed, keeps, "lone_deployments_never_cool", r => r with { NumRetries = 0 });
        for (var i = 0; i < 20; i++)
        {
            router.Run("m", a => a.IsFallback ? Given.Ok() : Given.Fail(i % 2 == 0 ? FailureKind.RateLimited : FailureKind.ServerError));
        }

        Assert.Equal(rests, Rests(router, "a"));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void AllowedFailsOfThree_CountsTheFourthFailureInAPair(bool keeps, bool rests)
    {
        var router = Of(Pair, keeps, "allowed_fails_3_is_unset", r => r with { AllowedFails = 3 });
        for (var i = 0; i < 4; i++)
        {
            router.Run(new RouteRequest("a") { NumRetries = 0 }, _ => Given.Fail(FailureKind.ServerError, 500));
        }

        Assert.Equal(rests, Rests(router, "a"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Id_OfOneThatRests_IsAsked(bool keeps, bool answered)
    {
        var router = Of(Pair, keeps, "ids_bypass_cooldown");
        router.Model.ById("a")!.State.RestUntil(router.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.RateLimited);

        Assert.Equal(["b"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.False(router.Run(new RouteRequest("a") { Blocked = ["a"] }, _ => Given.Ok()).Answered);
        Assert.Equal(answered, router.Run("a", _ => Given.Ok()).Answered);
    }

    [Theory]
    [InlineData(false, 0.5)]
    [InlineData(true, 0)]
    public void Retry_InAGroupOfTwo_Waits(bool keeps, double least)
    {
        var run = Of(Pair, keeps, "retry_without_wait").Run("m", _ => Given.Fail(FailureKind.ServerError, 500), _clock);

        Assert.Equal(3, run.Tried.Count);
        Assert.Equal(least > 0, Assert.Single(run.Delays).TotalSeconds >= 0.5);
    }

    [Fact]
    public void Configuration_IsRead_AndAWrongNameIsNamed()
    {
        var read = Reading.Clean(Reading.With(rest: "router_settings: { litellm_compatibility: [first_error, retry_without_wait] }"));
        Assert.Equal(["first_error", "retry_without_wait"], read.Router.LiteLlmCompatibility);

        var findings = Reading.Findings(Reading.With(rest: "router_settings: { litellm_compatibility: [frist_error] }"));
        Assert.Contains("did you mean 'first_error'?", findings, StringComparison.Ordinal);
    }
}
