using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Admin;

public sealed class ChangesTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("gpt-4", _upstream.ApiBase), ("gpt-4", _upstream.ApiBase)));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Changes_AreStreamedAfterASnapshot()
    {
        using var response = await _gateway.GetAsync("/router/changes");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var (name, first) = await NextAsync(reader);
        Assert.Equal("snapshot", name);
        Assert.Equal(2, first.GetProperty("deployments").GetArrayLength());

        var router = _gateway.Get<Router>();
        router.Reload(router.Model.Config);
        (name, var change) = await NextAsync(reader);
        Assert.Equal("reloaded", name);
        Assert.Equal(2, change.GetProperty("generation").GetInt32());

        _upstream.Enqueue(FakeReply.Error(429));
        using (var answered = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}"""))
        {
            Assert.Equal(200, (int)answered.StatusCode);
        }

        (name, change) = await NextAsync(reader);
        Assert.Equal("opened", name);
        Assert.Equal(("d1", "gpt-4", "RateLimited"), (change.GetProperty("deployment_id").GetString(), change.GetProperty("model_group").GetString(), change.GetProperty("cause").GetString()));
        Assert.True(change.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Changes_WithoutTheKey_AreRefused()
    {
        await using var guarded = await GatewayFixture.StartAsync(
            GatewayFixture.YamlInOrder(("gpt-4", _upstream.ApiBase)) + "general_settings: { master_key: sk-test-1234 }\n");
        using var refused = await guarded.GetAsync("/router/changes");

        Assert.Equal(401, (int)refused.StatusCode);
    }

    private static async Task<(string Name, JsonElement Data)> NextAsync(StreamReader reader)
    {
        string? name = null;
        while (await reader.ReadLineAsync().WaitAsync(GatewayFixture.Patience) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (name!, JsonDocument.Parse(line[6..]).RootElement);
            }
        }

        throw new EndOfStreamException();
    }
}
