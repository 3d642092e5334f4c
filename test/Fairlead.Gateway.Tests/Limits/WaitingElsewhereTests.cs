using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

/// <summary>A request that waits for its own group is served by another it falls back to, if that has a place sooner.</summary>
public sealed class WaitingElsewhereTests
{
    [Fact]
    public async Task Waiting_PlaceOfAFallback_IsTaken()
    {
        await using var first = await FakeUpstream.StartAsync();
        await using var second = await FakeUpstream.StartAsync();
        var (endFirst, endSecond) = (new TaskCompletionSource(), new TaskCompletionSource());
        first.Default = _ => FakeReply.Chat("first") with { Gate = _ => endFirst.Task };
        second.Default = _ => FakeReply.Chat("second") with { Gate = _ => endSecond.Task };
        await using var gateway = await GatewayFixture.StartAsync($$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/x, api_base: "{{first.ApiBase}}", api_key: k, max_parallel_requests: 1 }, model_info: { id: a } }
              - { model_name: other, litellm_params: { model: openai/y, api_base: "{{second.ApiBase}}", api_key: k, max_parallel_requests: 1 }, model_info: { id: b } }
            router_settings: { fallbacks: [{ m: [other] }], admission: { timeout: 60 } }
            """);
        var router = gateway.Get<Router>();
        var own = gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");
        var others = gateway.PostAsync("/v1/chat/completions", """{"model":"other","messages":[]}""");
        await GatewayFixture.Eventually(() => router.Snapshot().Deployments.All(static d => d.InFlight == 1));
        var waiting = gateway.PostAsync("/v1/chat/completions", """{"model":"m","messages":[]}""");
        await GatewayFixture.Eventually(() => router.Model.Groups[0].Queue!.Count == 1);

        endSecond.SetResult();
        using var served = await waiting.WaitAsync(GatewayFixture.Patience);

        Assert.Equal((200, "b", "other"), ((int)served.StatusCode, Responses.Header(served, "x-litellm-model-id"), Responses.Header(served, "x-litellm-model-group")));
        endFirst.SetResult();
        using var ownAnswer = await own;
        using var othersAnswer = await others;
        Assert.Equal((200, 200), ((int)ownAnswer.StatusCode, (int)othersAnswer.StatusCode));
    }
}
