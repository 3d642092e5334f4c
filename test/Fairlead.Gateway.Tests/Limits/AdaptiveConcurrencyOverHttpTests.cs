using System.Text;
using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

public sealed class AdaptiveConcurrencyOverHttpTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"model":"m","messages":[{"role":"user","content":"A"}]}""");

    [Fact]
    public async Task UpstreamThatCarriesTwo_IsFoundOut_AndTheOthersWait()
    {
        using var patience = new CancellationTokenSource(GatewayFixture.Patience);
        await using var upstream = await FakeUpstream.StartAsync();
        var (now, refused) = (0, 0);
        var opened = new TaskCompletionSource();
        upstream.Default = _ =>
        {
            // Refuses the third of those at once; the first ones are held until it was.
            if (Interlocked.Increment(ref now) > 2)
            {
                Interlocked.Decrement(ref now);
                Interlocked.Increment(ref refused);
                opened.TrySetResult();
                return FakeReply.Error(429);
            }

            return FakeReply.Chat("ok") with
            {
                Gate = async chunk =>
                {
                    if (chunk == 0)
                    {
                        await opened.Task;
                        Interlocked.Decrement(ref now);
                    }
                },
            };
        };
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/a, api_base: "{{upstream.ApiBase}}", api_key: sk-a }
                model_info: { id: d1 }
            router_settings: { adaptive_concurrency: true, disable_cooldowns: true, num_retries: 0 }
            """);
        Assert.Equal(20, await WindowAsync(gateway));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AskAsync(gateway, patience.Token)));

        Assert.Equal([200, 200, 429], answers.Order());
        Assert.InRange(await WindowAsync(gateway), 1, 2);
        await GatewayFixture.Eventually(() => gateway.InFlight("m") == 0);

        // Twelve at once: as many as it carries are sent, and the others wait for them.
        var before = refused;
        answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => AskAsync(gateway, patience.Token)));
        Assert.All(answers, static status => Assert.Equal(200, status));
        Assert.Equal(before, refused);
        await GatewayFixture.Eventually(() => gateway.InFlight("m") == 0);
    }

    private static async Task<int> WindowAsync(GatewayFixture gateway)
    {
        using var response = await gateway.GetAsync("/router/deployments");
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("deployments")[0].GetProperty("concurrency_window").GetInt32();
    }

    private static async Task<int> AskAsync(GatewayFixture gateway, CancellationToken cancel)
    {
        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body, cancel);
        await response.Content.ReadAsByteArrayAsync(cancel);
        return (int)response.StatusCode;
    }
}
