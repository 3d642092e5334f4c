using System.Text;
using Fairlead.Gateway.Engines;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Engines;

/// <summary>Engines' own queues, from their metrics to the router.</summary>
public sealed class QueuePollerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _engine = null!;

    public async Task InitializeAsync() => _engine = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Theory]
    [InlineData("# HELP vllm:num_requests_waiting Number.\n# TYPE vllm:num_requests_waiting gauge\nvllm:num_requests_running{model_name=\"m\"} 9.0\nvllm:num_requests_waiting{model_name=\"m\"} 3.0\n", 3)]
    [InlineData("vllm:num_requests_waiting{engine=\"0\",model_name=\"a } b\"} 2\nvllm:num_requests_waiting{engine=\"1\"} 5.0 1700000000\n", 7)]
    [InlineData("vllm:num_requests_waiting_by_reason{r=\"x\"} 8\n", null)]
    [InlineData("sglang:num_queue_reqs 4\r\n", 4)]
    [InlineData("tgi_queue_size 0\n", 0)]
    [InlineData("llamacpp:requests_deferred 1e1", 10)]
    [InlineData("vllm:num_requests_waiting NaN\n", null)]
    [InlineData("vllm:num_requests_waiting{\n", null)]
    [InlineData("", null)]
    public void Metrics_OfAnyEngine_TellWhoWaits(string text, int? expected) => Assert.Equal(expected, EngineMetrics.WaitingIn(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task Poller_NumbersOfTheEngine_ReachTheRouterUntilTheyAreTooOld()
    {
        _engine.Default = static _ => FakeReply.Raw("text/plain", "vllm:num_requests_waiting{model_name=\"m\"} 12.0\n"u8.ToArray());
        await using var gateway = await StartAsync("true");
        var poller = gateway.Get<QueuePoller>();
        var router = gateway.Get<Router>();
        await GatewayFixture.Eventually(() => poller.Rounds == 1);

        Assert.Equal(("GET", "/metrics", "Bearer k"), (_engine.Requests[0].Method, _engine.Requests[0].Path, _engine.Requests[0].Headers["Authorization"]));
        Assert.Equal(12, router.Model.ById("polled")!.State.QueueLength);
        Assert.Equal(0, router.Model.ById("other")!.State.QueueLength);

        _engine.Default = static _ => FakeReply.Error(500);
        for (var round = 2; round <= 4; round++)
        {
            Assert.Equal(12, router.Model.ById("polled")!.State.QueueLength);
            _clock.Advance(TimeSpan.FromSeconds(2));
            await GatewayFixture.Eventually(() => poller.Rounds == round);
        }

        Assert.Equal(0, router.Model.ById("polled")!.State.QueueLength);
        Assert.Equal(4, _engine.Requests.Count);
    }

    [Fact]
    public async Task Poller_PathOfItsOwn_IsAskedOnTheSameHost()
    {
        await using var gateway = await StartAsync("/engine/metrics?x=1");
        await GatewayFixture.Eventually(() => gateway.Get<QueuePoller>().Rounds == 1);

        Assert.Equal(("/engine/metrics", "?x=1"), (_engine.Requests[0].Path, _engine.Requests[0].Query));
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("\"http://elsewhere/metrics\"")]
    public async Task Setting_OtherHost_IsAnError(string value) =>
        Assert.Contains("queue_metrics", (await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(value))).ToString(), StringComparison.Ordinal);

    private Task<GatewayFixture> StartAsync(string setting) => GatewayFixture.StartAsync(
        $$"""
        model_list:
          - { model_name: m, litellm_params: { model: hosted_vllm/m, api_base: "{{_engine.ApiBase}}", api_key: k }, model_info: { id: polled, queue_metrics: {{setting}} } }
          - { model_name: m, litellm_params: { model: hosted_vllm/m, api_base: "{{_engine.ApiBase}}" }, model_info: { id: other } }
        """,
        options => options with { TimeProvider = _clock });
}
