using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

public sealed class ChatOverlayTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FallbackEntry_ChangesOptionsAndMessagesOfItsAttemptOnly(bool streaming)
    {
        var seen = new List<(string Text, ChatOptions? Options)>();
        var config = Given.Config(Given.Deployment("m", "m"), Given.Deployment("b", "b"), Given.Deployment("c", "c"));
        using var client = new RoutedChatClient(config.Router(), null, deployment => new Watching(deployment.Id == "c", seen));
        var options = new ChatOptions { Temperature = 1, Seed = 3, AdditionalProperties = new() { ["temperature"] = 1, ["kept"] = "yes" } }.WithRouting(new RouteOptions
        {
            Fallbacks =
            [
                new FallbackTarget("b")
                {
                    Parameters = JsonElement.Parse(
                        """{"temperature":0.25,"max_tokens":7,"stop":["x"],"custom":{"a":1},"messages":[{"role":"system","content":"be short"},{"role":"user","content":[{"type":"text","text":"other words"}]}]}""")
                        .EnumerateObject().ToDictionary(p => p.Name, p => p.Value),
                },
                "c",
            ],
        });

        var response = streaming
            ? await client.GetStreamingResponseAsync("hello", options).ToChatResponseAsync()
            : await client.GetResponseAsync("hello", options);

        Assert.Equal("ok", response.Text);
        Assert.Equal(["hello", "be short|other words", "hello"], seen.Select(s => s.Text));
        Assert.Equal([1f, 0.25f, 1f], seen.Select(s => s.Options!.Temperature!.Value));
        var changed = seen[1].Options!;
        Assert.Equal((7, 3L), (changed.MaxOutputTokens, changed.Seed));
        Assert.Equal(["x"], changed.StopSequences!);
        Assert.Equal(["custom", "kept"], changed.AdditionalProperties!.Keys.Order());
        Assert.Null(seen[2].Options!.MaxOutputTokens);
        Assert.Equal(1, seen[2].Options!.AdditionalProperties!["temperature"]);
    }

    [Fact]
    public async Task FallbackEntry_WithMessagesThatAreNotText_IsABadRequest()
    {
        var config = Given.Config(Given.Deployment("m", "m"));
        using var client = new RoutedChatClient(config.Router(), null, _ => new Watching(answers: false, []));
        var options = new ChatOptions().WithRouting(new RouteOptions
        {
            Fallbacks = [new FallbackTarget("m") { Parameters = new Dictionary<string, JsonElement> { ["messages"] = JsonElement.Parse("[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]") } }],
        });

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => client.GetResponseAsync("hello", options));

        Assert.Contains("can only hold text", thrown.Message, StringComparison.Ordinal);
    }

    private sealed class Watching(bool answers, List<(string, ChatOptions?)> seen) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            seen.Add((string.Join('|', messages.Select(m => m.Text)), options));
            return answers
                ? Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "ok")))
                : Task.FromException<ChatResponse>(new UpstreamException(FailureKind.BadRequest, 400, "no"));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var response = await GetResponseAsync(messages, options, cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, response.Text);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
