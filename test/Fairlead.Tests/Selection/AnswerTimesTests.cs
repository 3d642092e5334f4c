using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>
/// What answers are expected to take, in numbers worked out by hand: own samples and a quarter of one at the tier's median. Read as the scores of <c>latency-based</c>, which
/// are these times while nobody is busy. The half-life is so long that nothing fades.
/// </summary>
public sealed class AnswerTimesTests
{
    private const double HalfLife = 1e18;
    private const long Second = TimeSpan.TicksPerSecond;

    private static readonly LearningRate Rate = new(HalfLife, Window: 100 * Second);

    private readonly FakeTimeProvider _time = new();
    private readonly Clock _clock;
    private readonly StrategyContext _context;
    private DeploymentState[] _states = [];
    private LatencyBased _strategy = null!;

    public AnswerTimesTests()
    {
        _clock = new Clock(_time);
        _context = new StrategyContext(_clock, HalfLife, LatencyBuffer: 0, PriceWeight: 0);
    }

    private void Members(params DeploymentState[] states)
    {
        _states = states;
        _strategy = new LatencyBased(states, _context);
    }

    private void Answer(int member, AttemptReport report, int load = 0)
    {
        _states[member].CountSuccess(report, default(TokenPrice), _clock.Now, Rate, new DeploymentState.Beginning(0, load, FirstKnown: false));
        _strategy.Observe(member, report, _clock.Now);
    }

    private void Batch(int member, AttemptReport report)
    {
        _states[member].CountSuccess(report, default(TokenPrice), _clock.Now, Rate);
        _strategy.Observe(member, [new Answer(report, default(TokenPrice), _clock.Now, default)], _clock.Now);
    }

    private void Fail(int member) => _strategy.Observe(member, Given.Fail(FailureKind.ServerError), _clock.Now);

    private double First(int member) => _strategy.Score(member, new RouteRequest("m") { Stream = true })!.Value;

    private double Whole(int member) => _strategy.Score(member, new RouteRequest("m"))!.Value;

    private void Expect(double[] first, double[] whole)
    {
        for (var i = 0; i < first.Length; i++)
        {
            Assert.Equal(first[i], First(i), 1e-6);
            Assert.Equal(whole[i], Whole(i), 1e-6);
        }
    }

    [Fact]
    public void Times_AreDrawnToTheMedianOfThoseKnown()
    {
        Members(new(), new(), new());
        Answer(0, Given.Ok(0.6, tokens: 10, firstToken: 0.4));
        Answer(2, Given.Ok(1.5, tokens: 10, firstToken: 1));

        // Medians 0.7 and 0.035 a token; ten tokens are expected.
        Expect([0.575 / 1.25, 0.7, 1.175 / 1.25], [(0.575 + 0.2875) / 1.25, 1.05, (1.175 + 0.5875) / 1.25]);
    }

    [Fact]
    public void Median_IsTheMiddleOne_OfTwoTheirMean()
    {
        Members(new(), new(), new(), new());
        Answer(0, Given.Ok(4, tokens: 0));
        Answer(1, Given.Ok(1, tokens: 0));
        Answer(2, Given.Ok(3, tokens: 0));
        Expect([4.75 / 1.25, 1.75 / 1.25, 3.75 / 1.25, 3], [4.75 / 1.25, 1.75 / 1.25, 3.75 / 1.25, 3]);

        Answer(3, Given.Ok(2, tokens: 0));
        Expect([4.625 / 1.25, 1.625 / 1.25, 3.625 / 1.25, 2.625 / 1.25], [4.625 / 1.25, 1.625 / 1.25, 3.625 / 1.25, 2.625 / 1.25]);
    }

    [Fact]
    public void AnswersOfABusierTime_WeighTheLess()
    {
        Members(new(), new());
        Answer(0, Given.Ok(2.5, tokens: 10, firstToken: 0.5), load: 4);
        Answer(1, Given.Ok(2, tokens: 10, firstToken: 1), load: 1);

        // Medians 0.75 and 0.15; the first answer weighs a quarter.
        Expect([0.3125 / 0.5, 1.1875 / 1.25], [(0.3125 + 0.875) / 0.5, (1.1875 + 1.375) / 1.25]);

        _states[0].Acquire();
        Fail(0);
        _states[0].Release();

        Expect([0.4375 / 0.75], [(0.4375 + 1.375) / 0.75]);
    }

    [Theory]
    [InlineData(3, 2, 10, 4.5, 6)]
    [InlineData(0.1, 0.1, 0, 0.65, 0.65)]
    public void Failure_CostsAWholeAnswer_AndASecondAtLeast(double seconds, double firstToken, int tokens, double first, double whole)
    {
        Members(new DeploymentState());
        Answer(0, Given.Ok(seconds, tokens, firstToken));
        _states[0].CountFailure(_clock.Now, Rate);
        Fail(0);

        // A failure, an answer and an imagined one: a third fails.
        Expect([first], [whole]);
    }

    [Fact]
    public void SlowStart_LastsTenSeconds()
    {
        Members(new DeploymentState(rampFrom: 20 * Second));
        _time.Advance(TimeSpan.FromSeconds(24) - TimeSpan.FromTicks(1));
        Answer(0, Given.Ok(1, tokens: 0));
        Assert.Equal(2.5, First(0), 1e-6);

        _time.Advance(TimeSpan.FromSeconds(4));
        Fail(0);
        Assert.Equal(1.25, First(0), 1e-6);

        _time.Advance(TimeSpan.FromSeconds(4));
        Fail(0);
        Assert.Equal(1, First(0), 1e-6);
    }

    [Theory]
    [InlineData(1, 10, 0.5, 5, 10)]
    [InlineData(1, 10, 0, 0.01, 10.01)]
    [InlineData(0.5, 0, 0, 5, 5)]
    [InlineData(0.5, 0, 0.3, 3, 3)]
    public void AnswerTwiceAsQuickAsThought_EndsWhatWasBelieved(double seconds, int tokens, double firstToken, double first, double whole)
    {
        Members(new DeploymentState());
        Answer(0, Given.Ok(4, tokens: 10, firstToken: 2));
        _time.Advance(TimeSpan.FromSeconds(1));
        Answer(0, Given.Ok(seconds, tokens, firstToken));

        // Ten times slower at the beginning of a slow start.
        Expect([first], [whole]);
    }

    [Fact]
    public void AnswerHalfAsLong_OrAgainstThreeOthers_IsASampleLikeOthers()
    {
        Members(new DeploymentState());
        Answer(0, Given.Ok(4, tokens: 10, firstToken: 2));
        Answer(0, Given.Ok(2, tokens: 10, firstToken: 1));
        Expect([3.5 / 2.25], [7 / 2.25]);

        Members(new DeploymentState());
        Answer(0, Given.Ok(4, tokens: 10, firstToken: 2));
        Answer(0, Given.Ok(4, tokens: 10, firstToken: 2));
        Answer(0, Given.Ok(4, tokens: 10, firstToken: 2));
        Answer(0, Given.Ok(1, tokens: 10, firstToken: 0.5));
        Expect([7 / 4.25], [14 / 4.25]);
    }

    [Theory]
    [InlineData(0.9, 9)]
    [InlineData(1, 3.5 / 2.25)]
    public void ContentTwiceAsQuickAsThought_EndsWhatWasBelieved(double seconds, double first)
    {
        Members(new DeploymentState());
        Answer(0, Given.Ok(2, tokens: 0));
        if (seconds < 1)
        {
            // Medians are told again after a tenth of a second.
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _states[0].LearnFirstToken(seconds, _clock.Now, Rate);
        _strategy.ObserveContent(0, seconds, _clock.Now);

        Assert.Equal(first, First(0), 1e-6);
    }

    [Fact]
    public void Medians_AreToldAnew_WithNewsOrAfterATenthOfASecond()
    {
        Members(new(), new(), new());
        Answer(0, Given.Ok(1, tokens: 0));
        Assert.Equal(1, First(2), 1e-6);

        // No news: the median stays, the member's own time goes on.
        Answer(0, Given.Ok(3, tokens: 0));
        Expect([4.25 / 2.25], [4.25 / 2.25]);
        Assert.Equal(1, First(2), 1e-6);
        _states[0].LearnFirstToken(5, _clock.Now, Rate);
        _strategy.ObserveContent(0, 5, _clock.Now);
        Expect([9.25 / 3.25], [9.25 / 3.25]);
        Assert.Equal(1, First(2), 1e-6);

        // The first answer of another, and the first that tells of tokens. Both times of ten tokens.
        Answer(1, Given.Ok(7, tokens: 10, firstToken: 5));
        Assert.Equal(4, First(2), 1e-6);
        Assert.Equal(6, Whole(2), 1e-6);
        Answer(0, Given.Ok(7, tokens: 10, firstToken: 3));
        Assert.Equal(4, First(2), 1e-6);
        Assert.Equal(7, Whole(2), 1e-6);

        _time.Advance(TimeSpan.FromTicks((Second / 10) - 1));
        Answer(1, Given.Ok(9, tokens: 10, firstToken: 7));
        Assert.Equal(4, First(2), 1e-6);
        _time.Advance(TimeSpan.FromTicks(1));
        Answer(1, Given.Ok(8, tokens: 10, firstToken: 6));
        Assert.Equal(4.5, First(2), 1e-6);
        Assert.Equal(4.5 + 3, Whole(2), 1e-6);
    }

    [Fact]
    public void AnswersAtOnce_AreLearntLikeOneByOne()
    {
        Members(new(), new());
        Batch(0, Given.Ok(1, tokens: 0));
        Assert.Equal(1, First(1), 1e-6);

        Batch(0, Given.Ok(3, tokens: 0));
        Expect([4.25 / 2.25, 1], [4.25 / 2.25, 1]);

        Batch(0, Given.Ok(6, tokens: 20, firstToken: 2));
        Expect([2, 2], [6, 6]);
    }

    [Theory]
    [InlineData(1, 1, 5, ((2 * 1.25) + 5) / 2.25)]
    [InlineData(1, 2, 5, ((2 * (0.25 + (1 / 1.75))) + 10) / (2.25 + (1 / 1.75)))]
    [InlineData(4, 1, 5, ((2 * 4.25) + 5) / 5.25)]
    [InlineData(4, 1, 20, ((2 * 4.25) + 8) / 5.25)]
    [InlineData(1, 1, 1, 2)]
    public void CallsThatWait_CountAsAnswersOfTheirAge(int answers, int waiting, int age, double first)
    {
        Members(new DeploymentState());
        for (var i = 0; i < answers; i++)
        {
            Answer(0, Given.Ok(2, tokens: 0));
        }

        for (var i = 0; i < waiting; i++)
        {
            _states[0].Await(_clock.Milliseconds(_clock.Now));
        }

        _time.Advance(TimeSpan.FromSeconds(age));
        Fail(0);

        Assert.Equal(first, First(0), 1e-6);
    }

    [Fact]
    public void Bears_WhatItBore_AndWhatItsPeersDoByTheirCapacity()
    {
        DeploymentState[] states = [new(), new(), new()];
        var times = new AnswerTimes(states, _context, thoughtSlow: 1.5, [2, 0.5, 1]);
        int[] loads = [4, 6];
        for (var i = 0; i < loads.Length; i++)
        {
            var report = Given.Ok();
            states[i].CountSuccess(report, default(TokenPrice), _clock.Now, Rate, new DeploymentState.Beginning(0, loads[i], FirstKnown: false));
            times.Observe(i, report, _clock.Now);
        }

        // Weighed by capacity 8 and 3: 5.5 in the middle. One call more than bore; peers count for one answer.
        Assert.Equal(1 / (1 + ((4 + 2.75) / 2)), times.Estimates.PerCall[0], 1e-9);
        Assert.Equal(1 / (1 + ((6 + 11) / 2.0)), times.Estimates.PerCall[1], 1e-9);
        Assert.Equal(1 / 6.5, times.Estimates.PerCall[2], 1e-9);
    }
}
