using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>When a request may come again, which of its failures it is told, and what is left behind at its end.</summary>
public sealed class SessionEndTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private static RouteRequest Stream => new("m") { Stream = true };

    private static void Rest(Router router, string id, double seconds) =>
        router.Model.ById(id)!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(seconds)), FailureKind.RateLimited);

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(10.0, 10)]
    [InlineData(50.0, 45)]
    [InlineData(null, 45)]
    public void AllAtLimit_ComesBackWithTheMinuteOrARestThatEndsSooner(double? rest, double back)
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { Rpm = 1 }), Given.Deployment("m", "b")).Strategy("usage-based").Router(_clock);
        Advance(15);
        router.Run(new RouteRequest("m") { Blocked = ["b"] }, _ => Given.Ok());
        if (rest is { } seconds)
        {
            Rest(router, "b", seconds);
        }

        var failure = router.Run(new RouteRequest("m") { Blocked = rest is null ? ["b"] : null }, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllAtLimit, back), (failure.Refusal, Math.Round(failure.RetryAfter!.Value.TotalSeconds, 3)));
    }

    [Fact]
    public void AllResting_InTheFallbackToo_ComesBackWithTheFirstOfAll()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("other", "o")).Fallback("m", "other").Router(_clock);
        Rest(router, "a", 30);
        Rest(router, "o", 10);
        Assert.Equal(10, router.Run("m", _ => Given.Ok()).Failure!.RetryAfter!.Value.TotalSeconds, 0.001);

        Rest(router, "o", 50);
        Assert.Equal(30, router.Run("m", _ => Given.Ok()).Failure!.RetryAfter!.Value.TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(30, 10)]
    [InlineData(10, 30)]
    public void AllRefused_ComesBackWithTheFirstThatReturns(double first, double second)
    {
        var failure = Pair.Router(_clock).Run("m", a => Given.Fail(FailureKind.RateLimited, 429, retryAfter: a.Number == 1 ? first : second)).Failure!;

        Assert.Equal(10, failure.RetryAfter!.Value.TotalSeconds, 0.001);
    }

    [Fact]
    public void OneRefusedAndOneIll_ComesBackWithTheOneThatSaysWhen()
    {
        var config = Pair.With(r => r with { NumRetries = 1 });
        var failure = config.Router(_clock).Run("m", a => a.Number == 1 ? Given.Fail(FailureKind.ServerError, 500) : Given.Fail(FailureKind.RateLimited, 429, retryAfter: 20)).Failure!;
        var ill = config.Router(_clock).Run("m", _ => Given.Fail(FailureKind.ServerError, 500)).Failure!;

        Assert.Equal((FailureKind.RateLimited, 20.0), (failure.Kind, Math.Round(failure.RetryAfter!.Value.TotalSeconds, 3)));
        Assert.Null(ill.RetryAfter);
    }

    [Fact]
    public void FailuresThatTellAsMuch_TheFirstIsTold()
    {
        var failure = Pair.With(r => r with { NumRetries = 1 }).Router(_clock).Run("m", a => Given.Fail(FailureKind.ServerError, 500 + a.Number)).Failure!;

        Assert.Equal(501, failure.Status);
    }

    [Fact]
    public void DeadlineReached_BetweenTwoAttempts_NobodyElseIsAsked()
    {
        var router = Pair.Router(_clock);
        using var session = router.Begin(new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(2) });
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(NextAction.Next, session.Report(attempt, Given.Fail(FailureKind.ServerError, 500)).Action);
        Advance(2);

        Assert.False(session.TryNext(out _));
        Assert.Equal((RouteRefusal.DeadlineExceeded, 408), (session.Failure!.Refusal, session.Failure.Status));
        Assert.False(session.TryNext(out _));
    }

    [Fact]
    public void CallersTimeoutAndDeadlineTogether_AreTheCallersStill()
    {
        var router = Pair.With(r => r with { AllowedFails = 0 }).Router(_clock);
        using var session = router.Begin(new RouteRequest("a") { Timeout = TimeSpan.FromSeconds(5), Deadline = TimeSpan.FromSeconds(1) });
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, Given.Fail(FailureKind.Timeout));

        Assert.False(router.Model.ById("a")!.State.HasRested);
    }

    [Fact]
    public void AttemptsOfNobodys_AreRefused()
    {
        var router = Pair.Router(_clock);
        using var other = router.Begin(new RouteRequest("m"));
        Assert.True(other.TryNext(out var first));
        other.Report(first, Given.Fail(FailureKind.ServerError, 500));
        Assert.True(other.TryNext(out var second));
        using var session = router.Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out _));

        Assert.Throws<InvalidOperationException>(() => session.Report(default, Given.Ok()));
        Assert.Throws<InvalidOperationException>(() => session.Report(second, Given.Ok()));
    }

    [Fact]
    public void ManyAttempts_AreAllKept()
    {
        var run = Given.Config(Given.Deployment("m", "a")).Router(_clock).Run(new RouteRequest("m") { NumRetries = 40 }, _ => Given.Fail(FailureKind.Connection), _clock);

        Assert.Equal((41, 40), (run.Failure!.Attempts.Count, run.Retries));
        Assert.Equal(Enumerable.Range(1, 41), run.Failure.Attempts.Select(a => a.Number));
    }

    [Fact]
    public void RetriesAndFallbacks_AllowedAtAll_StayAsTheyAre()
    {
        var router = Pair.Router(_clock);
        using var session = router.Begin(new RouteRequest("m") { NumRetries = 3 });
        Assert.Equal((3, RouterDefaults.MaxFallbacks), (session.MaxRetries, session.MaxFallbacks));
        for (var i = 0; i < 2; i++)
        {
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Fail(FailureKind.ServerError, 500));
        }

        Assert.True(session.TryNext(out var answered));
        session.Report(answered, Given.Ok());
        Assert.Equal((3, 2), (session.MaxRetries, session.AttemptedRetries));
        Assert.All(session.Failures, failure => Assert.Equal(FailureKind.ServerError, failure.Failure));
        Assert.Equal(2, session.Failures.Count);
    }

    [Theory]
    [InlineData("reported")]
    [InlineData("content")]
    [InlineData("disposed")]
    public void WaitForContent_IsOverHoweverItEnds(string end)
    {
        Advance(1);
        var router = Pair.Strategy("latency-based").Router(_clock);
        Advance(1);
        using (var heard = router.Begin(Stream with { Blocked = ["a"] }))
        {
            // Streams are watched from the first whose content was told.
            Assert.True(heard.TryNext(out var first));
            heard.ContentBegan(first, TimeSpan.FromSeconds(1));
            heard.Report(first, Given.Ok(3, firstToken: 1));
        }

        using var session = router.Begin(Stream with { Blocked = ["b"] });
        Assert.True(session.TryNext(out var attempt));
        var state = attempt.Deployment.State;
        Assert.Equal(1, state.Waiters.Count);
        Advance(2);
        Assert.Equal(2, state.Waiters.Age(router.Clock.Milliseconds(router.Clock.Now)), 0.001);
        if (end == "content")
        {
            session.ContentBegan(attempt, TimeSpan.FromSeconds(2));
            Assert.Equal(0, state.Waiters.Count);
            session.ContentBegan(attempt, TimeSpan.FromSeconds(2));
            Assert.Equal(1, state.Latency(router.Clock.Now, 1e12).FirstTokenWeight, 1e-6);
        }

        if (end == "disposed")
        {
            session.Dispose();
        }
        else
        {
            session.Report(attempt, Given.Ok(3, firstToken: 2));
        }

        Assert.Equal((0, 0), (state.Waiters.Count, state.InFlight));
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    public void ContentOfAPlainAnswer_OrAtNoTime_TeachesNothing(bool stream, double after)
    {
        var router = Pair.Strategy("adaptive").Router(_clock);
        var session = router.Begin(new RouteRequest("m") { Stream = stream });
        Assert.True(session.TryNext(out var attempt));
        session.ContentBegan(attempt, TimeSpan.FromSeconds(after));

        Assert.Equal(0, attempt.Deployment.State.Latency(router.Clock.Now, 1e12).FirstTokenWeight);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.ContentBegan(attempt, TimeSpan.FromSeconds(1)));
        Assert.Throws<ObjectDisposedException>(() => session.TryHedge(out _));
    }
}
