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

    private static Task<ChatResponse> AskAsync(IChatClient client, bool streaming) =>
        streaming ? client.GetStreamingResponseAsync(Messages).ToChatResponseAsync() : client.GetResponseAsync(Messages);
}
