using Fairlead.Attempts;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Simulated;

/// <summary>How long a simulated provider takes, and how many calls a minute it lets through.</summary>
public sealed class SimulatedPaceTests : IDisposable
{
    private readonly SimulatedCaller _caller = new();

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task Pace_PlainAnswer_TakesItsTime()
    {
        var deployment = Deployments.Simulated("""{"ttft_ms":200,"tokens_per_second":10,"output_tokens":11}""");

        Assert.Equal(TimeSpan.FromMilliseconds(1200), await _caller.TimeAsync(async () => Assert.Equal(FailureKind.None, (await _caller.AnswerAsync(Calls.Chat(deployment))).Failure)));
    }

    [Fact]
    public async Task Pace_Stream_TokensComeOneByOne()
    {
        var deployment = Deployments.Simulated("""{"ttft_ms":100,"tokens_per_second":20,"output_tokens":5}""");
        var times = new List<double>();
        await _caller.TimeAsync(async () =>
        {
            var start = _caller.Clock.GetTimestamp();
            await using var reply = await _caller.Client.SendAsync(Calls.Chat(deployment, stream: true), default);
            var buffer = new byte[8192];
            while ((await reply.ReadAsync(buffer, default)).Count > 0)
            {
                times.Add(_caller.Clock.GetElapsedTime(start).TotalMilliseconds);
            }
        });

        Assert.Equal([100, 150, 200, 250, 300], times.Distinct());
    }

    [Fact]
    public async Task Jitter_Seeded_IsTheSameEachTimeAndWithinItsBounds()
    {
        async Task<double[]> RunAsync()
        {
            var deployment = Deployments.Simulated("""{"ttft_ms":100,"jitter":0.5,"seed":7}""");
            var times = new double[20];
            for (var i = 0; i < times.Length; i++)
            {
                times[i] = (await _caller.TimeAsync(async () => await _caller.AnswerAsync(Calls.Chat(deployment)))).TotalMilliseconds;
            }

            return times;
        }

        var first = await RunAsync();
        Assert.Equal(first, await RunAsync());
        Assert.All(first, t => Assert.InRange(t, 49.9, 151));
        Assert.True(first.Distinct().Count() > 10);
    }

    [Fact]
    public async Task RateLimit_AboveTheCallsOfAMinute_SaysWhenToComeBack()
    {
        var deployment = Deployments.Simulated("""{"rate_limit_rpm":2}""");
        Assert.Equal(200, await StatusAsync());
        _caller.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, await StatusAsync());
        await using (var reply = await _caller.Client.SendAsync(Calls.Chat(deployment), default))
        {
            Assert.Equal(FailureKind.RateLimited, reply.Failure);
            Assert.Equal(TimeSpan.FromSeconds(40), reply.RetryAfter);
        }

        _caller.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(200, await StatusAsync());

        async Task<int> StatusAsync()
        {
            await using var reply = await _caller.Client.SendAsync(Calls.Chat(deployment), default);
            return reply.Status;
        }
    }

    [Fact]
    public async Task Cancel_WhileItWaits_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        var sending = _caller.Client.SendAsync(Calls.Chat(Deployments.Simulated("""{"ttft_ms":1000}""")), caller.Token).AsTask();
        await caller.CancelAsync();
        await using var reply = await sending;

        Assert.Equal(FailureKind.Cancelled, reply.Failure);
    }
}
