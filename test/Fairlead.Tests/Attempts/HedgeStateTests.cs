using Fairlead.Attempts;
using Fairlead.Attempts.Hedging;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>What a group has saved up for hedges, and after how long it hedges.</summary>
public sealed class HedgeStateTests
{
    private const double Bucket = 1.0 / 16;

    private readonly FakeTimeProvider _time = new();
    private readonly Clock _clock;
    private readonly HedgeState _state;

    public HedgeStateTests()
    {
        _clock = new Clock(_time);
        _state = new HedgeState(_clock);
    }

    private double Usual(bool stream = false) => _clock.Seconds(_state.Usual(stream));

    private void Learn(double seconds, int times = 1, bool stream = false, bool gaveUp = false)
    {
        for (var i = 0; i < times; i++)
        {
            _state.Learn(stream, seconds, gaveUp, quantile: 0);
        }
    }

    [Fact]
    public void Savings_GrowByTheShare_ToTenHedgesAndNoFurther()
    {
        _state.Count(0.25);
        Assert.Equal(0.25, _state.Saved);
        Assert.False(_state.TryTake());
        for (var i = 0; i < 3; i++)
        {
            _state.Count(0.25);
        }

        Assert.True(_state.TryTake());
        Assert.Equal(0, _state.Saved);
        _state.PutBack();
        Assert.Equal(1, _state.Saved);
        for (var i = 0; i < 30; i++)
        {
            _state.Count(0.4);
        }

        Assert.Equal(10, _state.Saved);
    }

    [Fact]
    public void Money_IsSixMinutesWorth_AndComesBackWithTime()
    {
        Assert.False(new HedgeState(_clock).TryPay(double.PositiveInfinity, hourly: 10));
        Assert.True(_state.TryPay(1, hourly: 10));
        Assert.False(_state.TryPay(0.1, hourly: 10));

        _state.Correct(-0.4);
        Assert.True(_state.TryPay(0.4, hourly: 10));
        Assert.False(_state.TryPay(0.1, hourly: 10));

        // Ten an hour are a half in three minutes; a dearer hedge than that may still begin, and is paid off later.
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(_state.TryPay(1, hourly: 10));
        _time.Advance(TimeSpan.FromMinutes(2.9));
        Assert.False(_state.TryPay(0.1, hourly: 10));
        _time.Advance(TimeSpan.FromMinutes(0.2));
        Assert.True(_state.TryPay(0.1, hourly: 10));

        _time.Advance(TimeSpan.FromHours(5));
        Assert.True(_state.TryPay(1, hourly: 10));
        Assert.False(_state.TryPay(0.1, hourly: 10));
    }

    [Fact]
    public void FirstOfThem_IsEnoughWhereOneIsExpectedAbove()
    {
        Learn(1);

        Assert.InRange(Usual(), 1, 1 + Bucket);
        Assert.Equal(0, Usual(stream: true));
    }

    [Fact]
    public void Times_AreLookedAtAgainAQuarterOfASecondLater()
    {
        Learn(1);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Learn(8, times: 3);
        Assert.InRange(Usual(), 1, 1 + Bucket);

        _time.Advance(TimeSpan.FromSeconds(0.05));
        Learn(8);
        Assert.InRange(Usual(), 8 * (1 - Bucket), 8 * (1 + Bucket));
    }

    [Fact]
    public void GivenUpEarly_SaysNothing_GivenUpLateOrAnsweredEarly_Does()
    {
        Learn(2);
        Learn(1, times: 10, gaveUp: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        Learn(2);
        Assert.InRange(Usual(), 2, 2 + (2 * Bucket));

        Learn(4, times: 10, gaveUp: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        Learn(4);
        Assert.InRange(Usual(), 4, 4 + (4 * Bucket));

        Learn(1, times: 40);
        _time.Advance(TimeSpan.FromSeconds(1));
        Learn(1);
        Assert.InRange(Usual(), 1, 1 + Bucket);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Times_OfTwentyMinutesAgo_CountLittle(bool stream)
    {
        Learn(1, times: 8, stream);
        _time.Advance(TimeSpan.FromMinutes(20));
        Learn(1, stream: !stream);
        Learn(8, times: 3, stream);
        _time.Advance(TimeSpan.FromSeconds(1));
        Learn(8, stream: stream);

        Assert.InRange(Usual(stream), 8 * (1 - Bucket), 8 * (1 + Bucket));
    }

    [Fact]
    public void PlainAnswers_AreTimedWhole_StreamsByTheirFirstContentWhereThereIsOne()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"))
            .With(r => r with { Hedging = new HedgingSettings { Enabled = true, MaxShare = 0.25, Quantile = 0.9 } }).Router(_time);
        for (var i = 0; i < 100; i++)
        {
            router.Run("m", _ => Given.Ok(0.3, firstToken: 0.1));
            router.Run(new RouteRequest("m") { Stream = true }, _ => Given.Ok(0.6, firstToken: i % 2 == 0 ? 0.5 : 0));
            _time.Advance(TimeSpan.FromSeconds(0.3));
        }

        var policy = router.Model.Groups[0].Hedging!;
        Assert.InRange(router.Clock.Seconds(policy.State.Usual(stream: false)), 0.3 * (1 - Bucket), 0.3 * (1 + Bucket));
        Assert.InRange(router.Clock.Seconds(policy.State.Usual(stream: true)), 0.5 * (1 - Bucket), 0.6 * (1 + Bucket));
        Assert.InRange(router.Clock.Seconds(policy.Delay(new RouteRequest("m") { Stream = true })), 0.6 * (1 - Bucket), 0.6 * (1 + Bucket));

        // Twice the usual time, and never less than once.
        Assert.InRange(policy.Excess(new RouteRequest("m"), TimeSpan.FromSeconds(0.6)), 2 * (1 - Bucket), 2 * (1 + Bucket));
        Assert.Equal(1, policy.Excess(new RouteRequest("m"), TimeSpan.FromSeconds(0.01)));
    }
}
