using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Limits;
using Fairlead.Model;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Limits;

/// <summary>What is counted of a minute, number by number: what is reserved, what takes its place, and what share of a limit that is.</summary>
public sealed class MinuteUsageTests
{
    private const long Minute = 3;

    private readonly Clock _clock = new(new FakeTimeProvider());
    private readonly DeploymentState _state = new();

    private static Deployment[] Members(params Func<DeploymentParams, DeploymentParams>[] limits) =>
        Given.Config([.. limits.Select((with, i) => Given.Deployment("m", $"d{i}", with: with))]).Router().Model.Groups[0].Tiers[0].Members;

    private MinuteUsage Usage(bool comparesAll, KeptLimits kept, params Func<DeploymentParams, DeploymentParams>[] limits) => new(Members(limits), _clock, comparesAll, kept);

    private static RouteRequest Of(int input, int? output = null) => new("m") { InputTokens = input, MaxOutputTokens = output };

    [Fact]
    public void Share_IsThatOfTheLimit_OfNoLimitThatOfTheLargest()
    {
        Func<DeploymentParams, DeploymentParams>[] limits = [static p => p with { Rpm = 20, Tpm = 1000 }, static p => p with { Rpm = 10, Tpm = 500 }, static p => p];
        var all = Usage(comparesAll: true, KeptLimits.All, limits);
        var own = Usage(comparesAll: false, KeptLimits.All, limits);
        Assert.True(_state.TryCount(Minute, 100, MinuteCount.Most, MinuteCount.Most));

        Assert.Equal([0.1, 0.2, 0.1], Enumerable.Range(0, 3).Select(i => all.Share(_state, i, Minute, output: 8)));
        Assert.Equal([0.1, 0.2, 0], Enumerable.Range(0, 3).Select(i => own.Share(_state, i, Minute, output: 8)));

        // Two under way bring eight tokens more each; requests weigh more until tokens do.
        _state.Acquire();
        _state.Acquire();
        _state.AddTokens(Minute, 84);
        Assert.Equal([0.2, 0.4, 0.2], Enumerable.Range(0, 3).Select(i => all.Share(_state, i, Minute, output: 8)));
    }

    [Fact]
    public void Share_WithoutAnyLimit_IsTheTokens()
    {
        var usage = Usage(comparesAll: true, KeptLimits.All, static p => p, static p => p);
        Assert.True(_state.TryCount(Minute, 7, MinuteCount.Most, MinuteCount.Most));

        Assert.False(usage.HasLimits);
        Assert.Equal([7, 7], Enumerable.Range(0, 2).Select(i => usage.Share(_state, i, Minute, output: 3)));
    }

    [Fact]
    public void Limits_OfRequestsAlone_LeaveTokensFree()
    {
        var usage = Usage(comparesAll: false, KeptLimits.Requests, static p => p with { Rpm = 2, Tpm = 5 });

        Assert.True(usage.TryTake(_state, 0, Minute, Of(50)));
        Assert.True(usage.TryTake(_state, 0, Minute, Of(50)));
        Assert.False(usage.TryTake(_state, 0, Minute, Of(1)));
        Assert.Equal("2 of 2 requests and 100 tokens this minute", usage.Describe(_state, 0, Minute));
    }

    [Fact]
    public void OutputWithoutRoom_TakesNothing()
    {
        var usage = Usage(comparesAll: false, KeptLimits.All, static p => p with { Itpm = 100, Otpm = 10 });

        Assert.False(usage.TryTake(_state, 0, Minute, Of(30, output: 11)));
        Assert.Equal((0, 0, 0, 0), Taken());

        Assert.True(usage.TryTake(_state, 0, Minute, Of(30, output: 10)));
        Assert.Equal((1, 30, 30, 10), Taken());
        Assert.False(usage.TryTake(_state, 0, Minute, Of(71, output: 0)));
        Assert.Equal((1, 30, 30, 10), Taken());

        // An answer of no length still fits in where there is a limit, and is none where that is 0.
        Assert.True(usage.TryTake(_state, 0, Minute, Of(70, output: 0)));
        Assert.Equal((2, 100, 100, 10), Taken());
        Assert.False(Usage(comparesAll: false, KeptLimits.All, static p => p with { Otpm = 0 }).TryTake(new DeploymentState(), 0, Minute, Of(1, output: 0)));
    }

    [Theory]
    [InlineData(0, 6, 0, 6)]
    [InlineData(40, 0, 40, 0)]
    [InlineData(40, 6, 40, 6)]
    [InlineData(0, 0, 30, 10)]
    public void Told_TakesThePlaceOfWhatWasReserved(int input, int output, int inputLeft, int outputLeft)
    {
        var usage = Usage(comparesAll: false, KeptLimits.All, static p => p with { Itpm = 100, Otpm = 100 });
        var request = Of(30, output: 10);
        Assert.True(usage.TryTake(_state, 0, 0, request));

        usage.Settle(_state, 0, 0, _clock.Now, request, Given.Ok(tokens: output) with { InputTokens = input });

        Assert.Equal((inputLeft, outputLeft), (_state.InputTokens.In(0), _state.OutputTokens.In(0)));
        Assert.Equal(inputLeft + (input + output > 0 ? outputLeft : 0), _state.TokensIn(0));
    }

    [Theory]
    [InlineData(100, 10, true)]
    [InlineData(101, 10, false)]
    [InlineData(100, 11, false)]
    [InlineData(1, 1, true)]
    public void NextMinute_HasRoomForWhatFitsIntoAWholeOne(int input, int output, bool fits)
    {
        var usage = Usage(comparesAll: false, KeptLimits.All, static p => p with { Itpm = 100, Otpm = 10 });

        Assert.Equal(fits, usage.MayAnswerNextMinute(0, Of(input, output)));
    }

    private (long Requests, long Tokens, long Input, long Output) Taken() =>
        (_state.RequestsIn(Minute), _state.TokensIn(Minute), _state.InputTokens.In(Minute), _state.OutputTokens.In(Minute));
}
