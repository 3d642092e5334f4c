using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.TestKit.Upstreams;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Tests.Chat;

public sealed class ClientCredentialsChatTests
{
    [Fact]
    public async Task Key_OnTheOptions_IsSentAndNoClientOfTheOperatorsSpeaksForTheCaller()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        using var named = new ScriptedChatClient();
        var services = new ServiceCollection();
        services.AddFairlead(
            $$"""
            model_list:
              - { model_name: m, litellm_params: { model: openai/up, api_key: sk-operator, api_base: "{{upstream.ApiBase}}", configurable_clientside_auth_params: [api_key] }, model_info: { id: d1 } }
            """).AddProviders().AddChatClient("d1", named);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IChatClient>();

        var options = new ChatOptions().WithRouting(new RouteOptions { ApiKey = new Secret("sk-caller") });
        var response = await client.GetResponseAsync([new(ChatRole.User, "hello")], options);

        Assert.Equal("ok", response.Text);
        Assert.Equal("Bearer sk-caller", Assert.Single(upstream.Requests).Headers["Authorization"]);
        Assert.NotEqual("d1", response.AdditionalProperties![RoutingKeys.DeploymentId]);
    }

    [Fact]
    public void Options_FromText_AreTheSameAsTyped()
    {
        var read = RouteOptions.From(new() { ["fairlead.api_key"] = "sk-1", ["fairlead.api_base"] = "https://a.test", ["fairlead.specific_deployment"] = "true" })!;

        Assert.Equal(("sk-1", "https://a.test", true), (read.ApiKey!.Reveal(), read.ApiBase, read.SpecificDeployment));
        Assert.DoesNotContain("sk-1", read.ToString(), StringComparison.Ordinal);
    }
}
