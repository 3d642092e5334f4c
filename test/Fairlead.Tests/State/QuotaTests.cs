using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using static Fairlead.Tests.State.Resting;

namespace Fairlead.Tests.State;

/// <summary>Deployments that draw on one quota rest together after a rate limit, and no others do.</summary>
public sealed class QuotaTests
{
    private readonly FakeTimeProvider _clock = new();

    private static DeploymentConfig Keyed(string group, string id, string? key, string model = "openai/gpt-4", Func<DeploymentParams, DeploymentParams>? with = null) =>
        Given.Deployment(group, id, model, p => (with?.Invoke(p) ?? p) with { ApiKey = key is null ? null : new Secret(key) });

    [Fact]
    public void RateLimit_RestsWhoHasTheSameKeyAndModel_AndNobodyElse()
    {
        var router = Given.Config(
            Keyed("m", "told", "k1"),
            Keyed("m", "same", "k1"),
            Keyed("elsewhere", "same-elsewhere", "k1"),
            Keyed("m", "other-key", "k2"),
            Keyed("m", "other-model", "k1", "openai/gpt-4-mini"),
            Keyed("m", "other-base", "k1", with: p => p with { ApiBase = "http://127.0.0.1:1/v1" }),
            Keyed("m", "other-organization", "k1", with: p => p with { Organization = "org" }),
            Keyed("m", "unknown-key", null),
            Keyed("m", "unknown-key-too", null),
            Keyed("m", "never", "k1", with: p => p with { CooldownTime = TimeSpan.Zero })).Fallback("elsewhere", "m").Router(_clock);

        Once(router, "told", Given.Fail(FailureKind.RateLimited, 429, retryAfter: 7));

        Assert.Equal(["told", "same", "same-elsewhere"], router.Model.Deployments.Where(d => Rests(router, d.Id)).Select(d => d.Id));
        Assert.All(["told", "same", "same-elsewhere"], id => Assert.Equal(7, router.Clock.Seconds(router.Model.ById(id)!.State.Rest.Until - router.Clock.Now), 0.001));
        Assert.Equal(
            "after RateLimited of told, which has the same quota, for 7.0 s more",
            router.Explain(new RouteRequest("m")).Groups[0].Candidates.Single(c => c.Id == "same").Detail);
    }

    [Fact]
    public void OtherFailures_RestTheOneThatFailed()
    {
        var router = Given.Config(Keyed("m", "a", "k"), Keyed("m", "b", "k")).Router(_clock);

        Once(router, "a", Given.Fail(FailureKind.Authentication, 401));

        Assert.True(Rests(router, "a"));
        Assert.False(Rests(router, "b"));
    }

    [Fact]
    public void AliasedAlone_WithoutFallback_IsAskedAllTheSame()
    {
        var router = Given.Config(Keyed("m", "a", "k"), Keyed("m", "b", "k"), Keyed("alone", "c", "k")).Router(_clock);

        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));
        Assert.Equal((true, false), (Rests(router, "b"), Rests(router, "c")));

        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));
        Once(router, "c", Given.Fail(FailureKind.QuotaExhausted, 429));
        Assert.True(Rests(router, "c"));
    }

    [Fact]
    public void Request_ToldOfTheQuota_FiresNoRetryIntoIt_AndAsksAnotherAtOnce()
    {
        var router = Given.Config(Keyed("m", "a", "k1"), Keyed("m", "b", "k1"), Keyed("m", "c", "k2")).Router(_clock);
        for (var i = 0; i < 20; i++)
        {
            var run = router.Run("m", a => a.Deployment.Id == "c" ? Given.Ok() : Given.Fail(FailureKind.RateLimited, 429, retryAfter: 3), _clock);

            Assert.True(run.Answered);
            Assert.Empty(run.Delays);
            Assert.InRange(run.Tried.Count(id => id != "c"), 0, 1);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public void Request_WithOnlyTheQuotaLeft_WaitsForIt()
    {
        var router = Given.Config(Keyed("m", "a", "k1"), Keyed("m", "b", "k1")).Router(_clock);
        var calls = 0;

        var run = router.Run("m", _ => calls++ == 0 ? Given.Fail(FailureKind.RateLimited, 429, retryAfter: 3) : Given.Ok(), _clock);

        Assert.True(run.Answered);
        Assert.Equal(2, calls);
        Assert.InRange(Assert.Single(run.Delays).TotalSeconds, 3, 3.75);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Request_WithRestsSwitchedOff_FiresNoRetryIntoTheQuotaEither(bool aFallback)
    {
        var config = Given.Config(Keyed("m", "a", "k1"), Keyed("m", "b", "k1"), Keyed("other", "c", "k1"), Keyed("other", "d", "k2"))
            .With(r => r with { DisableCooldowns = true });
        var router = (aFallback ? config.Fallback("m", "other") : config).Router(_clock);

        var run = router.Run("m", a => a.Deployment.Id == "d" ? Given.Ok() : Given.Fail(FailureKind.RateLimited, 429), _clock);

        Assert.Equal(aFallback, run.Answered);
        if (aFallback)
        {
            Assert.Equal("d", run.Tried[1]);
            Assert.Empty(run.Delays);
        }
        else
        {
            // Nobody else: each further attempt was waited for.
            Assert.Equal(run.Tried.Count - 1, run.Delays.Count);
        }
    }

    [Fact]
    public void AnAnswer_AfterTheTime_ClosesAllThatRestByTheSameRefusal()
    {
        var router = Given.Config(Keyed("m", "a", "k1"), Keyed("m", "b", "k1"), Keyed("m", "c", "k2")).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429, retryAfter: 3));
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(BreakerState.HalfOpen, router.Model.ById("b")!.State.Breaker(router.Clock.Now).State);

        Once(router, "a", Given.Ok());

        Assert.All(router.Model.Deployments, d => Assert.False(d.State.HasRested));
    }

    [Fact]
    public void Reload_WithAnotherKey_PartsThem()
    {
        var router = Given.Config(Keyed("m", "a", "k1"), Keyed("m", "b", "k1")).Router(_clock);
        router.Reload(Given.Config(Keyed("m", "a", "k1"), Keyed("m", "b", "k2")));

        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));

        Assert.Equal((true, false), (Rests(router, "a"), Rests(router, "b")));
    }

    [Fact]
    public void AskedAlone_RefusedForTheMinute_RestsTheOthersAndNotItself()
    {
        var router = Given.Config(Keyed("m", "a", "k"), Keyed("m", "b", "k2"), Keyed("alone", "c", "k")).Router(_clock);

        Once(router, "c", Given.Fail(FailureKind.RateLimited, 429, retryAfter: 7));

        Assert.Equal((true, false, false), (Rests(router, "a"), Rests(router, "b"), Rests(router, "c")));
        Assert.Equal(7, router.Clock.Seconds(router.Model.ById("a")!.State.Rest.Until - router.Clock.Now), 0.001);
    }

    [Fact]
    public void Refusals_StillAllowed_RestNobody()
    {
        var router = Given.Config(Keyed("m", "a", "k"), Keyed("m", "b", "k")).With(r => r with { AllowedFails = 1 }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));
        Assert.Equal((false, false), (Rests(router, "a"), Rests(router, "b")));

        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));

        Assert.Equal((true, true), (Rests(router, "a"), Rests(router, "b")));
    }
}
