using Fairlead.Limits;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Limits;

public sealed class ConcurrencyWindowTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Clock _clock;
    private readonly ConcurrencyWindow _window;

    public ConcurrencyWindowTests()
    {
        _clock = new Clock(_time);
        _window = new ConcurrencyWindow(_clock);
    }

    /// <summary>So many answers that began just now, at so many calls under way.</summary>
    private int Answers(int count, int load, double seconds, int ceiling = int.MaxValue, TimeKind kind = TimeKind.FirstToken)
    {
        for (var i = 0; i < count; i++)
        {
            _window.Learn(kind, seconds, load, _clock.Now, ceiling, _clock.Now);
        }

        Pass(0.001);
        return _window.Width;
    }

    private int Refusal(int load)
    {
        var width = _window.LearnRefusal(load, _clock.Now, _clock.Now);
        Pass(0.001);
        return width;
    }

    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Full_AndQuick_GrowsByHalf_ABlockAtATime()
    {
        Assert.Equal(20, Answers(19, load: 20, 0.4));
        Assert.Equal(30, Answers(1, load: 20, 0.4));

        // A block is as wide as the window.
        Assert.Equal(30, Answers(29, load: 30, 0.4));
        Assert.Equal(45, Answers(1, load: 30, 0.4));
    }

    [Fact]
    public void NotFull_StaysAsItIs_HoweverQuick() => Assert.Equal(20, Answers(200, load: 19, 0.4));

    [Fact]
    public void Slower_ShrinksInProportion_ThenGrowsByALittle()
    {
        Answers(20, load: 5, 0.4);

        // Twice as long: 20 × 1.25 / 2.
        Assert.Equal(12, Answers(20, load: 20, 0.8));

        // 12.5 + √12.5 / 2 = 14.27: a limit is known now.
        Assert.Equal(14, Answers(12, load: 12, 0.4));
        Assert.Equal(16, Answers(14, load: 14, 0.4));
    }

    [Fact]
    public void ALittleSlower_IsNoReason()
    {
        Answers(20, load: 5, 0.4);

        Assert.Equal(20, Answers(60, load: 19, 0.49));
        Assert.Equal(19, Answers(20, load: 19, 0.52));
    }

    [Fact]
    public void MuchSlower_EightAnswersAreEnough_AndTakeHalf()
    {
        Answers(20, load: 5, 0.4);

        Assert.Equal(20, Answers(7, load: 20, 40));
        Assert.Equal(10, Answers(1, load: 20, 40));
    }

    [Fact]
    public void MuchSlower_IsNotWaitedFor_GrowthIs()
    {
        Answers(20, load: 5, 0.4);
        var began = _clock.Now;
        Pass(0.4);
        for (var i = 0; i < 30; i++)
        {
            _window.Learn(TimeKind.FirstToken, 0.4, 20, began, int.MaxValue, _clock.Now);
        }

        // All that came so far were quick; those that began with them and are slow have not come yet.
        Assert.Equal(20, _window.Width);
        Pass(1.2);
        _window.Learn(TimeKind.FirstToken, 0.4, 20, _clock.Now, int.MaxValue, _clock.Now);
        Assert.Equal(30, _window.Width);
        began = _clock.Now;
        Pass(1.2);
        for (var i = 0; i < 8; i++)
        {
            _window.Learn(TimeKind.FirstToken, 1.2, 30, began, int.MaxValue, _clock.Now);
        }

        Assert.Equal(15, _window.Width);
    }

    [Fact]
    public void OneStraggler_IsNoReason()
    {
        Answers(20, load: 5, 0.4);

        Answers(1, load: 20, 6);
        Assert.Equal(30, Answers(19, load: 20, 0.4));
    }

    [Fact]
    public void SlowWhileCalm_IsWhatItIs_AndWhatItIsComparedWithFollows()
    {
        Answers(64, load: 5, 0.4);

        // A model that has become four times slower, for everybody: nothing it carries makes it so.
        Assert.Equal(20, Answers(400, load: 12, 1.6));
        Assert.Equal(30, Answers(20, load: 20, 1.7));
    }

    [Fact]
    public void CallsFromBeforeAChange_AreNotCountedAgain()
    {
        Answers(20, load: 5, 0.4);
        var before = _clock.Now;
        Pass(1);
        Assert.Equal(12, Answers(20, load: 20, 0.8));

        for (var i = 0; i < 40; i++)
        {
            _window.Learn(TimeKind.FirstToken, 0.8, 20, before, int.MaxValue, _clock.Now);
        }

        Assert.Equal(12, _window.Width);
        Assert.Equal(12, _window.LearnRefusal(20, before, _clock.Now));
    }

    [Fact]
    public void Kinds_AreComparedWithTheirLike()
    {
        Answers(20, load: 5, 0.4);
        Answers(20, load: 5, 0.02, kind: TimeKind.PerToken);
        Answers(20, load: 5, 3, kind: TimeKind.Whole);

        Answers(7, load: 20, 0.4);
        Answers(7, load: 20, 0.02, kind: TimeKind.PerToken);
        Assert.Equal(30, Answers(6, load: 20, 3, kind: TimeKind.Whole));
        Assert.Equal(30, Answers(1, load: 20, 0));
    }

    [Fact]
    public void Refused_KeepsSevenTenths_OfTheCallsThatWereUnderWay()
    {
        Assert.Equal(14, Refusal(load: 20));
        Answers(1, load: 14, 0.4);
        Assert.Equal(3, Refusal(load: 5));
    }

    [Fact]
    public void RefusedAgain_WithoutAnAnswer_IsTheSameRefusal()
    {
        Assert.Equal(14, Refusal(load: 20));
        for (var i = 0; i < 50; i++)
        {
            // A quota that is used up refuses whoever comes.
            Pass(1);
            Assert.Equal(14, Refusal(load: 1));
        }

        Answers(1, load: 1, 0.4);
        Assert.Equal(1, Refusal(load: 1));
    }

    [Fact]
    public void WhereItWasRefused_ItStaysBelow_ForEightBlocks()
    {
        Assert.Equal(7, Refusal(load: 10));

        // 7 + 1.32 = 8.32; then 9, which is one below; then an eighth a block.
        Assert.Equal(8, Answers(8, load: 7, 0.4));
        Assert.Equal(9, Answers(8, load: 8, 0.4));
        Assert.Equal(9, Answers(7 * 9, load: 9, 0.4));
        Assert.Equal(10, Answers(9, load: 9, 0.4));

        // Answered there after all: 10 + √10 / 2.
        Assert.Equal(11, Answers(10, load: 10, 0.4));
    }

    [Fact]
    public void Ceiling_IsNotGrownBeyond()
    {
        Assert.Equal(25, Answers(20, load: 20, 0.4, ceiling: 25));
        Assert.Equal(25, Answers(100, load: 25, 0.4, ceiling: 25));

        // Below where it starts, there is no use in growing.
        var other = new ConcurrencyWindow(_clock);
        for (var i = 0; i < 100; i++)
        {
            other.Learn(TimeKind.FirstToken, 0.4, 5, _clock.Now, 5, _clock.Now);
        }

        Assert.Equal(20, other.Width);
    }

    [Fact]
    public void AlwaysFull_IsGivenACalmMoment_AndFindsThatItWasTooWide()
    {
        // It serves ten; nobody has ever seen it with fewer than twenty.
        Answers(20, load: 20, 0.8);
        Assert.Equal(30, _window.Width);
        Pass(16);

        // No calm call for fifteen seconds: eight are made so, at six tenths.
        Assert.Equal(18, Answers(30, load: 30, 0.9));
        Assert.Equal(18, Answers(7, load: 18, 0.72));
        Assert.Equal(30, Answers(1, load: 18, 0.72));

        // What is compared with has come down by two thirds of the way, to 0.746: 30 × 1.25 × 0.746 / 1.2.
        Assert.Equal(23, Answers(30, load: 30, 1.2));
    }

    [Fact]
    public void CalmMoment_ThatFindsNothing_IsNotHadAgainAsSoon()
    {
        Answers(20, load: 20, 0.4, ceiling: 20);
        foreach (var wait in new[] { 15, 30, 60, 120, 180, 180 })
        {
            Pass(wait - 1);
            Assert.Equal(20, Answers(20, load: 20, 0.4, ceiling: 20));
            Pass(1);
            Assert.Equal(12, Answers(20, load: 20, 0.4, ceiling: 20));
            Assert.Equal(20, Answers(8, load: 12, 0.4, ceiling: 20));
        }
    }

    [Fact]
    public void ManyCalmCalls_MakeItWait()
    {
        Answers(64, load: 5, 0.4, ceiling: 20);

        Pass(179);
        Assert.Equal(20, Answers(20, load: 20, 0.4, ceiling: 20));
        Pass(2);
        Assert.Equal(12, Answers(20, load: 20, 0.4, ceiling: 20));
    }

    [Fact]
    public void QuickerWhileBusy_WhatItIsComparedWithComesDownAtOnce()
    {
        Answers(60, load: 5, 3.2);

        Assert.Equal(30, Answers(20, load: 20, 0.4));
        Assert.Equal(18, Answers(30, load: 30, 0.8));
    }

    [Fact]
    public void Whatever_StaysWithinItsBounds() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => new ConcurrencyWindowTests().Holds((ulong)seed)).QuickCheckThrowOnFailure();

    private void Holds(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        for (var i = 0; i < 2000; i++)
        {
            var load = 1 + random.Next(1 << random.Next(12));
            var began = _clock.Now - (random.Next(3) == 0 ? random.Next(20_000_000) : 0);
            var width = random.Next(8) switch
            {
                0 => _window.LearnRefusal(load, began, _clock.Now),
                1 => _window.Seed(new UpstreamLimits(random.Next(1000), 1, random.Next(2) * 10_000, 1, TimeSpan.Zero), random.NextDouble() * 10, random.Next(1000)),
                _ => _window.Learn((TimeKind)random.Next(3), Math.Exp((20 * random.NextDouble()) - 10), load, began, 1 + random.Next(20_000), _clock.Now),
            };
            Assert.InRange(width, ConcurrencyWindow.Least, ConcurrencyWindow.Most);
            Assert.Equal(width, _window.Width);
            Pass(random.Next(100) == 0 ? 200 : 0.01);
        }
    }
}
