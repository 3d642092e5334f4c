using System.Text;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Resilience;

/// <summary>One of two deployments dies under load and comes back; clients must not notice.</summary>
public sealed class FailoverUnderLoadTests
{
    private const int Workers = 16;
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":"hi"}],"model":"gpt-4"}""");

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("least-busy")]
    [InlineData("latency-based")]
    public async Task Deployment_DiesUnderLoadAndReturns_ClientsSeeNoErrorAndTheShareMoves(string strategy)
    {
        await using var first = await FakeUpstream.StartAsync();
        await using var second = await FakeUpstream.StartAsync();
        var yaml = GatewayFixture.Yaml(("gpt-4", first.ApiBase), ("gpt-4", second.ApiBase))
            + $"router_settings: {{ routing_strategy: {strategy}, cooldown_time: 0.2 }}\n";

        // Compiled before the clock counts: answers take a millisecond here, and the first ones of a process fifty.
        await using (var compiled = await GatewayFixture.StartAsync(yaml))
        {
            await LoadAsync(compiled, 600);
        }

        await using var gateway = await GatewayFixture.StartAsync(yaml);
        var cold = (First: first.Requests.Count, Second: second.Requests.Count);

        // Alive, both are used: at once, or when the one whose first answer was slow is asked again.
        using var patience = new CancellationTokenSource(GatewayFixture.Patience * 2);
        while (!patience.IsCancellationRequested && Math.Min(first.Requests.Count - cold.First, second.Requests.Count - cold.Second) <= 60)
        {
            await LoadAsync(gateway, 600);
        }

        Assert.True(
            first.Requests.Count - cold.First > 60 && second.Requests.Count - cold.Second > 60,
            $"{first.Requests.Count - cold.First} and {second.Requests.Count - cold.Second}");

        // Dead: every connection breaks. A handful of attempts find it out, then it is left alone but for a look now and then.
        var before = first.Requests.Count;
        first.Default = static _ => new FakeReply { Ending = FakeEnding.CutBeforeHead };
        await LoadAsync(gateway, 2000);
        var wasted = first.Requests.Count - before;
        Assert.True(wasted < 200, $"{wasted} of 2000 requests still met the dead deployment");

        // Back: it gets traffic again by itself. Mostly at once; a strategy that goes by times and was told a slow one asks again some fifteen seconds later.
        first.Default = static _ => FakeReply.Chat("ok");
        before = first.Requests.Count;
        while (!patience.IsCancellationRequested && first.Requests.Count - before < 100)
        {
            await LoadAsync(gateway, 200);
        }

        Assert.True(first.Requests.Count - before >= 100, "the deployment that came back gets no traffic");
    }

    private static Task LoadAsync(GatewayFixture gateway, int requests)
    {
        var left = requests;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body, CancellationToken.None);
                Assert.Equal(200, (int)response.StatusCode);
                Assert.Contains("\"ok\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }));
    }
}
