using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>What holds for whole answers and for streams alike.</summary>
public sealed class RoutedChatClientTests
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    private readonly FakeTimeProvider _clock = new();

    private RoutedChatClient Client(RouterConfig config, Dictionary<string, IChatClient> clients, params ExceptionClassifier[] classifiers) =>
        config.Router(_clock).AsChatClient(
            null, deployment => clients.GetValueOrDefault(deployment.Id), new RoutedClientOptions { TimeProvider = _clock, Classifiers = classifiers });

    // "first" is asked before "second".
    private static RouterConfig Two => Given.Config(
        Given.Deployment("gpt-4", "first", "openai/gpt-4", p => p with { Order = 1 }),
        Given.Deployment("gpt-4", "second", "azure/gpt-4", p => p with { Order = 2, ApiBase = "https://example.openai.azure.com" }));

    private static async Task<ChatResponse> Ask(RoutedChatClient client, bool streaming, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        streaming
            ? await client.GetStreamingResponseAsync(Hello, options, cancellationToken).ToChatResponseAsync(cancellationToken)
            : await client.GetResponseAsync(Hello, options, cancellationToken);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_FirstAttempt_TellsWhoAnswered(bool streaming)
    {
        using var client = Client(Two, new() { ["first"] = ScriptedChatClient.Says("hi") });

        var response = await Ask(client, streaming);

        Assert.Equal("hi", response.Text);
        Assert.Equal("first", response.AdditionalProperties![RoutingKeys.DeploymentId]);
        Assert.Equal("gpt-4", response.AdditionalProperties[RoutingKeys.ModelGroup]);
        Assert.Equal(1, response.AdditionalProperties[RoutingKeys.Attempts]);
    }

    [Theory]
    [InlineData("prompt_tokens_details.cache_write_tokens", false)]
    [InlineData("cache_creation_input_tokens", false)]
    [InlineData("CacheCreationInputTokens", true)]
    public async Task Usage_OfTheProvidersCache_IsCounted(string name, bool streaming)
    {
        var usage = new UsageDetails { InputTokenCount = 100, CachedInputTokenCount = 70, OutputTokenCount = 5, AdditionalCounts = new() { [name] = 20 } };
        var says = ScriptedChatClient.Says("hi");
        says.Answer = (_, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "hi")) { Usage = usage });
        says.Stream = (_, _) => new[] { new ChatResponseUpdate(ChatRole.Assistant, "hi"), new ChatResponseUpdate(null, [new UsageContent(usage)]) }.ToAsyncEnumerable();
        var router = Two.Router(_clock);
        using var client = router.AsChatClient(null, deployment => deployment.Id == "first" ? says : null, new RoutedClientOptions { TimeProvider = _clock });

        await Ask(client, streaming);

        var told = router.Snapshot().Deployments[0];
        Assert.Equal((100L, 70L, 20L, 0.7), (told.InputTokens, told.CachedInputTokens, told.CacheWriteTokens, told.CacheHitShare));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OfTheFirst_TheSecondAnswers(bool streaming)
    {
        var first = ScriptedChatClient.Throws(new UpstreamException(FailureKind.ServerError, 500, "down"));
        using var client = Client(Two, new() { ["first"] = first, ["second"] = ScriptedChatClient.Says("hi") });

        var response = await Ask(client, streaming);

        Assert.Equal("hi", response.Text);
        Assert.Equal("second", response.AdditionalProperties![RoutingKeys.DeploymentId]);
        Assert.Equal(2, response.AdditionalProperties[RoutingKeys.Attempts]);
        Assert.Equal(1, first.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failure_OfAll_TellsEveryReasonAndCause(bool streaming)
    {
        var one = new UpstreamException(FailureKind.Authentication, 401, "the key is refused");
        var two = new UpstreamException(FailureKind.NotFound, 404, "no such deployment");
        using var client = Client(Two, new() { ["first"] = ScriptedChatClient.Throws(one), ["second"] = ScriptedChatClient.Throws(two) });

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => Ask(client, streaming));

        Assert.Equal(["first", "second"], thrown.Failure.Attempts.Select(attempt => attempt.DeploymentId));
        Assert.StartsWith("All deployments failed", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("the key is refused", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("no such deployment", thrown.Message, StringComparison.Ordinal);
        Assert.Equal([one, two], thrown.Causes);
        Assert.Same(two, thrown.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BadRequest_IsNotSentToAnother(bool streaming)
    {
        var second = ScriptedChatClient.Says("hi");
        using var client = Client(Two, new()
        {
            ["first"] = ScriptedChatClient.Throws(new UpstreamException(FailureKind.BadRequest, 400, "no")),
            ["second"] = second,
        });

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => Ask(client, streaming));

        Assert.Equal((FailureKind.BadRequest, 400), (thrown.Kind, thrown.Status));
        Assert.Equal(0, second.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Model_Unknown_IsARefusalWithoutAttempts(bool streaming)
    {
        using var client = Client(Two, []);

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => Ask(client, streaming, new ChatOptions { ModelId = "nobody" }));

        Assert.Equal(RouteRefusal.UnknownModel, thrown.Failure.Refusal);
        Assert.Empty(thrown.Causes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deployment_WithoutClient_IsUnsupportedAndPassedBy(bool streaming)
    {
        using var client = Client(Two, new() { ["second"] = ScriptedChatClient.Says("hi") });

        Assert.Equal("hi", (await Ask(client, streaming)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Options_AreCopiedPerAttemptWithTheUpstreamsModel(bool streaming)
    {
        var first = ScriptedChatClient.Throws(new UpstreamException(FailureKind.ServerError, 500, "down"));
        first.Answer = (options, _) =>
        {
            options!.Temperature = 2;
            options.AdditionalProperties!["user"] = "changed";
            throw new UpstreamException(FailureKind.ServerError, 500, "down");
        };
        var second = ScriptedChatClient.Says("hi");
        using var client = Client(Two, new() { ["first"] = first, ["second"] = second });
        var mine = new ChatOptions { ModelId = "gpt-4", Temperature = 1, AdditionalProperties = new() { ["user"] = "u", ["fairlead.num_retries"] = 2 } };

        await Ask(client, streaming, mine);

        Assert.Equal("gpt-4", mine.ModelId);
        Assert.Equal(1, mine.Temperature);
        Assert.Equal("gpt-4", second.Options[0]!.ModelId);
        Assert.Equal(1, second.Options[0]!.Temperature);
        Assert.Equal("u", second.Options[0]!.AdditionalProperties!["user"]);
        Assert.False(second.Options[0]!.AdditionalProperties!.ContainsKey("fairlead.num_retries"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_GoesAway_IsCancelledAndTeachesNothing(bool streaming)
    {
        using var away = new CancellationTokenSource();
        var second = ScriptedChatClient.Says("hi");
        var first = new ScriptedChatClient
        {
            Answer = async (_, token) =>
            {
                await away.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                throw new InvalidOperationException();
            },
            Stream = (_, token) => Hang(away, token),
        };
        var router = Two.Router(_clock);
        var clients = new Dictionary<string, IChatClient> { ["first"] = first, ["second"] = second };
        using var client = router.AsChatClient(null, d => clients[d.Id], new RoutedClientOptions { TimeProvider = _clock });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ask(client, streaming, cancellationToken: away.Token));

        Assert.Equal(0, second.Calls);
        Assert.All(router.Model.Deployments, d => Assert.Equal(0, d.State.InFlight));
        Assert.Equal("first", router.Pick("gpt-4")!.Id);

        static async IAsyncEnumerable<ChatResponseUpdate> Hang(CancellationTokenSource away, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            await away.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            yield break;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_PastTheTimeout_GoesToTheNext(bool streaming)
    {
        var hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new ScriptedChatClient
        {
            Answer = async (_, token) =>
            {
                hanging.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                throw new InvalidOperationException();
            },
            Stream = (_, token) => Hang(hanging, token),
        };
        var config = Given.Config(
            Given.Deployment("gpt-4", "first", with: p => p with { Order = 1, Timeout = TimeSpan.FromSeconds(5) }),
            Given.Deployment("gpt-4", "second", with: p => p with { Order = 2 }));
        using var client = Client(config, new() { ["first"] = first, ["second"] = ScriptedChatClient.Says("hi") });

        var asking = Ask(client, streaming);
        await hanging.Task;
        _clock.Advance(TimeSpan.FromSeconds(6));
        var response = await asking;

        Assert.Equal("second", response.AdditionalProperties![RoutingKeys.DeploymentId]);

        static async IAsyncEnumerable<ChatResponseUpdate> Hang(TaskCompletionSource hanging, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            hanging.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            yield break;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Classifier_Registered_DecidesBeforeTheRules(bool streaming)
    {
        using var client = Client(
            Two,
            new() { ["first"] = ScriptedChatClient.Throws(new FormatException("odd")), ["second"] = ScriptedChatClient.Says("hi") },
            static exception => exception is FormatException ? new ClassifiedFailure(FailureKind.BadRequest, 422, Reason: "a classifier said so") : null);

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => Ask(client, streaming));

        Assert.Equal((FailureKind.BadRequest, 422), (thrown.Kind, thrown.Status));
        Assert.Contains("a classifier said so", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Routing_BlockedAndFallbacks_ComeFromTheOptions(bool streaming)
    {
        var config = Given.Config(Given.Deployment("a", "a1"), Given.Deployment("b", "b1"));
        using var client = Client(config, new() { ["a1"] = ScriptedChatClient.Throws(new UpstreamException(FailureKind.ServerError, 500, "down")), ["b1"] = ScriptedChatClient.Says("b") });

        var fallen = await Ask(client, streaming, new ChatOptions { ModelId = "a" }.WithRouting(new RouteOptions { Fallbacks = ["b"], NumRetries = 0 }));
        var refused = await Assert.ThrowsAsync<RoutingException>(
            () => Ask(client, streaming, new ChatOptions { ModelId = "b", AdditionalProperties = new() { [RoutingKeys.Blocked] = "b1, a1" } }));

        Assert.Equal("b", fallen.AdditionalProperties![RoutingKeys.ModelGroup]);
        Assert.Equal(RouteRefusal.NoneAllowed, refused.Failure.Refusal);
    }

    [Fact]
    public async Task Retry_OfTheSameDeployment_WaitsOnTheClock()
    {
        var failures = 1;
        var only = new ScriptedChatClient();
        only.Answer = (_, _) => failures-- > 0
            ? throw new UpstreamException(FailureKind.ServerError, 500, "down")
            : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "hi")));
        using var client = Client(Given.Config(Given.Deployment("gpt-4", "only")), new() { ["only"] = only });

        var asking = client.GetResponseAsync(Hello);
        Assert.False(asking.IsCompleted);
        Assert.Equal(1, only.Calls);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("hi", (await asking).Text);
        Assert.Equal(2, only.Calls);
    }

    [Fact]
    public void GetService_KnowsRouterAndMetadata()
    {
        using var client = Client(Two, []);

        Assert.NotNull(client.GetService(typeof(Router)));
        Assert.Equal("fairlead", Assert.IsType<ChatClientMetadata>(client.GetService(typeof(ChatClientMetadata))).ProviderName);
        Assert.Same(client, client.GetService(typeof(IChatClient)));
        Assert.Null(client.GetService(typeof(IChatClient), "key"));
    }
}
