using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.State.Resting;

namespace Fairlead.Tests.State;

/// <summary>How many failures, of how many calls, rest a deployment.</summary>
public sealed class CooldownShareTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(FailureKind.ServerError)]
    [InlineData(FailureKind.Timeout)]
    [InlineData(FailureKind.Connection)]
    [InlineData(FailureKind.Unavailable)]
    [InlineData(FailureKind.StreamBroken)]
    [InlineData(FailureKind.MalformedResponse)]
    public void Transient_InAPair_RestsAtTheFifth(FailureKind kind)
    {
        var router = Pair.Router(_clock);
        for (var i = 1; i <= 4; i++)
        {
            Once(router, "a", Given.Fail(kind));
            Assert.False(Rests(router, "a"));
        }

        Once(router, "a", Given.Fail(kind));
        Assert.True(Rests(router, "a"));
    }

    [Theory]
    [InlineData(40, 40, false)]
    [InlineData(40, 41, true)]
    [InlineData(40, 60, true)]
    [InlineData(75, 25, false)]
    public void Share_MoreThanHalf_Rests(int successes, int failures, bool rests)
    {
        // In turn, so that no run of failures decides before the share does.
        var router = Pair.Router(_clock);
        for (var i = 0; i < Math.Max(successes, failures); i++)
        {
            if (i < successes)
            {
                Once(router, "a", Given.Ok());
            }

            if (i < failures)
            {
                Once(router, "a", Given.Fail(FailureKind.ServerError, 500));
            }
        }

        Assert.Equal(rests, Rests(router, "a"));
    }

    [Theory]
    [InlineData(1, 2, false)]
    [InlineData(2, 2, false)]
    [InlineData(1, 3, false)]
    [InlineData(2, 3, true)]
    public void Share_OfFewerThanFive_SaysNothing(int successes, int failures, bool rests)
    {
        var router = Pair.Router(_clock);
        for (var i = 0; i < successes; i++)
        {
            Once(router, "a", Given.Ok());
        }

        for (var i = 0; i < failures; i++)
        {
            Once(router, "a", Given.Fail(FailureKind.ServerError, 500));
        }

        Assert.Equal(rests, Rests(router, "a"));
    }

    [Fact]
    public void FiveInARow_AfterAThousandAnswers_Rests()
    {
        var router = Pair.Router(_clock);
        for (var i = 0; i < 1000; i++)
        {
            Once(router, "a", Given.Ok());
        }

        for (var i = 1; i <= 5; i++)
        {
            Assert.False(Rests(router, "a"));
            Once(router, "a", Given.Fail(FailureKind.Connection));
        }

        Assert.True(Rests(router, "a"));
    }

    [Theory]
    [InlineData(0, 3, false)]
    [InlineData(7, 3, false)]
    [InlineData(0, 999, false)]
    [InlineData(0, 1000, true)]
    [InlineData(1, 1001, false)]
    public void Alone_OnlyAThousandOfAThousand_Rests(int successes, int failures, bool rests)
    {
        var router = One.Router(_clock);
        for (var i = 0; i < successes + failures; i++)
        {
            Once(router, "a", i < successes ? Given.Ok() : Given.Fail(FailureKind.ServerError, 500));
        }

        Assert.Equal(rests, Rests(router, "a"));
    }

    [Fact]
    public void Window_PastAMinute_ForgetsTheFailures()
    {
        var router = Pair.Router(_clock);
        for (var i = 0; i < 4; i++)
        {
            Once(router, "a", Given.Fail(FailureKind.ServerError));
        }

        _clock.Advance(TimeSpan.FromSeconds(60));
        Once(router, "a", Given.Fail(FailureKind.ServerError));

        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void AllowedFails_IsCountedInstead_EvenAlone()
    {
        var router = One.With(r => r with { AllowedFails = 1 }).Router(_clock);
        Once(router, "a", Given.Fail(FailureKind.Timeout));
        Assert.False(Rests(router, "a"));
        Once(router, "a", Given.Fail(FailureKind.Timeout));
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void AllowedFails_Hundred_TheHundredAndFirstRests()
    {
        var router = Pair.With(r => r with { AllowedFails = 100 }).Router(_clock);
        for (var i = 0; i < 100; i++)
        {
            Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));
        }

        Assert.False(Rests(router, "a"));
        Once(router, "a", Given.Fail(FailureKind.RateLimited, 429));
        Assert.True(Rests(router, "a"));
    }
}
