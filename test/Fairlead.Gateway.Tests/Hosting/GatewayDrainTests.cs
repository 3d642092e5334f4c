using Fairlead.Gateway.Hosting;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Hosting;

/// <summary>The drain over real HTTP, on a clock that only the test moves.</summary>
public sealed class GatewayDrainTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)), o => o with { TimeProvider = _time });
        var reply = FakeReply.ChatStream(["a", "b"]);
        _upstream.Enqueue(reply with { Gate = i => i < 2 ? Task.CompletedTask : _finish.Task });
    }

    public async Task DisposeAsync()
    {
        _finish.TrySetResult();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Stop_RunningStreamFinishes_NewRequestsAndProbesGet503()
    {
        using var running = await StreamAsync();
        var stopping = _gateway.Gateway.StopAsync();
        await GatewayFixture.Eventually(() => _gateway.Get<Drain>().IsDraining);

        using var ready = await _gateway.GetAsync("/health/readiness");
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Contains("\"draining\"", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var live = await _gateway.GetAsync("/health/liveliness");
        Assert.Equal(200, (int)live.StatusCode);
        using var refused = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}""");
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.Equal("1", Responses.Header(refused, "Retry-After"));
        Assert.Equal("shutting_down", (await Responses.ErrorAsync(refused)).Code);
        Assert.False(stopping.IsCompleted);

        _finish.SetResult();
        Assert.EndsWith("data: [DONE]\n\n", await running.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await stopping.WaitAsync(GatewayFixture.Patience);
    }

    [Fact]
    public async Task Stop_TimeIsOver_StreamEndsWithAnErrorEvent()
    {
        using var running = await StreamAsync();
        var stopping = _gateway.Gateway.StopAsync();
        await GatewayFixture.Eventually(() => _gateway.Get<Drain>().IsDraining && _time.ActiveTimers > 0);
        _time.Advance(DrainService.DefaultTimeout);

        var text = await Responses.ReadUntilCutAsync(running);
        Assert.Contains("\"content\":\"a\"", text, StringComparison.Ordinal);
        Assert.Contains("data: {\"error\":{", text, StringComparison.Ordinal);
        Assert.EndsWith("\"code\":\"shutting_down\"}}\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        await stopping.WaitAsync(GatewayFixture.Patience);
    }

    private Task<HttpResponseMessage> StreamAsync() => _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");
}
