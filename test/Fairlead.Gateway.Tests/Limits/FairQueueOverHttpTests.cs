using System.Text;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

public sealed class FairQueueOverHttpTests
{
    [Theory]
    [InlineData("sk-master", true)]
    [InlineData(null, false)]
    public async Task KeyThatFloods_WaitsBehindItself(string? master, bool isNamed)
    {
        using var patience = new CancellationTokenSource(GatewayFixture.Patience);
        await using var upstream = await FakeUpstream.StartAsync();
        var end = new TaskCompletionSource();
        upstream.Default = static _ => FakeReply.Chat("ok");
        upstream.Enqueue(FakeReply.Chat("first") with { Gate = _ => end.Task });
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/a, api_base: "{{upstream.ApiBase}}", api_key: sk-a, max_parallel_requests: 1 }
            router_settings: { admission: {} }
            general_settings: { {{(master is null ? "" : $"master_key: {master}")}} }
            """);

        var asked = new List<Task<int>>();
        foreach (var (text, key) in new[] { ("first", "f"), ("f1", "f"), ("f2", "f"), ("f3", "f"), ("c1", "c") })
        {
            asked.Add(AskAsync(gateway, text, master ?? key, isNamed ? key : null, patience.Token));
            if (text == "first")
            {
                await upstream.NextRequestAsync();
            }

            await GatewayFixture.Eventually(() => gateway.Get<Router>().Model.Deployments[0].Queue!.Count == asked.Count - 1);
        }

        end.SetResult();
        Assert.All(await Task.WhenAll(asked), static status => Assert.Equal(200, status));
        Assert.Equal(
            ["first", "f1", "c1", "f2", "f3"],
            upstream.Requests.Select(static r => new[] { "first", "f1", "f2", "f3", "c1" }.Single(name => r.BodyText.Contains($"\"content\":\"{name}\"", StringComparison.Ordinal))));
        Assert.All(upstream.Requests, static r => Assert.DoesNotContain("user_api_key", r.BodyText, StringComparison.Ordinal));
    }

    private static async Task<int> AskAsync(GatewayFixture gateway, string text, string key, string? named, CancellationToken cancel)
    {
        // The name by a header for one of them, in the body for the others.
        var metadata = named is null || text == "f1" ? "" : $$"""
            "metadata":{"user_api_key_hash":"{{named}}"},
            """;
        var headers = new List<(string, string)> { ("Authorization", "Bearer " + key) };
        if (named is not null && text == "f1")
        {
            headers.Add(("x-fairlead-key", named));
        }

        var body = Encoding.UTF8.GetBytes($$"""{"model":"m",{{metadata}}"messages":[{"role":"user","content":"{{text}}"}]}""");
        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", body, cancel, [.. headers]);
        return (int)response.StatusCode;
    }
}
