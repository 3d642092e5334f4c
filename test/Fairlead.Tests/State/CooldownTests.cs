using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

public sealed class CooldownTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig One => Given.Config(Given.Deployment("m", "a"), Given.Deployment("other", "o"));

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private bool Rests(Router router, string id) => router.Model.ById(id)!.State.Rest.Lasts(router.Clock.Now);

    /// <summary>Ends one attempt on one deployment, addressed by id, without retries.</summary>
    private static void Once(Router router, string id, AttemptReport report)
    {
        using var session = router.Begin(new RouteRequest(id) { NumRetries = 0, DisableFallbacks = true });
        if (session.TryNext(out var attempt))
        {
            session.Report(attempt, report);
        }
    }

    [Fact]
    public void BadRequest_WithNoFailsAllowed_RestsNobody()
    {
        var router = Pair.With(r => r with { AllowedFails = 0 }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.BadRequest, 400));

        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void RateLimit_AloneWithoutFallback_DoesNotRest()
    {
        var router = One.Router(_clock);
        for (var i = 0; i < 20; i++)
        {
            router.Run("m", _ => Given.Fail(FailureKind.RateLimited, 429), _clock);
        }

        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void RateLimit_WithASibling_RestsAtOnce()
    {
        var router = Pair.Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));

        Assert.True(Rests(router, "a"));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void RateLimit_AloneWithAFallback_RestsAtOnceAndTheFallbackAnswersAtOnce()
    {
        var router = One.Fallback("m", "other").Router(_clock);
        router.Run("m", a => a.IsFallback ? Given.Ok() : Given.Fail(FailureKind.RateLimited, 429));

        var next = router.Run("m", _ => Given.Ok());

        Assert.Equal(["o"], next.Tried);
    }

    [Theory]
    [InlineData(FailureKind.Authentication)]
    [InlineData(FailureKind.NotFound)]
    [InlineData(FailureKind.QuotaExhausted)]
    public void Refusals_RestAtOnce_EvenAlone(FailureKind kind)
    {
        var router = One.Router(_clock);
        Once(router, "a", Given.Fail(kind));

        Assert.True(Rests(router, "a"));
    }

    [Theory]
    [InlineData(FailureKind.ServerError)]
    [InlineData(FailureKind.Timeout)]
    [InlineData(FailureKind.Connection)]
    [InlineData(FailureKind.Unavailable)]
    [InlineData(FailureKind.StreamBroken)]
    [InlineData(FailureKind.MalformedResponse)]
    public void Transient_InAPair_RestsAtTheFifth(FailureKind kind)
    {
        var router = Pair.Router(_clock);
        for (var i = 1; i <= 4; i++)
        {
            Once(router, "a", Given.Fail(kind));
            Assert.False(Rests(router, "a"));
        }

        Once(router, "a", Given.Fail(kind));
        Assert.True(Rests(router, "a"));
    }

    [Theory]
    [InlineData(40, 40, false)]
    [InlineData(40, 41, true)]
    [InlineData(40, 60, true)]
    [InlineData(75, 25, false)]
    public void Share_MoreThanHalf_Rests(int successes, int failures, bool rests)
    {
        // In turn, so that no run of failures decides before the share does.
        var router = Pair.Router(_clock);
        for (var i = 0; i < Math.Max(successes, failures); i++)
        {
            if (i < successes)
            {
                Once(router, "a", Given.Ok());
            }

            if (i < failures)
            {
                Once(router, "a", Given.Fail(FailureKind.ServerError, 500));
            }
        }

        Assert.Equal(rests, Rests(router, "a"));
    }

    [Fact]
    public void FiveInARow_AfterAThousandAnswers_Rests()
    {
        var router = Pair.Router(_clock);
        for (var i = 0; i < 1000; i++)
        {
            Once(router, "a", Given.Ok());
        }

        for (var i = 1; i <= 5; i++)
        {
            Assert.False(Rests(router, "a"));
            Once(router, "a", Given.Fail(FailureKind.Connection));
        }

        Assert.True(Rests(router, "a"));
    }

    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(7, 3, false)]
    [InlineData(0, 999, false)]
    [InlineData(0, 1000, true)]
    [InlineData(1, 1001, false)]
    public void Alone_OnlyAThousandOfAThousand_Rests(int successes, int failures, bool rests)
    {
        var router = One.Router(_clock);
        for (var i = 0; i < successes + failures; i++)
        {
            Once(router, "a", i < successes ? Given.Ok() : Given.Fail(FailureKind.ServerError, 500));
        }

        Assert.Equal(rests, Rests(router, "a"));
    }

    [Fact]
    public void Window_PastAMinute_ForgetsTheFailures()
    {
        var router = Pair.Router(_clock);
        for (var i = 0; i < 4; i++)
        {
            Once(router, "a", Given.Fail(FailureKind.ServerError));
        }

        _clock.Advance(TimeSpan.FromSeconds(60));
        Once(router, "a", Given.Fail(FailureKind.ServerError));

        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void AllowedFails_IsCountedInstead_EvenAlone()
    {
        var router = One.With(r => r with { AllowedFails = 1 }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.Timeout));
        Assert.False(Rests(router, "a"));
        Once(router, "a", Given.Fail(FailureKind.Timeout));
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void AllowedFails_Hundred_TheHundredAndFirstRests()
    {
        var router = Pair.With(r => r with { AllowedFails = 100 }).Router(_clock);
        for (var i = 0; i < 100; i++)
        {
            Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));
        }

        Assert.False(Rests(router, "a"));
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void CooldownTime_ZeroOnTheDeployment_BeatsTheRouters()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { CooldownTime = TimeSpan.Zero }), Given.Deployment("m", "b"))
            .With(r => r with { CooldownTime = TimeSpan.FromSeconds(300) }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429, retryAfter: 10));

        Assert.False(Rests(router, "a"));
    }

    [Theory]
    [InlineData(null, null, null, 5)]
    [InlineData(null, null, 30.0, 30)]
    [InlineData(null, 7.0, 30.0, 7)]
    [InlineData(2.0, 7.0, 30.0, 2)]
    [InlineData(null, 3600.0, 30.0, 60)]
    [InlineData(null, 0.0, 30.0, 0)]
    public void Length_DeploymentThenRetryAfterThenRouter(double? deployment, double? retryAfter, double? routers, double expected)
    {
        var router = Given.Config(
                Given.Deployment("m", "a", with: p => p with { CooldownTime = deployment is { } d ? TimeSpan.FromSeconds(d) : null }),
                Given.Deployment("m", "b"))
            .With(r => r with { CooldownTime = routers is { } s ? TimeSpan.FromSeconds(s) : null }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429, retryAfter));

        var rest = router.Model.ById("a")!.State.Rest;
        Assert.Equal(expected, rest.Word == 0 ? 0 : TimeSpan.FromTicks(rest.Until - router.Clock.Now).TotalSeconds, 0.001);
    }

    [Fact]
    public void Rest_RenewedShorter_KeepsTheLaterEnd()
    {
        var router = Pair.Router(_clock);
        var state = router.Model.ById("a")!.State;
        var now = router.Clock.Now;
        state.RestUntil(now + 300, FailureKind.RateLimited);
        state.RestUntil(now + 100, FailureKind.ServerError);
        Assert.Equal((now + 300, FailureKind.RateLimited), (state.Rest.Until, state.Rest.Cause));
        state.RestUntil(now + 400, FailureKind.ServerError);
        Assert.Equal((now + 400, FailureKind.ServerError), (state.Rest.Until, state.Rest.Cause));
    }

    [Fact]
    public void Disabled_NobodyRests()
    {
        var router = Pair.With(r => r with { DisableCooldowns = true }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.Authentication, 401));

        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void BothRateLimited_InOneRequest_BothRest_AndTheNextIsRefusedWithTheRemainingTime()
    {
        var router = Pair.With(r => r with { CooldownTime = TimeSpan.FromSeconds(30) }).Router(_clock);
        var first = router.Run("m", _ => Given.Fail(FailureKind.RateLimited, 429), _clock);
        Assert.Equal(["a", "b"], first.Tried.Order());
        Assert.Empty(first.Delays);
        Assert.True(Rests(router, "a") && Rests(router, "b"));
        Assert.Equal(429, first.Failure!.Status);

        _clock.Advance(TimeSpan.FromSeconds(10));
        var second = router.Run("m", _ => Given.Ok());

        Assert.Empty(second.Tried);
        Assert.Equal((RouteRefusal.AllCoolingDown, 429), (second.Failure!.Refusal, second.Failure.Status));
        Assert.Equal(20, second.Failure.RetryAfter!.Value.TotalSeconds, 0.001);
        Assert.StartsWith("No deployments available for selected model, Try again in 20 seconds. Passed model=m.", second.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CallersOwnTimeout_RestsNobody()
    {
        var router = Pair.With(r => r with { AllowedFails = 0 }).Router(_clock);
        using (var session = router.Begin(new RouteRequest("a") { Timeout = TimeSpan.FromSeconds(1) }))
        {
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Fail(FailureKind.Timeout, 408));
        }

        Assert.False(Rests(router, "a"));
        Once(router, "a", Given.Fail(FailureKind.Timeout, 408));
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void AllRestAfterErrors_TheSoonestBackIsAsked_AndASuccessEndsItsRest()
    {
        var router = Pair.Router(_clock);
        var now = router.Clock.Now;
        router.Model.ById("a")!.State.RestUntil(now + (900 * TimeSpan.TicksPerSecond), FailureKind.ServerError);
        router.Model.ById("b")!.State.RestUntil(now + (500 * TimeSpan.TicksPerSecond), FailureKind.Connection);

        Assert.True(router.Explain(new RouteRequest("m")).Groups[0].Panic);
        Assert.Equal("b", router.Pick("m")!.Id);
        Assert.Equal(["b"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.False(Rests(router, "b"));
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void AllRest_AFailureInPanic_AsksNobodyElse()
    {
        var router = Pair.Router(_clock);
        var now = router.Clock.Now;
        router.Model.ById("a")!.State.RestUntil(now + (900 * TimeSpan.TicksPerSecond), FailureKind.ServerError);
        router.Model.ById("b")!.State.RestUntil(now + (500 * TimeSpan.TicksPerSecond), FailureKind.Connection);

        var run = router.Run("m", _ => Given.Fail(FailureKind.Connection), _clock);

        Assert.Single(run.Tried);
        Assert.Equal(FailureKind.Connection, run.Failure!.Kind);
    }

    [Fact]
    public void IdAddressed_WhileItRestsForARateLimit_IsRefused()
    {
        var router = Pair.Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));

        var run = router.Run("a", _ => Given.Ok());

        Assert.Equal(RouteRefusal.AllCoolingDown, run.Failure!.Refusal);
    }

    [Fact]
    public void CooldownTime_Zero_LeavesNoRestToProbe_AndNoOpening()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { CooldownTime = TimeSpan.Zero }), Given.Deployment("m", "b")).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.Authentication, 401));

        Assert.False(router.Model.ById("a")!.State.HasRested);
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, false)]
    [InlineData(1, 3, false)]
    [InlineData(2, 3, true)]
    public void Share_OfFewerThanFive_SaysNothing(int successes, int failures, bool rests)
    {
        var router = Pair.Router(_clock);
        for (var i = 0; i < successes; i++)
        {
            Once(router, "a", Given.Ok());
        }

        for (var i = 0; i < failures; i++)
        {
            Once(router, "a", Given.Fail(FailureKind.ServerError, 500));
        }

        Assert.Equal(rests, Rests(router, "a"));
    }
}
