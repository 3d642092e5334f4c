using Fairlead.Costs;
using Fairlead.Limits;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>What is told of a state, number by number: limits of the provider's, costs, times, and how little fades in a moment.</summary>
public sealed class StateInNumbersTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Router _router;
    private readonly DeploymentState _state;

    public StateInNumbersTests()
    {
        _router = Given.Config(Given.Deployment("m", "a", model: "openai/unheard-of")).Router(_clock);
        _state = _router.Model.ById("a")!.State;
    }

    private DeploymentSnapshot Told => _router.Snapshot().Deployments[0];

    [Theory]
    [InlineData(500, 100, 0, 0, 0.2)]
    [InlineData(0, 0, 600, 30, 0.05)]
    [InlineData(500, 100, 600, 30, 0.05)]
    public void ProviderLimits_AreToldAsFarAsTheyAreKnown(long requests, long requestsLeft, long tokens, long tokensLeft, double share)
    {
        var limits = new UpstreamLimits(requests, requestsLeft, tokens, tokensLeft, TimeSpan.FromSeconds(8));
        _state.LearnLimits(limits, _router.Clock.Now + (8 * TimeSpan.TicksPerSecond));

        Assert.True(limits.IsKnown);
        var told = Told.ProviderLimits!;
        Assert.Equal((Known(requests), requests > 0 ? requestsLeft : null), (told.RequestLimit, told.RequestsLeft));
        Assert.Equal((Known(tokens), tokens > 0 ? tokensLeft : null), (told.TokenLimit, told.TokensLeft));
        Assert.Equal(share, _state.ShareLeft(_router.Clock.Now), 1e-6);
        Assert.Equal(share < 0.1, _state.IsNearLimit);

        static long? Known(long limit) => limit > 0 ? limit : null;
    }

    [Fact]
    public void Units_CostWhatIsKnownOfThem_WithoutAPriceOfTokens()
    {
        Assert.False(default(UpstreamLimits).IsKnown);
        Assert.Null(Told.Cost);

        _state.CountUnits(null);
        _state.CountUnits(-1);
        Assert.Null(Told.Cost);
        _state.CountUnits(0.5);
        _state.CountUnits(0.25);
        Assert.Equal(0.75, Told.Cost!.Value, 1e-9);
    }

    [Fact]
    public void Quantiles_OfNoAnswer_AreNotTold()
    {
        Assert.Null(Told.FirstTokenQuantiles);
        _state.CountSuccess(Given.Ok(1, tokens: 0), default(TokenPrice), _router.Clock.Now, new LearningRate(1e9, Window: 1_000_000_000));

        Assert.Equal(1, Told.FirstTokenQuantiles!.P50, 1 / 16.0);
        Assert.Null(Told.PerTokenQuantiles);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(999)]
    [InlineData(1001)]
    [InlineData(5000)]
    public void Moment_FadesAsMuchAsItIsOfAHalfLife(long later)
    {
        const double HalfLife = 1e6;
        var now = _router.Clock.Now;
        _state.CountSuccess(Given.Ok(1, tokens: 0), default(TokenPrice), now, new LearningRate(HalfLife, Window: 1_000_000_000));

        Assert.Equal(Math.Pow(0.5, later / HalfLife), _state.Latency(now + later, HalfLife).FirstTokenWeight, 1e-6);
    }
}
