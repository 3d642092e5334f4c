using Fairlead.Costs;
using Fairlead.State;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>What a state learns before an answer ends: of first contents, of those that did not come, and when it starts afresh.</summary>
public sealed class WaitingTests
{
    private const long HalfLife = 1000;
    private const long Now = 5000;

    private static readonly LearningRate Rate = new(HalfLife, Window: 10_000_000);

    private readonly DeploymentState _state = new();

    private LatencyView Latency(long now) => _state.Latency(now, HalfLife);

    private void Answer(long now, double firstToken, double perToken) =>
        _state.CountSuccess(Given.Ok(firstToken + (perToken * 10), tokens: 10, firstToken: firstToken), default(TokenPrice), now, Rate);

    [Fact]
    public void FirstToken_IsASample_AmongOlderOnesThatFade()
    {
        Answer(Now, 1, 0.1);
        _state.LearnFirstToken(4, Now + HalfLife, Rate);

        var seen = Latency(Now + HalfLife);
        Assert.Equal((0.5 + 4) / 1.5, seen.FirstToken, 1e-9);
        Assert.Equal((1.5, 0.5), (seen.FirstTokenWeight, seen.PerTokenWeight));
    }

    [Fact]
    public void FirstToken_FarOut_CountsAsFourTimesTheAverage_OnceThatRestsOnThree()
    {
        Answer(Now, 1, 0.1);
        Answer(Now, 1, 0.1);
        _state.LearnFirstToken(10, Now, Rate);
        Assert.Equal(4, Latency(Now).FirstToken, 1e-9);

        _state.LearnFirstToken(100, Now, Rate);
        Assert.Equal((12 + 16) / 4.0, Latency(Now).FirstToken, 1e-9);
    }

    [Theory]
    [InlineData(3, 3.5 / 1.5)]
    [InlineData(0.5, 1)]
    public void Late_TakesAtLeastAsLong_AndItsTimePerTokenStaysAsWellFounded(double seconds, double first)
    {
        Answer(Now, 1, 0.1);
        _state.LearnLate(seconds, Now + HalfLife, Rate);

        var seen = Latency(Now + HalfLife);
        Assert.Equal(first, seen.FirstToken, 1e-9);
        Assert.Equal(0.1, seen.PerToken, 1e-9);
        Assert.Equal((1.5, 1.5), (seen.FirstTokenWeight, seen.PerTokenWeight));
    }

    [Fact]
    public void Late_WithoutTokensKnown_LearnsNothingOfTokens()
    {
        _state.LearnLate(2, Now, Rate);

        Assert.Equal((2, 1, 0), (Latency(Now).FirstToken, Latency(Now).FirstTokenWeight, Latency(Now).PerTokenWeight));
    }

    [Theory]
    [InlineData(0.5, 0.02, 1, 1)]
    [InlineData(0.5, 0, 1, 0)]
    [InlineData(0, 0.02, 0, 1)]
    public void Afresh_KnowsTheNewestAlone_AndStartsSlowly(double first, double perToken, double firstWeight, double perTokenWeight)
    {
        Answer(Now, 1, 0.1);
        Answer(Now, 1, 0.1);
        _state.StartAfresh(first, perToken, Now + HalfLife);

        var seen = Latency(Now + HalfLife);
        Assert.Equal((first, perToken), (seen.FirstToken, seen.PerToken));
        Assert.Equal((firstWeight, perTokenWeight), (seen.FirstTokenWeight, seen.PerTokenWeight));
        Assert.Equal(Now + HalfLife, _state.RampFrom);
        Assert.Equal(firstWeight / 2, Latency(Now + (2 * HalfLife)).FirstTokenWeight, 1e-9);
    }
}
