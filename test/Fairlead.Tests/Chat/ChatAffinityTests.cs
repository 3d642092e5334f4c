using Fairlead.Chat;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

public sealed class ChatAffinityTests
{
    private static RoutedChatClient Client(params string[] checks) =>
        Given.Config([.. Enumerable.Range(0, 8).Select(i => Given.Deployment("m", $"d{i}"))]).With(r => r with { OptionalPreCallChecks = checks }).Router()
            .AsChatClient(null, d => new ScriptedChatClient
            {
                Answer = (_, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok")) { ConversationId = $"conv-{d.Id}" }),
                Stream = (_, _) => Stream(d.Id),
            });

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream(string id)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "ok") { ConversationId = $"conv-{id}" };
        await Task.CompletedTask;
    }

    private static async Task<string> Ask(RoutedChatClient client, ChatOptions? options, string prompt = "hi") =>
        (string)(await client.GetResponseAsync([new(ChatRole.User, prompt)], options)).AdditionalProperties![RoutingKeys.DeploymentId]!;

    [Fact]
    public async Task Conversation_OfAnAnswer_GoesOnWhereItBegan()
    {
        using var client = Client("responses_api_deployment_check");
        var first = await Ask(client, null);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(first, await Ask(client, new ChatOptions { ConversationId = $"conv-{first}" }));
        }
    }

    [Fact]
    public async Task Conversation_OfAStream_GoesOnWhereItBegan()
    {
        using var client = Client("responses_api_deployment_check");
        var response = await client.GetStreamingResponseAsync([new(ChatRole.User, "hi")]).ToChatResponseAsync();
        var first = (string)response.AdditionalProperties![RoutingKeys.DeploymentId]!;
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(first, await Ask(client, new ChatOptions { ConversationId = response.ConversationId }));
        }
    }

    [Fact]
    public async Task Session_AndPrompt_Tie()
    {
        using var bySession = Client("session_affinity");
        var first = await Ask(bySession, new ChatOptions().WithRouting(new RouteOptions { Session = "s" }));
        using var byPrefix = Client("prompt_prefix_affinity");
        var prompt = new string('p', 3000);
        var warm = await Ask(byPrefix, null, prompt);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(first, await Ask(bySession, new ChatOptions().WithRouting(new RouteOptions { Session = "s" })));
            Assert.Equal(warm, await Ask(byPrefix, null, prompt + new string((char)('a' + i), 500)));
        }
    }
}
