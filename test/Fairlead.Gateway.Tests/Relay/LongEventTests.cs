using System.Text;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Events longer than a read, and than what is held of one: sound and pictures in a chat.</summary>
public sealed class LongEventTests
{
    [Theory]
    [InlineData(3_000)]
    [InlineData(30_000)]
    [InlineData(65_536)]
    [InlineData(400_000)]
    public async Task Event_OfAnyLength_ArrivesWhole(int length)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var reply = FakeReply.ChatStream(["a", new string('b', length), "c", new string('d', length)], usage: true);
        upstream.Enqueue(reply);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", upstream.ApiBase)));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");

        Assert.Equal(string.Concat(reply.Chunks.Select(Encoding.UTF8.GetString)), await response.Content.ReadAsStringAsync());
    }
}
