using Fairlead.Attempts;
using Fairlead.Providers.Streaming;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Simulated;

/// <summary>How a simulated provider fails.</summary>
public sealed class SimulatedErrorTests : IDisposable
{
    private readonly SimulatedCaller _caller = new();

    public void Dispose() => _caller.Dispose();

    [Theory]
    [InlineData("429", FailureKind.RateLimited)]
    [InlineData("500", FailureKind.ServerError)]
    [InlineData("503", FailureKind.Unavailable)]
    [InlineData("401", FailureKind.Authentication)]
    [InlineData("404", FailureKind.NotFound)]
    [InlineData("400", FailureKind.BadRequest)]
    [InlineData("408", FailureKind.Timeout)]
    [InlineData("refuse", FailureKind.Connection)]
    [InlineData("rate_limit", FailureKind.RateLimited)]
    [InlineData("quota", FailureKind.QuotaExhausted)]
    [InlineData("context_window", FailureKind.ContextWindow)]
    [InlineData("content_policy", FailureKind.ContentPolicy)]
    public async Task Errors_Certain_FailAsNamed(string kind, object failure)
    {
        await using var reply = await _caller.Client.SendAsync(Calls.Chat(Deployments.Simulated($$$"""{"errors":{"{{{kind}}}":1}}""")), default);

        Assert.Equal(failure, reply.Failure);
    }

    [Fact]
    public async Task Errors_Shares_AreAboutAsSet()
    {
        var deployment = Deployments.Simulated("""{"error_rate":0.1,"errors":{"429":0.2},"seed":1}""");
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < 2000; i++)
        {
            await using var reply = await _caller.Client.SendAsync(Calls.Chat(deployment), default);
            counts[reply.Status] = counts.GetValueOrDefault(reply.Status) + 1;
        }

        // Four standard deviations of 2000 draws.
        Assert.InRange(counts[429], 400 - 72, 400 + 72);
        Assert.InRange(counts[500], 200 - 54, 200 + 54);
        Assert.Equal(2000, counts[200] + counts[429] + counts[500]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Errors_Cut_BreaksAmidTheAnswer(bool stream)
    {
        var (text, failure) = await _caller.AnswerAsync(Calls.Chat(Deployments.Simulated("""{"errors":{"cut":1},"output_tokens":20}"""), stream));

        Assert.Equal(FailureKind.StreamBroken, failure);
        Assert.NotEmpty(text);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task FailAfterTokens_Stream_BreaksThere(int tokens)
    {
        var (text, failure) = await _caller.AnswerAsync(Calls.Chat(Deployments.Simulated($$"""{"fail_after_tokens":{{tokens}},"output_tokens":20}"""), stream: true));

        Assert.Equal(FailureKind.StreamBroken, failure);
        using var scanner = new SseScanner();
        scanner.Push(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(tokens + 1, scanner.Events);
        Assert.Equal(tokens > 0, scanner.ContentSeen);
    }

    [Fact]
    public async Task Errors_StreamError_IsAFrameAmidTheStream()
    {
        var (text, failure) = await _caller.AnswerAsync(Calls.Chat(Deployments.Simulated("""{"errors":{"stream_error":1}}"""), stream: true));
        using var scanner = new SseScanner();
        scanner.Push(System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Equal(FailureKind.None, failure);
        Assert.True(scanner.ContentSeen);
        Assert.True(scanner.ErrorSeen);
    }

    [Theory]
    [InlineData("timeout", false)]
    [InlineData("hang", true)]
    [InlineData("hang", false)]
    public async Task Errors_Silence_EndsInTheCallersTimeout(string kind, bool stream)
    {
        var ten = TimeSpan.FromSeconds(10);
        var tick = TimeSpan.FromMilliseconds(1);
        var answering = _caller.AnswerAsync(Calls.Chat(Deployments.Simulated($$$"""{"errors":{"{{{kind}}}":1}}"""), stream, ten, ten));
        _caller.Clock.Advance(ten - tick);
        Assert.False(answering.IsCompleted);
        _caller.Clock.Advance(tick);

        Assert.Equal(FailureKind.Timeout, (await answering.WaitAsync(FakeUpstream.Patience)).Failure);
    }

    [Fact]
    public async Task Send_BodyThatIsNoObject_Is400()
    {
        await using var reply = await _caller.Client.SendAsync(Calls.Of(Deployments.Simulated(), "[1"), default);

        Assert.Equal(FailureKind.BadRequest, reply.Failure);
    }
}
