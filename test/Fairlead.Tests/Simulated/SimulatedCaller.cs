using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Simulated;

/// <summary>Calls simulated providers, by a clock of its own.</summary>
internal sealed class SimulatedCaller : IDisposable
{
    public SimulatedCaller() => Client = new(new UpstreamClientOptions { TimeProvider = Clock, Environment = _ => null });

    public FakeTimeProvider Clock { get; } = new();

    public UpstreamClient Client { get; }

    public void Dispose() => Client.Dispose();

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public async Task<(string Text, FailureKind Failure)> AnswerAsync(UpstreamCall call)
    {
        await using var reply = await Client.SendAsync(call, default);
        return reply.Failure != FailureKind.None ? ("", reply.Failure) : await Calls.ReadAllAsync(reply);
    }

    public async Task<JsonElement> JsonAsync(UpstreamCall call)
    {
        var (text, failure) = await AnswerAsync(call);
        Assert.Equal(FailureKind.None, failure);
        return Parse(text);
    }

    public async Task<string[]> EventsAsync(UpstreamCall call)
    {
        var (text, failure) = await AnswerAsync(call);
        Assert.Equal(FailureKind.None, failure);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return text[..^2].Split("\n\n").Select(e => e["data: ".Length..]).ToArray();
    }

    /// <summary>Moves the clock a millisecond at a time for as long as the work waits for it; how long that was.</summary>
    public async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var start = Clock.GetTimestamp();
        var context = SynchronizationContext.Current;
        // Without a context everything that waits for the clock runs on within Advance, so that no tick is lost between two steps.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var running = work();
            for (var i = 0; i < 100_000 && !running.IsCompleted; i++)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            Assert.True(running.IsCompleted);
            await running;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return Clock.GetElapsedTime(start);
    }
}
