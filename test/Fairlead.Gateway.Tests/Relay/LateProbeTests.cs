using Fairlead.Attempts;
using Fairlead.State;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Somebody who accepts calls and never answers, probed after a rest, over HTTP. Hedging is off.</summary>
public sealed class LateProbeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _hangs = null!;
    private FakeUpstream _other = null!;
    private GatewayFixture? _gateway;

    public async Task InitializeAsync()
    {
        _hangs = await FakeUpstream.StartAsync();
        _other = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        await _hangs.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Probe_ThatIsNotAnswered_AnotherAnswers_AndTheRestGrows(bool stream)
    {
        await StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _hangs.ApiBase), ("gpt-4", _other.ApiBase)) + "router_settings: { timeout: 600 }\n");
        using var response = await AskAsync(stream);

        Assert.Equal("0", response.Headers.GetValues("x-litellm-attempted-fallbacks").Single());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Probe_OfADeploymentAlone_TheFallbackAnswers(bool stream)
    {
        await StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _hangs.ApiBase), ("mini", _other.ApiBase)) + "router_settings: { timeout: 600, fallbacks: [ { gpt-4: [ mini ] } ] }\n");
        using var response = await AskAsync(stream);

        Assert.Equal("1", response.Headers.GetValues("x-litellm-attempted-fallbacks").Single());
    }

    /// <summary>Answers of a tenth of a second of both; then the first rests after five failures, and its rest is over.</summary>
    private async Task StartAsync(string yaml)
    {
        _gateway = await GatewayFixture.StartAsync(yaml, options => options with { TimeProvider = _clock });
        Tell("d1", FailureKind.None, 20);
        Tell("d2", FailureKind.None, 20);
        Tell("d1", FailureKind.Connection, 5);
        _clock.Advance(TimeSpan.FromSeconds(5));
    }

    private async Task<HttpResponseMessage> AskAsync(bool stream)
    {
        _hangs.Enqueue(FakeReply.Silent);
        _other.Enqueue(stream ? FakeReply.ChatStream(["from the other"]) : FakeReply.Chat("from the other"));
        var body = stream ? """{"model":"gpt-4","stream":true}""" : """{"model":"gpt-4","messages":[]}""";
        var began = _clock.GetUtcNow();
        var answering = _gateway!.PostAsync("/v1/chat/completions", body, ("x-fairlead-explain", "1"));
        var asked = await _hangs.NextRequestAsync();

        // Ten seconds at most, of the six hundred it may take.
        await GatewayFixture.Eventually(() =>
        {
            if (_other.Requests.Count == 0 && _clock.ActiveTimers > 0 && _clock.GetUtcNow() < began + TimeSpan.FromSeconds(10))
            {
                _clock.Advance(TimeSpan.FromMilliseconds(5));
            }

            return _other.Requests.Count > 0;
        });
        var response = await answering;

        Assert.Contains("from the other", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("d2", response.Headers.GetValues("x-litellm-model-id").Single());
        Assert.Equal("0", response.Headers.GetValues("x-litellm-attempted-retries").Single());
        Assert.Contains("tried=d1:Lost", response.Headers.GetValues("x-fairlead-route").Single(), StringComparison.Ordinal);
        await asked.Aborted.WaitAsync(FakeUpstream.Patience);
        await GatewayFixture.Eventually(() => _gateway.InFlight("gpt-4") == 0);
        var router = _gateway.Get<Router>();
        var breaker = router.Model.ById("d1")!.State.Breaker(router.Clock.Now);
        Assert.Equal((BreakerState.Open, FailureKind.Timeout, 2), (breaker.State, breaker.Cause, breaker.Openings));
        return response;
    }

    private void Tell(string id, FailureKind kind, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var session = _gateway!.Get<Router>().Begin(new RouteRequest(id) { Stream = true, NumRetries = 0 });
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, kind == FailureKind.None
                ? new AttemptReport { TimeToFirstToken = TimeSpan.FromSeconds(0.1), Duration = TimeSpan.FromSeconds(0.1), OutputTokens = 1 }
                : new AttemptReport { Failure = kind, Duration = TimeSpan.FromSeconds(0.1) });
        }
    }
}
