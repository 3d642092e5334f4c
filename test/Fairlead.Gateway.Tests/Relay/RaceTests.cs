using Fairlead.Attempts;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Several models asked at once: <c>fastest_response</c>.</summary>
public sealed class RaceTests : IAsyncLifetime
{
    private const string Header = "x-litellm-fastest_response_batch_completion";

    private FakeUpstream _slow = null!;
    private FakeUpstream _quick = null!;
    private GatewayFixture _gateway = null!;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task InitializeAsync()
    {
        _slow = await FakeUpstream.StartAsync();
        _quick = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Yaml(("slow", _slow.ApiBase), ("quick", _quick.ApiBase)) + """
              - { model_name: mocked, litellm_params: { model: openai/mocked, api_key: none, mock_response: "from the mock" }, model_info: { id: mock } }
            router_settings: { num_retries: 0 }

            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _slow.DisposeAsync();
        await _quick.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstContent_Wins_TheOtherIsCancelled(bool stream)
    {
        _slow.Default = static _ => FakeReply.Silent;
        _quick.Enqueue(stream ? FakeReply.ChatStream(["quick"]) : FakeReply.Chat("quick"));
        using var response = await AskAsync("slow,quick", stream);

        Assert.Contains("quick", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("True", response.Headers.GetValues(Header).Single());
        Assert.Equal("quick", response.Headers.GetValues("x-litellm-model-group").Single());
        var sent = Assert.Single(_quick.Requests);
        Assert.DoesNotContain("fastest_response", sent.BodyText, StringComparison.Ordinal);
        Assert.Contains("\"up-2\"", sent.BodyText, StringComparison.Ordinal);
        await GatewayFixture.Eventually(() => Failures("d1").GetValueOrDefault(FailureKind.Lost) == 1 && _gateway.InFlight("slow") == 0);
    }

    [Fact]
    public async Task OneMocked_TheMockAnswers()
    {
        _slow.Default = static _ => FakeReply.Silent;
        using var response = await AskAsync("slow, mocked", stream: false);

        Assert.Contains("from the mock", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailureAndEmptyStream_DoNotWin()
    {
        var answers = new TaskCompletionSource();
        _slow.Enqueue(FakeReply.ChatStream(["slow but right"]) with { Gate = chunk => chunk == 0 ? answers.Task : Task.CompletedTask });
        _quick.Enqueue(FakeReply.Events("[DONE]"));
        var answering = AskAsync("quick,slow,unknown", stream: true);
        await GatewayFixture.Eventually(() => Failures("d2").Count > 0);
        answers.SetResult();
        using var response = await answering;

        Assert.Contains("slow but right", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllFail_TheMostUsefulFailureIsTold()
    {
        _slow.Enqueue(FakeReply.Error(400, "max_tokens is too large", "invalid_request_error"));
        _quick.Enqueue(FakeReply.Error(500));
        using var response = await AskAsync("quick,slow,unknown", stream: false);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("max_tokens is too large", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, _gateway.InFlight("slow") + _gateway.InFlight("quick"));
    }

    [Fact]
    public async Task ClientLeaves_AllAreCancelled()
    {
        _slow.Default = _quick.Default = static _ => FakeReply.Silent;
        using var leaves = new CancellationTokenSource();
        var answering = _gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body("slow,quick", stream: true), leaves.Token);
        var first = await _slow.NextRequestAsync();
        var second = await _quick.NextRequestAsync();
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await first.Aborted.WaitAsync(FakeUpstream.Patience);
        await second.Aborted.WaitAsync(FakeUpstream.Patience);
        await GatewayFixture.Eventually(() => _gateway.InFlight("slow") + _gateway.InFlight("quick") == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FullQueue_TheModelWaits_AndIsGivenUpWhenAnotherAnswers(bool stream)
    {
        await using var gateway = await FullAsync("admission: { max_queue: 4 }");
        var answers = new TaskCompletionSource();
        _quick.Default = _ => (stream ? FakeReply.ChatStream(["quick"]) : FakeReply.Chat("quick")) with { Gate = chunk => chunk == 0 ? answers.Task : Task.CompletedTask };
        var racing = gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body("full,quick", stream), CancellationToken.None);
        await _quick.NextRequestAsync();
        await GatewayFixture.Eventually(() => Waiting(gateway) == 1);
        answers.SetResult();
        using var response = await racing;

        Assert.Contains("quick", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await GatewayFixture.Eventually(() => Waiting(gateway) == 0);
        Assert.Single(_slow.Requests);
    }

    [Fact]
    public async Task FullQueue_PlaceComesFree_TheModelThatWaitedMayWin()
    {
        await using var gateway = await FullAsync("admission: { max_queue: 4 }");
        _quick.Default = static _ => FakeReply.Silent;
        var racing = gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body("full,quick", stream: false), CancellationToken.None);
        await GatewayFixture.Eventually(() => Waiting(gateway) == 1);
        _held.SetResult();
        using var response = await racing;

        Assert.Equal("full", response.Headers.GetValues("x-litellm-model-group").Single());
    }

    [Theory]
    [InlineData("admission: { max_queue: 0 }", 429, "all are at their limit")]
    [InlineData("num_retries: 0", 429, "all are at their limit")]
    public async Task AllFull_WithoutAQueue_IsRefusedAtOnce(string settings, int status, string expected)
    {
        await using var gateway = await FullAsync(settings);
        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body("full,same", stream: false), CancellationToken.None);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        _held.SetResult();
    }

    /// <summary>A gateway one of whose models has all of its places taken, until <see cref="_held"/>.</summary>
    private async Task<GatewayFixture> FullAsync(string settings)
    {
        _slow.Default = static _ => FakeReply.Chat("at last");
        _slow.Enqueue(FakeReply.Chat("first") with { Gate = _ => _held.Task });
        var gateway = await GatewayFixture.StartAsync(
            $$"""
            model_list:
              - { model_name: full, litellm_params: { model: openai/up, api_base: "{{_slow.ApiBase}}", api_key: k, max_parallel_requests: 1 } }
              - { model_name: quick, litellm_params: { model: openai/up, api_base: "{{_quick.ApiBase}}", api_key: k } }
            router_settings: { {{settings}}, model_group_alias: { same: full } }
            """);
        _ = gateway.PostAsync("/v1/chat/completions", """{"model":"full","messages":[]}""");
        await _slow.NextRequestAsync();
        return gateway;
    }

    private static int Waiting(GatewayFixture gateway) => gateway.Get<Router>().Model.Deployments[0].Queue!.Count;

    [Fact]
    public async Task TooMany_IsRefused()
    {
        using var response = await AskAsync(string.Join(',', Enumerable.Range(0, 17)), stream: false);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("fastest_response", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneModel_IsAskedAsEver()
    {
        using var response = await AskAsync("quick", stream: false);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.False(response.Headers.Contains(Header));
    }

    private Task<HttpResponseMessage> AskAsync(string models, bool stream) =>
        _gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body(models, stream), CancellationToken.None);

    private static byte[] Body(string models, bool stream) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"model":"{{models}}","fastest_response":true,"stream":{{(stream ? "true" : "false")}},"messages":[]}""");

    private IReadOnlyDictionary<FailureKind, long> Failures(string id) =>
        _gateway.Get<Router>().Snapshot().Deployments.Single(deployment => deployment.Id == id).Failures;
}
