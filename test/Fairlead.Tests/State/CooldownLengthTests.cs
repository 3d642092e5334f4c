using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.State.Resting;

namespace Fairlead.Tests.State;

/// <summary>How long a deployment rests.</summary>
public sealed class CooldownLengthTests
{
    private readonly FakeTimeProvider _clock = new();

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
    public void CooldownTime_ZeroOnTheDeployment_BeatsTheRouters()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { CooldownTime = TimeSpan.Zero }), Given.Deployment("m", "b"))
            .With(r => r with { CooldownTime = TimeSpan.FromSeconds(300) }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429, retryAfter: 10));

        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void CooldownTime_Zero_LeavesNoRestToProbe_AndNoOpening()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { CooldownTime = TimeSpan.Zero }), Given.Deployment("m", "b")).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.Authentication, 401));

        Assert.False(router.Model.ById("a")!.State.HasRested);
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
}
