using Fairlead.Attempts;
using Fairlead.State;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.State;

public sealed class ClockTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Ticks_ToMillisecondsSecondsAndMinutes()
    {
        var clock = new Clock(_time);
        _time.Advance(TimeSpan.FromSeconds(90.5));

        Assert.Equal(90_500, clock.Milliseconds(clock.Now));
        Assert.Equal(90.5, clock.Seconds(clock.Now), 1e-6);
        Assert.Equal(1, clock.Minute(clock.Now));
        Assert.Equal(29.5, clock.LeftOfMinute(clock.Now).TotalSeconds, 1e-6);
        Assert.Equal(30.5 / 60, clock.PassedOfMinute(clock.Now), 1e-6);
    }

    [Fact]
    public void Recent_ClockOfATest_IsNow()
    {
        var clock = new Clock(_time);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(clock.Now, clock.Recent);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(clock.Now, clock.Recent);
    }

    [Fact]
    public void Recent_SystemsClock_IsNeverAheadAndMovesOn()
    {
        var clock = new Clock(TimeProvider.System);
        var first = clock.Recent;
        Assert.InRange(first, 1, clock.Now);

        Assert.True(SpinWait.SpinUntil(() => clock.Recent > first, TimeSpan.FromSeconds(30)));
        Assert.InRange(clock.Recent, first, clock.Now);
    }

    [Fact]
    public void LongestSpan_IsARestThatLasts()
    {
        var clock = new Clock(_time);
        var now = clock.Now;

        Assert.True(Rest.Of(now + clock.Ticks(TimeSpan.MaxValue), FailureKind.Lost).Lasts(now));
        Assert.Equal(FailureKind.Lost, Rest.Of(now + clock.Ticks(TimeSpan.MaxValue), FailureKind.Lost).Cause);
    }
}
