using Fairlead.Gateway.Hosting;
using Fairlead.TestKit.Time;

namespace Fairlead.Gateway.Tests.Hosting;

public sealed class DrainTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Run_NothingRunning_EndsAtOnce()
    {
        using var drain = new Drain(_time);
        Assert.True(await drain.RunAsync(TimeSpan.FromSeconds(30), default));
        Assert.True(drain.IsDraining);
        Assert.False(drain.TryEnter());
        Assert.Equal(0, drain.Running);
    }

    [Fact]
    public async Task Run_RequestsFinish_EndsWithoutAborting()
    {
        using var drain = new Drain(_time);
        Assert.True(drain.TryEnter());
        Assert.True(drain.TryEnter());
        var ending = drain.RunAsync(TimeSpan.FromSeconds(30), default);
        Assert.False(drain.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(29));
        drain.Exit();
        Assert.False(ending.IsCompleted);
        drain.Exit();
        Assert.True(await ending);
        Assert.False(drain.Aborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Run_TimeIsOver_AbortsAndWaitsForTheAborted()
    {
        using var drain = new Drain(_time);
        drain.TryEnter();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = drain.Aborted.Register(aborted.SetResult);
        var ending = drain.RunAsync(TimeSpan.FromSeconds(30), default);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(aborted.Task.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30));
        drain.Exit();
        Assert.False(await ending);
    }

    [Fact]
    public async Task Run_Hurried_AbortsAtOnce()
    {
        using var drain = new Drain(_time);
        using var hurry = new CancellationTokenSource();
        drain.TryEnter();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = drain.Aborted.Register(aborted.SetResult);
        var ending = drain.RunAsync(TimeSpan.FromSeconds(30), hurry.Token);
        await hurry.CancelAsync();
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30));
        drain.Exit();
        Assert.False(await ending);
    }
}
