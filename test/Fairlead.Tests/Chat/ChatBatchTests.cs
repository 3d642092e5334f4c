using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.Chat;

/// <summary>Several models, several prompts, one call.</summary>
public sealed class ChatBatchTests
{
    private static readonly ChatMessage[][] Prompts = [[new(ChatRole.User, "one")], [new(ChatRole.User, "two")], [new(ChatRole.User, "three")]];

    private readonly Router _router = Given.Config(Given.Deployment("good", "g"), Given.Deployment("bad", "b")).With(static r => r with { NumRetries = 0 }).Router(new FakeTimeProvider());

    [Fact]
    public async Task EachModel_AnswersEachPrompt_InPlace()
    {
        using var client = _router.AsChatClient(null, static deployment => deployment.Id == "g"
            ? ScriptedChatClient.Says("yes")
            : ScriptedChatClient.Throws(new UpstreamException(FailureKind.ServerError, 500, "down")));

        var answers = await client.GetResponsesAsync(["good", "bad", "good", "nobody"], Prompts);

        Assert.Equal(3, answers.Count);
        Assert.All(answers, static row =>
        {
            Assert.Equal(["good", "bad", "good", "nobody"], row.Select(static answer => answer.Model));
            Assert.Equal(["yes", null, "yes", null], row.Select(static answer => answer.Response?.Text));
            Assert.Equal([null, 500, null, 404], row.Select(static answer => answer.Failure?.Status));
        });
    }

    [Fact]
    public async Task Options_AreNotChanged()
    {
        using var client = _router.AsChatClient(null, static _ => ScriptedChatClient.Says("yes"));
        var options = new ChatOptions { ModelId = "bad", Temperature = 0.5f };

        await client.GetResponsesAsync(["good"], Prompts, options);

        Assert.Equal(("bad", null), (options.ModelId, options.AdditionalProperties));
    }

    [Fact]
    public async Task NoMoreAtOnce_ThanAsked()
    {
        var running = 0;
        var most = 0;
        var scripted = new ScriptedChatClient
        {
            Answer = async (_, _) =>
            {
                var now = Interlocked.Increment(ref running);
                most = Math.Max(most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, "yes"));
            },
        };
        using var client = _router.AsChatClient(null, _ => scripted);

        await client.GetResponsesAsync(["good", "bad", "good"], Prompts, mostAtOnce: 2);

        Assert.InRange(most, 1, 2);
        Assert.Equal(9, scripted.Calls);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetResponsesAsync(["good"], Prompts, mostAtOnce: 0));
    }

    [Fact]
    public async Task Cancelled_EndsAll()
    {
        using var leaves = new CancellationTokenSource();
        var scripted = new ScriptedChatClient { Answer = static async (_, token) => { await Task.Delay(Timeout.InfiniteTimeSpan, token); return new ChatResponse(); } };
        using var client = _router.AsChatClient(null, _ => scripted);
        var asking = client.GetResponsesAsync(["good", "bad"], Prompts, mostAtOnce: 3, cancellationToken: leaves.Token);
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.InRange(scripted.Calls, 0, 3);
    }

    [Fact]
    public async Task Nothing_IsNothing()
    {
        using var client = _router.AsChatClient(null, static _ => ScriptedChatClient.Says("yes"));

        Assert.Empty(await client.GetResponsesAsync(["good"], []));
        Assert.All(await client.GetResponsesAsync([], Prompts), Assert.Empty);
    }
}
