using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Limits;

/// <summary>Requests that wait for the end of a rate limit where nobody else can answer.</summary>
public sealed class CooldownWaitTests
{
    private readonly FakeTimeProvider _clock = new();

    private Router Of(AdmissionSettings admission, params DeploymentConfig[] list) =>
        Given.Config(list).With(r => r with { Admission = admission, NumRetries = 0 }).Router(_clock);

    private Router Waiting(TimeSpan? timeout = null) =>
        Of(new AdmissionSettings { WaitForCooldowns = true, Timeout = timeout }, Given.Deployment("m", "a"), Given.Deployment("m", "b"));

    private static void Rest(Router router, string id, FailureKind cause, double seconds) =>
        router.Model.ById(id)!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(seconds)), cause);

    [Fact]
    public async Task AllRestForARateLimit_TheyWaitForTheFirstToBeBack()
    {
        var router = Waiting();
        Rest(router, "a", FailureKind.RateLimited, 30);
        Rest(router, "b", FailureKind.RateLimited, 20);
        using var first = router.Begin(new RouteRequest("m"));
        using var second = router.Begin(new RouteRequest("m"));
        Assert.False(first.TryNext(out _) || second.TryNext(out _));
        Assert.True(first.MayWait && second.MayWait);
        var (one, two) = (first.WaitAsync(default).AsTask(), second.WaitAsync(default).AsTask());

        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(one.IsCompleted || two.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("b", (await one).Deployment.Id);
        first.Report(await one, Given.Ok());
        second.Report(await two, Given.Ok());
        Assert.Equal("b", (await two).Deployment.Id);
        Assert.All(router.Model.Deployments, static d => Assert.Equal(0, d.State.InFlight));
    }

    [Fact]
    public async Task Timeout_IsA408()
    {
        var router = Waiting(TimeSpan.FromSeconds(5));
        Rest(router, "a", FailureKind.RateLimited, 30);
        Rest(router, "b", FailureKind.RateLimited, 30);
        using var session = router.Begin(new RouteRequest("m"));
        Assert.False(session.TryNext(out _));
        var waiting = session.WaitAsync(default).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(0, (await waiting).Number);
        Assert.Equal((RouteRefusal.QueueTimeout, 408), (session.Failure!.Refusal, session.Failure.Status));
    }

    [Fact]
    public void SomebodyWhoIsOnlyIll_IsAskedAtOnce()
    {
        var router = Waiting();
        Rest(router, "a", FailureKind.RateLimited, 5);
        Rest(router, "b", FailureKind.ServerError, 50);

        Assert.Equal(["b"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Theory]
    [InlineData(true, FailureKind.QuotaExhausted)]
    [InlineData(false, FailureKind.RateLimited)]
    public void QuotaGoneForGood_OrNotAskedFor_IsRefusedAtOnce(bool waits, FailureKind cause)
    {
        var router = Of(new AdmissionSettings { WaitForCooldowns = waits }, Given.Deployment("m", "a"));
        Rest(router, "a", cause, 30);

        var failure = router.Run("m", _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllCoolingDown, 30.0), (failure.Refusal, failure.RetryAfter!.Value.TotalSeconds));
    }

    [Fact]
    public void Fallback_ComesBeforeTheWait()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("n", "z")).Fallback("m", "n")
            .With(r => r with { Admission = new AdmissionSettings { WaitForCooldowns = true } }).Router(_clock);
        Rest(router, "a", FailureKind.RateLimited, 30);

        Assert.Equal(["z"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void Configuration_IsRead() =>
        Assert.True(Reading.Clean(Reading.With(rest: "router_settings: { admission: { wait_for_cooldowns: true } }")).Router.Admission!.WaitForCooldowns);
}
