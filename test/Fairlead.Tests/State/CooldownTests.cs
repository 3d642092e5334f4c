using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using static Fairlead.Tests.State.Resting;

namespace Fairlead.Tests.State;

/// <summary>Which failures rest whom, and who is asked while all rest.</summary>
public sealed class CooldownTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void BadRequest_WithNoFailsAllowed_RestsNobody()
    {
        var router = Pair.With(r => r with { AllowedFails = 0 }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.BadRequest, 400));

        Assert.False(Rests(router, "a"));
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
    public void Disabled_NobodyRests()
    {
        var router = Pair.With(r => r with { DisableCooldowns = true }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.Authentication, 401));

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
    public void IdAddressed_WhileItRestsForARateLimit_IsRefused()
    {
        var router = Pair.Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));

        var run = router.Run("a", _ => Given.Ok());

        Assert.Equal(RouteRefusal.AllCoolingDown, run.Failure!.Refusal);
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
}
