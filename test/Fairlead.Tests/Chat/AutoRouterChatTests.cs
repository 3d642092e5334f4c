using Fairlead.Chat;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Tests.Chat;

public sealed class AutoRouterChatTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_GoesWhereItsLastMessageSays(bool streaming)
    {
        var services = new ServiceCollection();
        services.AddFairlead(
            """
            model_list:
              - { model_name: small, litellm_params: { model: simulated/small }, model_info: { id: s } }
              - { model_name: large, litellm_params: { model: simulated/large }, model_info: { id: l } }
              - model_name: auto
                litellm_params:
                  model: auto_router/complexity_router
                  complexity_router_config: { tiers: { SIMPLE: small, REASONING: large }, rules: [{ images: true, model: large }, { metadata: { plan: gold }, model: large }] }
            """).AddProviders();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredKeyedService<IChatClient>("auto");

        async Task<object?> Ask(AIContent content, string? plan = null)
        {
            ChatMessage[] messages = [new(ChatRole.User, "prove it step by step"), new(ChatRole.User, [content]), new(ChatRole.Assistant, "x")];
            var options = plan is null ? null : new ChatOptions { AdditionalProperties = new() { ["metadata"] = new Dictionary<string, string> { ["plan"] = plan } } };
            var response = streaming ? await client.GetStreamingResponseAsync(messages, options).ToChatResponseAsync() : await client.GetResponseAsync(messages, options);
            return response.AdditionalProperties![RoutingKeys.DeploymentId];
        }

        Assert.Equal("s", await Ask(new TextContent("hi")));
        Assert.Equal("l", await Ask(new TextContent("derive it logically")));
        Assert.Equal("l", await Ask(new DataContent(new byte[] { 1 }, "image/png")));
        Assert.Equal("l", await Ask(new TextContent("hi"), "gold"));
    }
}
