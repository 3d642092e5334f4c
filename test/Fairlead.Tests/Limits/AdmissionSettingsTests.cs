using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Limits.Crowd;

namespace Fairlead.Tests.Limits;

/// <summary>What turns the queue on, and what caps a deployment.</summary>
public sealed class AdmissionSettingsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Crowd _crowd = new();

    public void Dispose() => _crowd.Dispose();

    [Fact]
    public void Room_NobodyWaits_AndWithoutAQueueNobodyMay()
    {
        Assert.True(_crowd.Ask(Queued(Capped("a", 1)).Router(_clock)).IsUnderWay);

        var router = Given.Config(Capped("a", 1)).Router(_clock);
        _crowd.Ask(router);
        var refused = _crowd.Ask(router);
        Assert.Equal((false, RouteRefusal.AllAtLimit), (refused.Session.MayWait, refused.Session.Failure!.Refusal));

        // A request's own priority is a wish to wait.
        Assert.True(_crowd.Ask(router, 3).IsWaiting);
    }

    [Fact]
    public void DefaultPriority_TurnsTheQueueOn()
    {
        var router = Given.Config(Capped("a", 1)).With(static r => r with { DefaultPriority = 5 }).Router(_clock);
        var first = _crowd.Ask(router);
        var (usual, urgent) = (_crowd.Ask(router), _crowd.Ask(router, 0));

        first.Answer();
        Assert.True(urgent.IsUnderWay);
        Assert.True(usual.IsWaiting);
        Assert.True(usual.Session.IsPrioritized);
    }

    [Theory]
    [InlineData(2, 5, 1000.0, 7, 2)]
    [InlineData(null, 5, 1000.0, 7, 7)]
    [InlineData(null, 5, 1000.0, null, null)]
    [InlineData(null, null, 1000.0, 7, 7)]
    [InlineData(1, null, null, null, 1)]
    public void Cap_IsTheDeploymentsOwn_ElseTheRouters_NeverARate(int? own, int? rpm, double? tpm, int? common, int? expected)
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { MaxParallelRequests = own, Rpm = rpm, Tpm = tpm }))
            .With(r => r with { DefaultMaxParallelRequests = common }).Router(_clock);

        var held = Enumerable.Range(0, 20).Count(_ => _crowd.Ask(router).IsUnderWay);

        Assert.Equal(expected ?? 20, held);
    }

    [Fact]
    public void Configuration_IsRead_AndMistakesAreNamed()
    {
        var config = Reading.Clean(Reading.With(rest: """
            router_settings:
              default_priority: 3
              default_max_parallel_requests: 8
              admission: { max_queue: 50, timeout: 10s, reserved: { 0: 4, 10: 1 } }
            """));

        Assert.Equal((3, 8, 50, TimeSpan.FromSeconds(10)), (config.Router.DefaultPriority, config.Router.DefaultMaxParallelRequests, config.Router.Admission!.MaxQueue, config.Router.Admission.Timeout!.Value));
        Assert.Equal([(0, 4), (10, 1)], config.Router.Admission.Reserved.Select(static r => (r.Key, r.Value)));
        Assert.Contains("expected a priority", Reading.Findings(Reading.With(rest: "router_settings: { admission: { reserved: { urgent: 4 } } }")), StringComparison.Ordinal);
        Assert.Contains("expected a whole number of places", Reading.Findings(Reading.With(rest: "router_settings: { admission: { reserved: { 0: many } } }")), StringComparison.Ordinal);
        Assert.Contains("max_queue", Reading.Findings(Reading.With(rest: "router_settings: { admission: { max_queu: 4 } }")), StringComparison.Ordinal);
        Assert.Contains("not below 1", Reading.Findings(Reading.With(rest: "router_settings: { default_max_parallel_requests: 0 }")), StringComparison.Ordinal);
    }
}
