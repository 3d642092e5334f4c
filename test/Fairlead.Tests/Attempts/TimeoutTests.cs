using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

public sealed class TimeoutTests
{
    private readonly FakeTimeProvider _clock = new();

    // Seconds; null is unset. Request: timeout, stream_timeout. Deployment and router: the same.
    [Theory]
    [InlineData(null, null, null, null, null, null, 6000, 6000)]
    [InlineData(null, null, null, null, 30, null, 30, 30)]
    [InlineData(null, null, null, null, 30, 10, 30, 10)]
    [InlineData(null, null, 20, null, 30, 10, 20, 10)]
    [InlineData(null, null, 20, 5, 30, 10, 20, 5)]
    [InlineData(null, null, 1, null, 10, null, 1, 1)]
    [InlineData(60, null, 20, null, 30, null, 60, 60)]
    [InlineData(60, null, 20, 5, 30, 10, 60, 5)]
    [InlineData(3, null, 20, 5, 30, 10, 3, 3)]
    [InlineData(null, 7, 20, 5, 30, 10, 20, 7)]
    [InlineData(2, 7, 20, 5, 30, 10, 2, 2)]
    [InlineData(8, 7, 20, 5, 30, 10, 8, 7)]
    public void Attempt_Times_AreTheNearest(
        int? own, int? ownStream, int? deployment, int? deploymentStream, int? router, int? routerStream, int plain, int stream)
    {
        var config = Given.Config(Given.Deployment("m", "a", with: p => p with { Timeout = Seconds(deployment), StreamTimeout = Seconds(deploymentStream) }))
            .With(r => r with { Timeout = Seconds(router), StreamTimeout = Seconds(routerStream) });
        var request = new RouteRequest("m") { Timeout = Seconds(own), StreamTimeout = Seconds(ownStream) };

        Assert.Equal(plain, First(config, request).TotalSeconds);
        Assert.Equal(stream, First(config, request with { Stream = true }).TotalSeconds);
    }

    [Fact]
    public void Attempt_NearTheDeadline_GetsWhatIsLeft()
    {
        using var session = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"))
            .With(r => r with { Timeout = TimeSpan.FromSeconds(10), RequestDeadline = TimeSpan.FromSeconds(12) })
            .Router(_clock).Begin(new RouteRequest("m"));
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(10, attempt.FirstByteTimeout.TotalSeconds, 0.001);

        _clock.Advance(TimeSpan.FromSeconds(8));
        session.Report(attempt, Given.Fail(FailureKind.ServerError, 500));

        Assert.True(session.TryNext(out attempt));
        Assert.Equal(4, attempt.FirstByteTimeout.TotalSeconds, 0.001);
    }

    [Fact]
    public void Deadline_OfTheRequest_ComesBeforeTheRouters()
    {
        var config = Given.Config(Given.Deployment("m", "a")).With(r => r with { RequestDeadline = TimeSpan.FromSeconds(12) });

        Assert.Equal(5, First(config, new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(5) }).TotalSeconds, 0.001);
        Assert.Equal(20, First(config, new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(20) }).TotalSeconds, 0.001);
        Assert.Equal(12, First(config, new RouteRequest("m")).TotalSeconds, 0.001);
    }

    [Fact]
    public void Hang_OfTheFirst_LeavesTimeForAnother()
    {
        var run = Given.Config(Given.Deployment("m", "a"), Given.Deployment("z", "z")).Fallback("m", "z")
            .With(r => r with { Timeout = TimeSpan.FromSeconds(30) }).Router(_clock)
            .Run("m", attempt =>
            {
                _clock.Advance(attempt.FirstByteTimeout);
                return attempt.IsFallback ? Given.Ok() : Given.Fail(FailureKind.Timeout);
            });

        Assert.Equal(["a", "z"], run.Tried);
        Assert.True(run.Answered);
    }

    [Fact]
    public void DeadlineOfTheCaller_RunOutOf_RestsNobody()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"))
            .With(r => r with { AllowedFails = 0, Timeout = TimeSpan.FromSeconds(10) }).Router(_clock);

        router.Run(new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(1) }, Hang);
        Assert.All(router.Model.Deployments, d => Assert.False(d.State.Rest.Lasts(router.Clock.Now)));

        router.Run(new RouteRequest("m") { NumRetries = 0, Deadline = TimeSpan.FromSeconds(60) }, Hang);
        Assert.Single(router.Model.Deployments, d => d.State.Rest.Lasts(router.Clock.Now));

        AttemptReport Hang(RouteAttempt attempt)
        {
            _clock.Advance(attempt.FirstByteTimeout);
            return Given.Fail(FailureKind.Timeout);
        }
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } count ? TimeSpan.FromSeconds(count) : null;

    private TimeSpan First(RouterConfig config, in RouteRequest request)
    {
        using var session = config.Router(_clock).Begin(request);
        Assert.True(session.TryNext(out var attempt));
        return attempt.FirstByteTimeout;
    }
}
