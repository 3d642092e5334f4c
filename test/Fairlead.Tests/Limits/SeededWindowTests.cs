using Fairlead.Limits;
using Fairlead.State;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Limits;

/// <summary>What a provider says of its limits as the window's start.</summary>
public sealed class SeededWindowTests
{
    private readonly Clock _clock = new(new FakeTimeProvider());
    private readonly ConcurrencyWindow _window;

    public SeededWindowTests() => _window = new ConcurrencyWindow(_clock);

    [Theory]
    [InlineData(600, 0, 2.0, 0, 20)]
    [InlineData(60, 0, 4.0, 0, 4)]
    [InlineData(3, 0, 4.0, 0, 1)]
    [InlineData(1_000_000, 0, 4.0, 0, 200)]
    [InlineData(0, 60_000, 4.0, 500, 8)]
    [InlineData(60, 60_000, 4.0, 500, 4)]
    [InlineData(600, 60_000, 4.0, 500, 8)]
    [InlineData(0, 60_000, 4.0, 0, 20)]
    [InlineData(60, 0, 0.0, 0, 20)]
    public void Headers_SayWhereItStarts_ByLittlesLaw(long requests, long tokens, double seconds, int used, int expected)
    {
        var limits = new UpstreamLimits(requests, requests, tokens, tokens, TimeSpan.FromSeconds(60));

        Assert.Equal(expected, _window.Seed(limits, seconds, used));
    }

    [Fact]
    public void Headers_AreOfNoUseOnceALimitIsKnown()
    {
        var limits = new UpstreamLimits(60, 60, 0, 0, TimeSpan.FromSeconds(60));
        _window.LearnRefusal(20, _clock.Now, _clock.Now);

        Assert.Equal(14, _window.Seed(limits, 4, 0));
    }
}
