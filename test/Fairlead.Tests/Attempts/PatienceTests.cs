using Fairlead.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>How long a probe is waited for before another is asked beside it.</summary>
public sealed class PatienceTests : ProbeDrive
{
    [Fact]
    public void LostProbes_DoNotMakeItsUsualTimeLonger()
    {
        var router = HalfOpen();
        var before = Patience(router);
        for (var i = 0; i < 5; i++)
        {
            LoseProbe(router, seconds: 30);
        }

        Assert.Equal(before, LoseProbe(router, seconds: 30));
    }

    [Fact]
    public void NothingKnownOfAnybody_TheProbeIsWaitedFor()
    {
        var router = Open(Given.Config(A, B).Router(Clock));
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(Patience(router));
    }

    [Theory]
    [InlineData(0.2, 0.1, 1)]
    [InlineData(3, 1, 6)]
    [InlineData(0.2, 3, 6)]
    public void Patience_IsTwiceWhatItselfOrTheQuickestUsuallyTakes_AndASecond(double own, double others, double expected)
    {
        var router = Open(Teach(Teach(Given.Config(A, B).Router(Clock), "a", own), "b", others));
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.InRange(Patience(router)!.Value.TotalSeconds, expected, expected * 1.07);
    }

    [Fact]
    public void Patience_GoesByTheQuickestOfTheOthers()
    {
        var router = Given.Config(A, B, Given.Deployment("m", "c", with: p => p with { Order = 3 })).Router(Clock);
        Open(Teach(Teach(router, "b", 7), "c", 2));
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.InRange(Patience(router)!.Value.TotalSeconds, 4, 4.3);
    }

    [Fact]
    public void Patience_OfAPlainAnswer_IsForAllItsTokens()
    {
        // Ten tokens, of 0.2 s each, after a second.
        var router = Open(Teach(Given.Config(A, B).Router(Clock), "b", firstToken: 1, seconds: 3));
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.InRange(Patience(router, Stream with { Stream = false })!.Value.TotalSeconds, 6, 6.4);
        Assert.InRange(Patience(router, new RouteRequest("m") { MaxOutputTokens = 5 })!.Value.TotalSeconds, 4, 4.3);
    }

    [Fact]
    public void EveryEighthProbeInARow_IsWaitedForLonger_SoThatASlowOneComesBack()
    {
        var router = HalfOpen();
        var usual = Patience(router)!.Value;
        var patience = new List<double>();
        for (var i = 1; i <= 16; i++)
        {
            patience.Add(LoseProbe(router, seconds: 100) / usual);
        }

        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 8, 1, 1, 1, 1, 1, 1, 1, 8], patience.Select(static times => Math.Round(times, 6)));
    }
}
