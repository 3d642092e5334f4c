using System.Text;
using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

public sealed class AdmissionOverHttpTests : IDisposable
{
    private readonly CancellationTokenSource _patience = new(GatewayFixture.Patience);

    private static string Yaml(FakeUpstream upstream, string settings) => $$"""
        model_list:
          - model_name: m
            litellm_params: { model: openai/a, api_base: "{{upstream.ApiBase}}", api_key: sk-a, max_parallel_requests: 1 }
            model_info: { id: d1 }
        router_settings: { {{settings}} }
        """;

    public void Dispose() => _patience.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Full_TheyWaitInOrderOfPriority_UntilTheAnswerBeforeEnds(bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var end = new TaskCompletionSource();
        upstream.Default = _ => stream ? FakeReply.ChatStream(["ok"]) : FakeReply.Chat("ok");
        // Of a stream the content comes first, and the end when the test says so.
        upstream.Enqueue((stream ? FakeReply.ChatStream(["first"]) : FakeReply.Chat("first")) with { Gate = chunk => chunk >= (stream ? 2 : 0) ? end.Task : Task.CompletedTask });
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream, "admission: {}"));

        var first = AskAsync(gateway, "A", stream);
        Assert.Contains("A", (await upstream.NextRequestAsync()).BodyText, StringComparison.Ordinal);
        var late = AskAsync(gateway, "B", stream, "\"priority\":5,");
        await Waiting(gateway, 1);
        var soon = AskAsync(gateway, "C", stream, "\"priority\":1,");
        await Waiting(gateway, 2);
        if (stream)
        {
            // The head and the content have come: the place is taken all the same.
            await GatewayFixture.Eventually(() => gateway.InFlight("m") == 1);
        }

        Assert.Single(upstream.Requests);
        end.SetResult();

        Assert.All(await Task.WhenAll(first, soon, late), static answer => Assert.Equal((200, "true"), (answer.Status, answer.Prioritized)));
        Assert.Equal(["A", "C", "B"], upstream.Requests.Select(static r => new[] { "A", "B", "C" }.Single(name => r.BodyText.Contains($"\"content\":\"{name}\"", StringComparison.Ordinal))));
        Assert.All(upstream.Requests, static r => Assert.DoesNotContain("priority", r.BodyText, StringComparison.Ordinal));
        await GatewayFixture.Eventually(() => gateway.InFlight("m") == 0);
    }

    [Fact]
    public async Task Timeout_Is408_AQueueFullIs429_AndWithoutAQueueNobodyWaits()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var end = new TaskCompletionSource();
        upstream.Enqueue(FakeReply.Chat("first") with { Gate = _ => end.Task });
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream, "admission: { max_queue: 1, timeout: 300ms }"));
        var first = AskAsync(gateway, "A", stream: false);
        await upstream.NextRequestAsync();
        var waits = AskAsync(gateway, "B", stream: false);
        await Waiting(gateway, 1);

        var refused = await AskAsync(gateway, "C", stream: false);
        Assert.Equal((429, "queue_full"), (refused.Status, Code(refused.Body)));
        var timedOut = await waits;
        Assert.Equal((408, "queue_timeout"), (timedOut.Status, Code(timedOut.Body)));
        Assert.Contains("Request timed out while polling queue. Passed model=m. It waited 0.3 s and stood at place 1 of 1.", timedOut.Body, StringComparison.Ordinal);
        end.SetResult();
        Assert.Equal(200, (await first).Status);
    }

    [Fact]
    public async Task ClientGone_LeavesTheQueue_AndItsPlaceIsNotUsed()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var end = new TaskCompletionSource();
        upstream.Enqueue(FakeReply.Chat("first") with { Gate = _ => end.Task });
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream, "default_priority: 3"));
        var first = AskAsync(gateway, "A", stream: false);
        await upstream.NextRequestAsync();
        using var gone = new CancellationTokenSource();
        var leaves = gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Encoding.UTF8.GetBytes(Body("B", false, "")), gone.Token);
        await Waiting(gateway, 1);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        await Waiting(gateway, 0);
        end.SetResult();
        Assert.Equal(200, (await first).Status);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task Priority_ThatIsNoNumber_IsRefusedByName()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayFixture.StartAsync(Yaml(upstream, "num_retries: 0"));

        var answer = await AskAsync(gateway, "A", stream: false, "\"priority\":\"high\",");

        Assert.Equal(400, answer.Status);
        Assert.Contains("'priority' must be a whole number.", answer.Body, StringComparison.Ordinal);

        // Nobody asked for a queue: the header is not sent.
        Assert.Equal((200, ""), (await AskAsync(gateway, "A", stream: false)) is var plain ? (plain.Status, plain.Prioritized) : default);
    }

    private static string Code(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }

    private static Task Waiting(GatewayFixture gateway, int count) =>
        GatewayFixture.Eventually(() => gateway.Get<Router>().Model.Deployments[0].Queue!.Count == count);

    private static string Body(string text, bool stream, string more) =>
        $$"""{"model":"m",{{more}}"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{text}}"}]}""";

    private async Task<(int Status, string Prioritized, string Body)> AskAsync(GatewayFixture gateway, string text, bool stream, string more = "")
    {
        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Encoding.UTF8.GetBytes(Body(text, stream, more)), _patience.Token);
        var body = await response.Content.ReadAsStringAsync(_patience.Token);
        return ((int)response.StatusCode, response.Headers.TryGetValues("x-litellm-request-prioritization-used", out var used) ? used.Single() : "", body);
    }
}
