using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

public sealed class RetryTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig One => Given.Config(Given.Deployment("m", "a"));

    private static RouterConfig Pair => Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Timeouts_Always_MakeOneMoreCallThanRetries(int retries)
    {
        var run = One.With(r => r with { NumRetries = retries }).Router(_clock).Run("m", _ => Given.Fail(FailureKind.Timeout), _clock);

        Assert.Equal(retries + 1, run.Tried.Count);
        Assert.Equal(retries, run.Retries);
        Assert.Equal(retries, run.Delays.Count);
    }

    [Fact]
    public void Default_IsTwoRetries() =>
        Assert.Equal(3, One.Router(_clock).Run("m", _ => Given.Fail(FailureKind.ServerError, 500), _clock).Tried.Count);

    [Theory]
    [InlineData(null, null, 3)]
    [InlineData(null, 0, 1)]
    [InlineData(4, 0, 5)]
    [InlineData(0, 5, 1)]
    public void Budget_RequestThenFailingDeploymentThenRouter(int? request, int? deployment, int attempts)
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { NumRetries = deployment })).Router(_clock);

        var run = router.Run(new RouteRequest("m") { NumRetries = request }, _ => Given.Fail(FailureKind.ServerError, 500), _clock);

        Assert.Equal(attempts, run.Tried.Count);
    }

    [Theory]
    [InlineData(FailureKind.BadRequest)]
    [InlineData(FailureKind.ContextWindow)]
    [InlineData(FailureKind.ContentPolicy)]
    [InlineData(FailureKind.Cancelled)]
    public void CallersFailures_AskNobodyElse(FailureKind kind)
    {
        var run = Pair.Router(_clock).Run("m", _ => Given.Fail(kind, 400), _clock);

        Assert.Single(run.Tried);
        Assert.Equal(kind, run.Failure!.Kind);
    }

    [Theory]
    [InlineData(FailureKind.Authentication)]
    [InlineData(FailureKind.PermissionDenied)]
    [InlineData(FailureKind.NotFound)]
    [InlineData(FailureKind.QuotaExhausted)]
    [InlineData(FailureKind.Unsupported)]
    public void DeploymentsOwnFailures_TrySiblings_NeverTheSameAgain(FailureKind kind)
    {
        var run = Pair.Router(_clock).Run("m", _ => Given.Fail(kind), _clock);

        Assert.Equal(["a", "b"], run.Tried.Order());
        Assert.Empty(run.Delays);
        Assert.Equal(FailureRules.Of(kind).Status, run.Failure!.Status);
    }

    [Theory]
    [InlineData(FailureKind.ServerError)]
    [InlineData(FailureKind.Unavailable)]
    [InlineData(FailureKind.Connection)]
    [InlineData(FailureKind.Conflict)]
    [InlineData(FailureKind.Timeout)]
    [InlineData(FailureKind.StreamBroken)]
    [InlineData(FailureKind.MalformedResponse)]
    public void Transient_TrySiblingsAtOnce_ThenWaitForTheSame(FailureKind kind)
    {
        var run = Pair.Router(_clock).Run("m", _ => Given.Fail(kind), _clock);

        Assert.Equal(["a", "b"], run.Tried.Take(2).Order());
        Assert.Equal(3, run.Tried.Count);
        Assert.Single(run.Delays);
    }

    [Fact]
    public void Committed_AsksNobodyElse_ButTeaches()
    {
        var router = Pair.Router(_clock);
        for (var i = 0; i < 5; i++)
        {
            var run = router.Run(new RouteRequest("m") { Blocked = ["b"] }, _ => Given.Fail(FailureKind.StreamBroken) with { Committed = true }, _clock);
            Assert.Single(run.Tried);
        }

        Assert.True(router.Model.ById("a")!.State.Rest.Lasts(router.Clock.Now));
    }

    [Fact]
    public void Backoff_DoublesToEightSeconds_WithJitter()
    {
        var run = One.With(r => r with { NumRetries = 6 }).Router(_clock, new ScriptedRandom(0.5))
            .Run("m", _ => Given.Fail(FailureKind.ServerError, 500), _clock);

        Assert.Equal([0.875, 1.375, 2.375, 4.375, 8.375, 8.375], run.Delays.Select(d => Math.Round(d.TotalSeconds, 3)));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(20, 8)]
    public void Backoff_LeastWait_IsKeptUpToEightSeconds(double least, double expected) =>
        Assert.Equal(expected, Backoff.Delay(null, TimeSpan.FromSeconds(least), 0, new ScriptedRandom(0)).TotalSeconds, 0.001);

    [Theory]
    [InlineData(12.0, 12)]
    [InlineData(60.0, 60)]
    [InlineData(61.0, 0.5)]
    [InlineData(0.0, 0.5)]
    public void Backoff_RetryAfter_IsTakenUpToAMinute(double retryAfter, double expected) =>
        Assert.Equal(expected, Backoff.Delay(TimeSpan.FromSeconds(retryAfter), default, 0, new ScriptedRandom(0)).TotalSeconds, 0.001);

    [Fact]
    public void RateLimit_AloneWithoutFallback_WaitsAsAsked()
    {
        var run = One.Router(_clock, new ScriptedRandom(0)).Run("m", a => a.Number == 1 ? Given.Fail(FailureKind.RateLimited, 429, 7) : Given.Ok(), _clock);

        Assert.True(run.Answered);
        Assert.Equal(7, Assert.Single(run.Delays).TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(FailureKind.RateLimited)]
    [InlineData(FailureKind.Timeout)]
    public void RateLimitOrTimeout_WithAFallback_DoesNotWait(FailureKind kind)
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "z")).Fallback("m", "n").Router(_clock);

        var run = router.Run("m", a => a.IsFallback ? Given.Ok() : Given.Fail(kind), _clock);

        Assert.Equal(["a", "z"], run.Tried);
        Assert.Empty(run.Delays);
        Assert.Equal((0, 1), (run.Retries, run.Fallbacks));
    }

    [Fact]
    public void Wait_BeyondTheDeadline_IsNotBegun()
    {
        var run = One.With(r => r with { RequestDeadline = TimeSpan.FromSeconds(5) }).Router(_clock)
            .Run("m", _ => Given.Fail(FailureKind.RateLimited, 429, retryAfter: 30), _clock);

        Assert.Single(run.Tried);
        Assert.Empty(run.Delays);
        Assert.Equal((FailureKind.RateLimited, 429), (run.Failure!.Kind, run.Failure.Status));
        Assert.Equal(30, run.Failure.RetryAfter!.Value.TotalSeconds, 0.001);
    }

    [Fact]
    public void Deadline_Past_NobodyElseIsAsked()
    {
        var run = Pair.With(r => r with { RequestDeadline = TimeSpan.FromSeconds(5) }).Router(_clock).Run("m", _ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            return Given.Fail(FailureKind.ServerError, 500);
        });

        Assert.Single(run.Tried);
        Assert.Equal((RouteRefusal.DeadlineExceeded, 408), (run.Failure!.Refusal, run.Failure.Status));
    }

    [Fact]
    public void Failure_OfSeveral_TellsTheMostUseful()
    {
        var kinds = new Queue<FailureKind>([FailureKind.Authentication, FailureKind.RateLimited, FailureKind.ServerError]);
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("m", "c")).Router(_clock);

        var run = router.Run("m", _ => Given.Fail(kinds.Dequeue()), _clock);

        Assert.Equal((FailureKind.RateLimited, 429), (run.Failure!.Kind, run.Failure.Status));
        Assert.Equal(5, run.Failure.RetryAfter!.Value.TotalSeconds, 0.001);
    }
}
