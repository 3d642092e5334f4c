using Fairlead.State;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>A silent model gets the request as well, and the client never notices.</summary>
public sealed class MirrorTests : IAsyncLifetime
{
    private FakeUpstream _loud = null!;
    private FakeUpstream _quiet = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _loud = await FakeUpstream.StartAsync();
        _quiet = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(
            $$"""
            model_list:
              - { model_name: loud, litellm_params: { model: openai/up-1, api_base: "{{_loud.ApiBase}}", api_key: k, silent_model: quiet }, model_info: { id: l } }
              - { model_name: quiet, litellm_params: { model: openai/up-2, api_base: "{{_quiet.ApiBase}}", api_key: k, silent_model: quiet }, model_info: { id: q } }
            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _loud.DisposeAsync();
        await _quiet.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mirror_GetsTheSameBody_AndTheClientTheAnswer(bool stream)
    {
        _loud.Enqueue(stream ? FakeReply.ChatStream(["heard"]) : FakeReply.Chat("heard"));
        _quiet.Enqueue(stream ? FakeReply.ChatStream(["un", "heard"], usage: true) : FakeReply.Chat("unheard", promptTokens: 3, completionTokens: 2));
        var (status, answer) = await AskAsync(stream);

        Assert.Equal(200, status);
        Assert.Contains("\"heard\"", answer, StringComparison.Ordinal);
        var mirrored = await _quiet.NextRequestAsync();
        Assert.Equal((await _loud.NextRequestAsync()).BodyText.Replace("up-1", "up-2", StringComparison.Ordinal), mirrored.BodyText);
        Assert.DoesNotContain("silent", mirrored.BodyText, StringComparison.Ordinal);
        await Over();
        Assert.Equal((1, 0), (Quiet.Requests, Quiet.Failures.Count));
        Assert.True(Quiet.OutputTokens > 0);
        Assert.Single(_quiet.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(400)]
    public async Task MirrorFails_OnceAndUnnoticed(int error)
    {
        _quiet.Default = _ => FakeReply.Error(error);
        var (status, _) = await AskAsync(stream: false);

        Assert.Equal(200, status);
        await _quiet.NextRequestAsync();
        await Over();
        Assert.Single(_quiet.Requests);
        Assert.Equal(1, Quiet.Failures.Values.Sum());
    }

    [Fact]
    public async Task MirrorHangs_TheAnswerDoesNotWait_AndTheDrainAbortsIt()
    {
        _quiet.Default = static _ => FakeReply.Silent;
        var (status, _) = await AskAsync(stream: false);

        Assert.Equal(200, status);
        var mirrored = await _quiet.NextRequestAsync();
        Assert.Equal(1, _gateway.Get<Router>().Mirrors.Running);
        using var hurry = new CancellationTokenSource();
        await hurry.CancelAsync();
        await _gateway.Gateway.StopAsync(hurry.Token);

        await mirrored.Aborted.WaitAsync(FakeUpstream.Patience);
        await Over();
        Assert.Equal(0, Quiet.InFlight);
    }

    [Fact]
    public async Task ClientLeaves_TheMirrorGoesOn()
    {
        var answers = new TaskCompletionSource();
        _loud.Default = static _ => FakeReply.Silent;
        _quiet.Enqueue(FakeReply.Chat("unheard") with { Gate = _ => answers.Task });
        using var leaves = new CancellationTokenSource();
        var answering = _gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body(stream: false), leaves.Token);
        await _loud.NextRequestAsync();
        await _quiet.NextRequestAsync();
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await GatewayFixture.Eventually(() => _gateway.InFlight("loud") == 0);
        answers.SetResult();

        await Over();
        Assert.Equal((1, 0), (Quiet.Requests, Quiet.Failures.Count));
    }

    [Fact]
    public async Task Requests_ToTheMirrorItself_AreItsOwn()
    {
        var (status, _) = await AskAsync(stream: false, "unknown");
        Assert.Equal(404, status);
        Assert.Equal(0, _gateway.Get<Router>().Mirrors.Running);
        Assert.Empty(_quiet.Requests);
    }

    private DeploymentSnapshot Quiet => _gateway.Get<Router>().Snapshot().Deployments.Single(deployment => deployment.Id == "q");

    private Task Over() => GatewayFixture.Eventually(() => _gateway.Get<Router>().Mirrors.Running == 0);

    private async Task<(int Status, string Answer)> AskAsync(bool stream, string model = "loud")
    {
        using var response = await _gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", Body(stream, model), CancellationToken.None);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static byte[] Body(bool stream, string model = "loud") =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","temperature":0.5,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hi"}]}""");
}
