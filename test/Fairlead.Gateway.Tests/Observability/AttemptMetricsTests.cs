using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fairlead.Telemetry;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Observability;

/// <summary>Histograms of the gateway's attempts, under the published meter.</summary>
public sealed class AttemptMetricsTests : IAsyncLifetime, IDisposable
{
    // Other tests run beside this one: what is heard is told apart by the group's name.
    private const string Model = "gpt-4-metered";

    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _heard = new();
    private readonly MeterListener _listener = new();
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder((Model, _first.ApiBase), (Model, _second.ApiBase)));
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == FairleadTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EveryAttempt_IsMeasured_ByDeploymentAndOutcome(bool stream)
    {
        _first.Default = static _ => FakeReply.Error(500);
        _second.Default = _ => stream ? FakeReply.ChatStream(["a", "b"], usage: true) : FakeReply.Chat("ok", promptTokens: 3, completionTokens: 2);
        using var response = await _gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{Model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"the prompt"}]}""");
        await response.Content.ReadAsStringAsync();

        await GatewayFixture.Eventually(() => Of(FairleadTelemetry.TokenUsage).Count == 2);
        var durations = Of(FairleadTelemetry.OperationDuration);
        Assert.Equal([("d1", "ServerError"), ("d2", null)], durations.Select(static m => (m.Tags["fairlead.deployment.id"], m.Tags.GetValueOrDefault("error.type"))));
        Assert.All(durations, static m => Assert.Equal(("chat", "openai", Model), (m.Tags["gen_ai.operation.name"], m.Tags["gen_ai.provider.name"], m.Tags["fairlead.model_group"])));
        Assert.Equal([3, 2], Of(FairleadTelemetry.TokenUsage).Select(static m => m.Value));

        // A plain answer comes at once: it has no first chunk.
        Assert.Equal(stream ? 1 : 0, Of(FairleadTelemetry.TimeToFirstChunk).Count);
        Assert.DoesNotContain(_heard, static m => m.Tags.Values.Any(static value => $"{value}".Contains("prompt", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Embedding_IsCalledSo()
    {
        _first.Default = static _ => FakeReply.Json("""{"object":"list","data":[{"embedding":[0.1],"index":0}],"usage":{"prompt_tokens":4,"total_tokens":4}}""");
        using var response = await _gateway.PostAsync("/v1/embeddings", $$"""{"model":"{{Model}}","input":"a"}""");
        await response.Content.ReadAsStringAsync();

        await GatewayFixture.Eventually(() => Of(FairleadTelemetry.OperationDuration).Count == 1);
        Assert.Equal("embeddings", Of(FairleadTelemetry.OperationDuration)[0].Tags["gen_ai.operation.name"]);
    }

    private List<(string Name, double Value, Dictionary<string, object?> Tags)> Of(string name) =>
        [.. _heard.Where(m => m.Name == name && Model.Equals(m.Tags.GetValueOrDefault("fairlead.model_group")))];

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _heard.Enqueue((instrument.Name, value, new(tags.ToArray())));
}
