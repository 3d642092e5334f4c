using System.Diagnostics;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Resilience;

/// <summary>What an outage costs those who ask for the model that is down, once it is known: nothing that could be noticed.</summary>
public sealed class OutageLatencyTests
{
    /// <summary>Pairs of requests compared; by turns, so that whatever else the machine does befalls both alike.</summary>
    private const int Pairs = 101;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LonePrimaryDown_AfterDetection_TheMedianIsWithinFiveMillisecondsOfTheFallbacksOwn(bool refusesConnections)
    {
        await using var first = await FakeUpstream.StartAsync();
        await using var second = await FakeUpstream.StartAsync();
        first.Default = _ => refusesConnections ? new FakeReply { Ending = FakeEnding.CutBeforeHead } : FakeReply.Error(503);
        await using var gateway = await GatewayFixture.StartAsync(
            GatewayFixture.YamlInOrder(("primary", first.ApiBase), ("spare", second.ApiBase)) + "router_settings: { cooldown_time: 60, fallbacks: [{ primary: [spare] }] }\n");
        for (var i = 0; i < 20; i++)
        {
            await TimeAsync(gateway, "primary");
            await TimeAsync(gateway, "spare");
        }

        var known = first.Requests.Count;
        var (through, direct) = (new double[Pairs], new double[Pairs]);
        for (var i = 0; i < Pairs; i++)
        {
            through[i] = await TimeAsync(gateway, "primary");
            direct[i] = await TimeAsync(gateway, "spare");
        }

        Array.Sort(through);
        Array.Sort(direct);
        var extra = through[Pairs / 2] - direct[Pairs / 2];
        Assert.True(extra < 5, $"{extra:0.00} ms more than the {direct[Pairs / 2]:0.00} ms of the fallback asked for by its name");
        Assert.InRange(known, 5, 20);
        Assert.Equal(known, first.Requests.Count);
    }

    /// <summary>Milliseconds of a request that the fallback answers.</summary>
    private static async Task<double> TimeAsync(GatewayFixture gateway, string model)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[]}""");
        await response.Content.ReadAsByteArrayAsync();
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Assert.Equal(200, (int)response.StatusCode);
        return took;
    }
}
