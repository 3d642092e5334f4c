using Fairlead.Providers.Http;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Http;

public sealed class CallScopeTests
{
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Arm_LaterDeadline_DoesNotTouchTheTimer()
    {
        using var scope = new CallScope(_clock);
        scope.Arm(Ten);
        _clock.Advance(TimeSpan.FromSeconds(9));
        scope.Arm(Ten);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(scope.TimedOut);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(scope.TimedOut);
        Assert.True(scope.Token.IsCancellationRequested);
        Assert.False(scope.CallerLeft);
    }

    [Fact]
    public void Arm_NearerDeadline_Counts()
    {
        using var scope = new CallScope(_clock);
        scope.Arm(TimeSpan.FromHours(1));
        scope.Arm(Ten);
        _clock.Advance(Ten);

        Assert.True(scope.TimedOut);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Arm_NoLimit_NeverEnds(long ticks)
    {
        using var scope = new CallScope(_clock);
        scope.Arm(ticks < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromDays(40));
        _clock.Advance(TimeSpan.FromDays(39));

        Assert.False(scope.TimedOut);
    }

    [Fact]
    public void TryReset_AfterACleanUse_IsAsNew()
    {
        using var caller = new CancellationTokenSource();
        using var scope = new CallScope(_clock);
        scope.Link(caller.Token);
        scope.Arm(Ten);
        scope.Disarm();
        Assert.True(scope.TryReset());
        caller.Cancel();
        _clock.Advance(Ten);

        Assert.False(scope.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryReset_AfterAnEnd_IsRefused(bool byCaller)
    {
        using var caller = new CancellationTokenSource();
        using var scope = new CallScope(_clock);
        scope.Link(caller.Token);
        scope.Arm(Ten);
        if (byCaller)
        {
            caller.Cancel();
        }
        else
        {
            _clock.Advance(Ten);
        }

        Assert.Equal(byCaller, scope.CallerLeft);
        Assert.False(scope.TryReset());
    }

    [Fact]
    public void Pool_CallersThatLeaveAsTheCallEnds_NeverEndAnotherCall()
    {
        using var pool = new CallScopePool(TimeProvider.System);
        using var turn = new SemaphoreSlim(0);
        using var gone = new SemaphoreSlim(0);
        CancellationTokenSource? caller = null;
        var leaver = new Thread(() =>
        {
            for (var i = 0; i < 5000; i++)
            {
                turn.Wait();
                caller!.Cancel();
                gone.Release();
            }
        });
        leaver.Start();
        for (var i = 0; i < 5000; i++)
        {
            caller = new CancellationTokenSource();
            var scope = pool.Rent(caller.Token);
            turn.Release();
            pool.Return(scope);
            var next = pool.Rent(CancellationToken.None);
            gone.Wait();
            Assert.False(next.Token.IsCancellationRequested);
            pool.Return(next);
            caller.Dispose();
        }

        leaver.Join();
    }
}
