using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Costs;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>What a chat request asks for, found in its options and contents, decides who is asked.</summary>
public sealed class ChatNeedsTests
{
    private static readonly ModelCapabilities[] Each = [ModelCapabilities.Tools, ModelCapabilities.Vision, ModelCapabilities.JsonSchema, ModelCapabilities.AudioInput, ModelCapabilities.PdfInput, ModelCapabilities.WebSearch];

    private static readonly Dictionary<ModelCapabilities, (ChatMessage Message, ChatOptions Options)> Requests = new()
    {
        [ModelCapabilities.Tools] = (new(ChatRole.User, "?"), new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "one")] }),
        [ModelCapabilities.WebSearch] = (new(ChatRole.User, "?"), new ChatOptions { Tools = [new HostedWebSearchTool()] }),
        [ModelCapabilities.JsonSchema] = (new(ChatRole.User, "?"), new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(System.Text.Json.JsonElement.Parse("{}")) }),
        [ModelCapabilities.Vision] = (new(ChatRole.User, [new UriContent("https://x/y.png", "image/png")]), new ChatOptions()),
        [ModelCapabilities.AudioInput] = (new(ChatRole.User, [new DataContent(new byte[] { 1 }, "audio/wav")]), new ChatOptions()),
        [ModelCapabilities.PdfInput] = (new(ChatRole.User, [new DataContent(new byte[] { 1 }, "application/pdf")]), new ChatOptions()),
    };

    public static TheoryData<ModelCapabilities> Kinds => [.. Each];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Request_AskingForSomething_GoesToTheOnlyOneThatHasIt(ModelCapabilities asked)
    {
        var config = Given.Config([.. Each.Select(able =>
        {
            var deployment = Given.Deployment("m", able.ToString(), "openai/unheard-of");
            return deployment with { Info = deployment.Info with { Lacks = Each.Where(other => other != able).Aggregate((a, b) => a | b) } };
        })]).With(r => r with { EnablePreCallChecks = true });
        using var client = config.Router().AsChatClient(null, _ => ScriptedChatClient.Says("ok"));
        var (message, options) = Requests[asked];

        for (var i = 0; i < 10; i++)
        {
            var response = await client.GetResponseAsync([message], options);
            Assert.Equal(asked.ToString(), response.AdditionalProperties![RoutingKeys.DeploymentId]);
        }
    }

    [Fact]
    public async Task PlainAndJsonAlone_AskForNothing()
    {
        var deployment = Given.Deployment("m", "bare", "openai/unheard-of");
        var config = Given.Config(deployment with { Info = deployment.Info with { Lacks = (ModelCapabilities)(-1) } }).With(r => r with { EnablePreCallChecks = true });
        using var client = config.Router().AsChatClient(null, _ => ScriptedChatClient.Says("ok"));

        Assert.Equal("ok", (await client.GetResponseAsync("hello", new ChatOptions { ResponseFormat = ChatResponseFormat.Json })).Text);
    }

    [Fact]
    public async Task OnBehalfOf_ATeam_ReachesItsDeployment()
    {
        var owned = Given.Deployment("internal", "red");
        var config = Given.Config(owned with { Info = owned.Info with { TeamId = "red", TeamPublicModelName = "gpt" } });
        using var client = config.Router().AsChatClient("gpt", _ => ScriptedChatClient.Says("ok"));
        var team = new RouteOptions { OnBehalfOf = new RouteCaller { Team = "red" } };

        Assert.Equal("ok", (await client.GetResponseAsync("hello", new ChatOptions().WithRouting(team))).Text);
        var refused = await Assert.ThrowsAsync<RoutingException>(() => client.GetResponseAsync("hello"));
        Assert.Equal(RouteRefusal.UnknownModel, refused.Failure.Refusal);
    }

    [Fact]
    public async Task PromptTooLong_ThrowsAsAContextWindow()
    {
        var deployment = Given.Deployment("m", "small");
        var config = Given.Config(deployment with { Info = deployment.Info with { MaxInputTokens = 10 } }).With(r => r with { EnablePreCallChecks = true });
        using var client = config.Router().AsChatClient(null, _ => ScriptedChatClient.Says("ok"));

        var refused = await Assert.ThrowsAsync<RoutingException>(() => client.GetResponseAsync(new string('x', 400)));

        Assert.Equal((FailureKind.ContextWindow, 400), (refused.Kind, refused.Status));
        Assert.Contains("max_input_tokens=10, got=100", refused.Message, StringComparison.Ordinal);
    }
}
