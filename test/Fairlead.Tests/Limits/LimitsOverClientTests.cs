using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.TestKit.Upstreams;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Tests.Limits;

/// <summary>Limits as a user of <c>IChatClient</c> meets them.</summary>
public sealed class LimitsOverClientTests
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "hello")];

    [Theory]
    [InlineData("rpm: 1", RouteRefusal.AllAtLimit, false)]
    [InlineData("rpm: 1", RouteRefusal.AllAtLimit, true)]
    [InlineData("max_budget: 2, budget_duration: 1h, input_cost_per_token: 1", RouteRefusal.OverBudget, false)]
    [InlineData("max_budget: 2, budget_duration: 1h, input_cost_per_token: 1", RouteRefusal.OverBudget, true)]
    public async Task Limit_Reached_IsARoutingExceptionThatSaysWhen(string limit, RouteRefusal refusal, bool streaming)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Default = _ => streaming ? FakeReply.ChatStream(["hi"], usage: true) : FakeReply.Chat("hi");
        var services = new ServiceCollection();
        services.AddFairlead(
            $$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, api_key: sk-1, api_base: "{{upstream.ApiBase}}", {{limit}} }
            router_settings: { enforce_model_rate_limits: true }
            """).AddProviders();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IChatClient>();
        Assert.Equal("hi", (await AskAsync(client, streaming)).Text);

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => AskAsync(client, streaming));

        Assert.Equal((refusal, 429), (thrown.Failure.Refusal, thrown.Status));
        Assert.InRange(thrown.RetryAfter!.Value.TotalSeconds, 1, 3600);
        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Full_TheMoreUrgentGoesFirst_WhenTheAnswerBeforeHasEnded(bool streaming)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var end = new TaskCompletionSource();
        upstream.Default = _ => streaming ? FakeReply.ChatStream(["ok"]) : FakeReply.Chat("ok");
        upstream.Enqueue((streaming ? FakeReply.ChatStream(["ok"]) : FakeReply.Chat("ok")) with { Gate = chunk => chunk >= (streaming ? 2 : 0) ? end.Task : Task.CompletedTask });
        var services = new ServiceCollection();
        services.AddFairlead(
            $$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, api_key: sk-1, api_base: "{{upstream.ApiBase}}", max_parallel_requests: 1 }
            """).AddProviders();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IChatClient>();
        var queue = provider.GetRequiredService<Router>().Model.Deployments[0].Queue!;
        var first = AskAsync(client, streaming, "A");
        await upstream.NextRequestAsync();
        var late = AskAsync(client, streaming, "B", 5);
        SpinWait.SpinUntil(() => queue.Count == 1, FakeUpstream.Patience);
        var soon = AskAsync(client, streaming, "C", 1);
        SpinWait.SpinUntil(() => queue.Count == 2, FakeUpstream.Patience);
        var refused = await Assert.ThrowsAsync<RoutingException>(() => AskAsync(client, streaming, "D"));
        Assert.Equal(RouteRefusal.AllAtLimit, refused.Failure.Refusal);
        Assert.Single(upstream.Requests);

        end.SetResult();
        await Task.WhenAll(first, soon, late);

        Assert.Equal(["A", "C", "B"], upstream.Requests.Select(static r => new[] { "A", "B", "C" }.Single(name => r.BodyText.Contains($"\"{name}\"", StringComparison.Ordinal))));
    }

    private static Task<ChatResponse> AskAsync(IChatClient client, bool streaming, string text, int? priority = null)
    {
        ChatMessage[] messages = [new(ChatRole.User, text)];
        var options = new ChatOptions().WithRouting(new RouteOptions { Priority = priority });
        return streaming ? client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync() : client.GetResponseAsync(messages, options);
    }

    private static Task<ChatResponse> AskAsync(IChatClient client, bool streaming) =>
        streaming ? client.GetStreamingResponseAsync(Messages).ToChatResponseAsync() : client.GetResponseAsync(Messages);
}
