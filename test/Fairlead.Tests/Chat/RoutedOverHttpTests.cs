using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.TestKit.Upstreams;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Tests.Chat;

/// <summary>Configuration, router, providers and HTTP together, as a user has them.</summary>
public sealed class RoutedOverHttpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TwoDeployments_OneFails_TheOtherAnswers(bool streaming)
    {
        await using var broken = await FakeUpstream.StartAsync();
        await using var healthy = await FakeUpstream.StartAsync();
        broken.Default = _ => FakeReply.Error(503);
        healthy.Default = _ => streaming ? FakeReply.ChatStream(["hi"], usage: true) : FakeReply.Chat("hi");
        var services = new ServiceCollection();
        services.AddFairlead(
            $$"""
            model_list:
              - model_name: gpt-4
                litellm_params: { model: openai/gpt-4, api_key: sk-1, api_base: "{{broken.ApiBase}}", order: 1 }
              - model_name: gpt-4
                litellm_params: { model: openai/gpt-4-backup, api_key: sk-2, api_base: "{{healthy.ApiBase}}", order: 2 }
            """).AddProviders();
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IChatClient>();
        ChatMessage[] messages = [new(ChatRole.User, "hello")];

        var response = streaming ? await client.GetStreamingResponseAsync(messages).ToChatResponseAsync() : await client.GetResponseAsync(messages);

        Assert.Equal("hi", response.Text);
        Assert.Single(response.Messages);
        Assert.Equal(2, response.AdditionalProperties![RoutingKeys.Attempts]);
        Assert.Single(broken.Requests);
        Assert.Contains("\"gpt-4-backup\"", Assert.Single(healthy.Requests).BodyText, StringComparison.Ordinal);
        Assert.All(provider.GetRequiredService<Router>().Model.Deployments, d => Assert.Equal(0, d.State.InFlight));
    }

    [Fact]
    public async Task Provider_NotSpokenYet_IsUnsupportedNotAWrongRequest()
    {
        var services = new ServiceCollection();
        services.AddFairlead("model_list: [{ model_name: tier3, litellm_params: { model: watsonx/granite, api_key: sk-a } }]").AddProviders();
        await using var provider = services.BuildServiceProvider();

        var thrown = await Assert.ThrowsAsync<RoutingException>(
            () => provider.GetRequiredKeyedService<IChatClient>("tier3").GetResponseAsync([new(ChatRole.User, "hello")]));

        Assert.Equal((FailureKind.Unsupported, 501), (thrown.Kind, thrown.Status));
    }
}
