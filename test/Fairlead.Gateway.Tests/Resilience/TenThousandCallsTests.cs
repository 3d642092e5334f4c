using System.Net.Http.Headers;
using System.Text;
using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Resilience;

/// <summary>Everything that can end a call, ten thousand times at once: nothing may be left behind.</summary>
public sealed class TenThousandCallsTests
{
    private const int Calls = 10_000;

    // The process holds both ends of each connection, and the tests beside it need some too.
    private const int Connections = 2_000;

    private const string Yaml = """
        model_list:
          - { model_name: mixed, litellm_params: { model: simulated/good, ttft_ms: 5, tokens_per_second: 4000, output_tokens: 20, seed: 1 }, model_info: { id: good } }
          - { model_name: mixed, litellm_params: { model: simulated/slow, ttft_ms: 60, tokens_per_second: 500, output_tokens: 20, jitter: 0.5, seed: 2 }, model_info: { id: slow } }
          - { model_name: mixed, litellm_params: { model: simulated/bad, ttft_ms: 2, errors: { "500": 0.2, "429": 0.1, "503": 0.1, cut: 0.2 }, seed: 3 }, model_info: { id: bad } }
          - { model_name: rescue, litellm_params: { model: simulated/rescue, ttft_ms: 1, fail_after_tokens: 5, output_tokens: 10, seed: 4 }, model_info: { id: rescue } }
        router_settings: { routing_strategy: least-busy, fallbacks: [ { mixed: [ rescue ] } ], cooldown_time: 0.05, retry_after: 0 }
        """;

    [Fact]
    public async Task TenThousandCalls_CancelledFailedAndCut_EveryInFlightCounterEndsAtZero()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e) => Interlocked.Increment(ref unobserved);
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await using (var gateway = await GatewayFixture.StartAsync(Yaml))
            {
                using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections });
                var random = RandomSource.Seeded(42);
                var plans = Enumerable.Range(0, Calls).Select(_ => (Stream: random.Next(2) == 0, CancelAfter: random.Next(3) == 0 ? random.Next(120) : -1)).ToArray();
                var ends = await Task.WhenAll(plans.Select(plan => CallAsync(client, gateway.Url, plan.Stream, plan.CancelAfter)));

                Assert.True(ends.Count(static end => end == 200) > Calls / 4, "most calls that were not cancelled are answered");
                Assert.Contains(ends, static end => end == 0);
                Assert.Contains(ends, static end => end == -1);
                await EventuallyIdleAsync(gateway.Get<Router>());
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(0, Volatile.Read(ref unobserved));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }
    }

    /// <returns>The status; 0 for a call that was cancelled, -1 for a stream that was cut after its head.</returns>
    private static async Task<int> CallAsync(HttpMessageInvoker client, string url, bool stream, int cancelAfterMs)
    {
        using var cancel = new CancellationTokenSource();
        if (cancelAfterMs >= 0)
        {
            cancel.CancelAfter(cancelAfterMs);
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url + "/v1/chat/completions")
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"messages":[],"model":"mixed","stream":{{(stream ? "true" : "false")}}}""")),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await client.SendAsync(request, cancel.Token);
            await response.Content.CopyToAsync(Stream.Null, cancel.Token);
            return (int)response.StatusCode;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded)
        {
            return -1;
        }
    }

    /// <summary>The last aborts reach the gateway after the last call has ended here.</summary>
    private static async Task EventuallyIdleAsync(Router router)
    {
        using var patience = new CancellationTokenSource(GatewayFixture.Patience);
        while (InFlight(router) != 0)
        {
            Assert.False(patience.IsCancellationRequested, $"{InFlight(router)} calls are still counted as under way");
            await Task.Yield();
        }
    }

    private static int InFlight(Router router) =>
        router.Explain(new RouteRequest("mixed")).Groups.Concat(router.Explain(new RouteRequest("rescue")).Groups).SelectMany(static group => group.Candidates).Sum(static c => Math.Abs(c.InFlight));
}
