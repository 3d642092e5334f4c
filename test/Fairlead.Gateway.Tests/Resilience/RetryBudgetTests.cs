using Fairlead.Gateway.Hosting;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Resilience;

/// <summary>An outage under load: the budget of all requests together bounds what the upstream gets, whatever each request has left.</summary>
public sealed class RetryBudgetTests : IAsyncLifetime
{
    private const int Requests = 300;

    private readonly FakeTimeProvider _clock = new();
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Default = static _ => FakeReply.Error(500);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task Outage_ByDefault_UpstreamGetsAFifthMoreAndWhatWasSaved()
    {
        var (texts, elapsed) = await SufferAsync("");

        // A hundred saved at the start, a fifth of each request, ten for each second that passed.
        Assert.InRange(_upstream.Requests.Count, Requests + 100, Requests + 100 + (Requests / 5) + (10 * (int)elapsed.TotalSeconds));
        Assert.True(_upstream.Requests.Count < 2 * Requests, $"{_upstream.Requests.Count} calls");
        Assert.Contains(texts, static text => text.Contains("retry budget", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outage_WithoutBudget_EveryRequestUsesAllOfItsRetries()
    {
        await SufferAsync("retry_budget: { share: 0 }");

        Assert.Equal(3 * Requests, _upstream.Requests.Count);
    }

    /// <summary>Sends all requests at once, and moves the clock whenever everybody who is left waits for it.</summary>
    private async Task<(string[] Texts, TimeSpan Elapsed)> SufferAsync(string setting)
    {
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)) + $"router_settings: {{ num_retries: 2, {setting} }}\n", options => options with { TimeProvider = _clock });
        var drain = gateway.Get<Drain>();
        var began = _clock.GetUtcNow();
        var asking = Enumerable.Range(0, Requests).Select(_ => AskAsync(gateway)).ToArray();
        await GatewayFixture.Eventually(() => _upstream.Requests.Count >= Requests);
        while (true)
        {
            await GatewayFixture.Eventually(() => gateway.InFlight("gpt-4") == 0 && drain.Running <= _clock.TimersDueWithin(TimeSpan.FromSeconds(3)));
            if (drain.Running == 0)
            {
                return (await Task.WhenAll(asking), _clock.GetUtcNow() - began);
            }

            _clock.Advance(TimeSpan.FromSeconds(2));
        }
    }

    private static async Task<string> AskAsync(GatewayFixture gateway)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","messages":[]}""");
        Assert.Equal(500, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
