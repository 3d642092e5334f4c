using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.State;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>A deployment's state by itself: what is counted, what fades, and what a claim is worth.</summary>
public sealed class DeploymentStateTests
{
    private const long HalfLife = 1000;
    private const long Now = 5000;

    private static readonly LearningRate Rate = new(HalfLife, Window: 10_000_000);

    private readonly DeploymentState _state = new();

    private LatencyView Latency(long now) => _state.Latency(now, HalfLife);

    private void Answer(long now, double firstToken, double perToken, int load = 1, long began = 0) =>
        _state.CountSuccess(
            Given.Ok(firstToken + (perToken * 10), tokens: 10, firstToken: firstToken), default(TokenPrice), now, Rate, new DeploymentState.Beginning(began, load, FirstKnown: false));

    [Fact]
    public void Answers_AHalfLifeApart_CountHalfAndWhole()
    {
        Answer(Now, firstToken: 1, perToken: 0.1, load: 4);
        Answer(Now + HalfLife, firstToken: 4, perToken: 0.4, load: 1);

        var seen = Latency(Now + HalfLife);
        Assert.Equal((0.5 + 4) / 1.5, seen.FirstToken, 1e-9);
        Assert.Equal((0.05 + 0.4) / 1.5, seen.PerToken, 1e-9);
        Assert.Equal((2 + 1) / 1.5, seen.Load, 1e-9);
        Assert.Equal((1.5, 1.5, 1.5), (seen.FirstTokenWeight, seen.PerTokenWeight, seen.LoadWeight));
        Assert.Equal(0.75, Latency(Now + (2 * HalfLife)).FirstTokenWeight, 1e-9);
        var (first, perToken) = _state.Quantiles(Now + HalfLife, HalfLife);
        Assert.Equal((1.5, 1.5), (first.Weight, perToken.Weight));
    }

    [Fact]
    public void Failures_FadeAsAnswersDo_AndAreWeighedAgainstOneImaginedSuccess()
    {
        _state.CountFailure(Now, Rate);
        Assert.Equal(0.5, Latency(Now).FailureShare, 1e-9);
        Answer(Now + HalfLife, 1, 0.1);
        Assert.Equal(0.5 / 1.5 * 1.5 / 2.5, Latency(Now + HalfLife).FailureShare, 1e-9);

        _state.CountFailure(Now + (2 * HalfLife), Rate);

        // A quarter of the first failure, half of the answer, the second failure.
        Assert.Equal(1.25 / 2.75, Latency(Now + (2 * HalfLife)).FailureShare, 1e-9);
    }

    [Fact]
    public void TimeThatGoesBack_MakesNothingWeighMore()
    {
        Answer(Now, 1, 0.1);

        Assert.Equal(1, Latency(Now - (2 * HalfLife)).FirstTokenWeight);
    }

    [Fact]
    public void AnswerBegunBeforeItWasFoundWell_SaysNothingOfItsTimes()
    {
        var ramped = new DeploymentState(rampFrom: Now);
        foreach (var began in (long[])[Now - 1, Now])
        {
            ramped.CountSuccess(Given.Ok(), default(TokenPrice), Now + 1, Rate, new DeploymentState.Beginning(began, 0, FirstKnown: false));
        }

        var (totals, _, latency) = ramped.Read(Now + 1, HalfLife);
        Assert.Equal((2, 1.0, 0.0), (totals.Answered, Math.Round(latency.PerTokenWeight + latency.FirstTokenWeight, 3), latency.LoadWeight));
    }

    [Fact]
    public void Lost_WithinTheUsualTime_SaysNothingOfTimes()
    {
        Answer(Now, 1, 0.1);
        _state.CountLost(Lost(30), stream: true, excess: 1, default, Now, Rate);

        Assert.Equal((1.0, 1.0), (Latency(Now).FirstTokenWeight, Latency(Now).PerTokenWeight));
        Assert.Equal(1, _state.Read(Now, HalfLife).Failures[FailureKind.Lost]);
    }

    [Fact]
    public void Lost_OfOneNothingIsKnownOf_SaysNothing()
    {
        _state.CountLost(Lost(30), stream: true, excess: 5, default, Now, Rate);

        Assert.Equal(0, Latency(Now).FirstTokenWeight);
    }

    [Fact]
    public void LostStream_LateWithoutContent_IsASampleOfItsWait()
    {
        Answer(Now - HalfLife, 1, 0.1);
        _state.CountLost(Lost(4), stream: true, excess: 2, default, Now, Rate);

        Assert.Equal((0.5 + 4) / 1.5, Latency(Now).FirstToken, 1e-9);
        Assert.Equal((0.1, 0.5), (Math.Round(Latency(Now).PerToken, 9), Latency(Now).PerTokenWeight));
    }

    [Fact]
    public void LostStream_NoLaterThanThisOneUsually_IsNoSample()
    {
        Answer(Now, 5, 0.1);
        _state.CountLost(Lost(4), stream: true, excess: 2, default, Now, Rate);

        Assert.Equal(1, Latency(Now).FirstTokenWeight);
    }

    [Fact]
    public void LostAnswer_WasSoManyTimesSlowerInBothParts()
    {
        Answer(Now, 1, 0.1);
        _state.CountLost(Lost(4), stream: false, excess: 3, default, Now, Rate);

        Assert.Equal(((1 + 3) / 2.0, (0.1 + 0.3) / 2), (Math.Round(Latency(Now).FirstToken, 9), Math.Round(Latency(Now).PerToken, 9)));
    }

    [Fact]
    public void TokensKnownLate_AreCountedWithTheirPrice()
    {
        _state.CountLate(10, 5, new TokenPrice(1, 2));

        var totals = _state.Read(Now, HalfLife).Totals;
        Assert.Equal((10L, 5L, 20.0, 0L), (totals.InputTokens, totals.OutputTokens, totals.Cost, totals.Answered));
    }

    [Fact]
    public void Acquire_OverTheMost_LeavesTheCountAsItWas()
    {
        Assert.True(_state.TryAcquire(2));
        Assert.True(_state.TryAcquire(2));
        Assert.False(_state.TryAcquire(2));
        Assert.Equal(2, _state.InFlight);
    }

    [Fact]
    public void Minute_OverEitherLimit_CountsNeither_AndTakesBackBoth()
    {
        Assert.True(_state.TryCount(7, 60, mostRequests: 2, mostTokens: 100));
        Assert.False(_state.TryCount(7, 41, mostRequests: 2, mostTokens: 100));
        Assert.Equal((1L, 60L), (_state.RequestsIn(7), _state.TokensIn(7)));
        Assert.True(_state.TryCount(7, 40, mostRequests: 2, mostTokens: 100));
        Assert.False(_state.TryCount(7, 0, mostRequests: 2, mostTokens: 100));

        _state.TakeBack(7, 60);

        Assert.Equal((1L, 40L), (_state.RequestsIn(7), _state.TokensIn(7)));
        Assert.Equal((0L, 0L), (_state.RequestsIn(8), _state.TokensIn(8)));
    }

    [Fact]
    public void Probe_IsOneRequestsAlone_UntilItIsGivenBackOrLapses()
    {
        _state.RestUntil(Now - 1, FailureKind.Connection);
        Assert.True(_state.TryProbe(_state.Rest, Now, Now + 60));
        Assert.False(_state.TryProbe(_state.Rest, Now + 59, Now + 119));
        Assert.True(_state.IsShut(Now + 59));
        Assert.False(_state.IsShut(Now + 60));
        Assert.Equal((true, false), (_state.Breaker(Now + 59).IsProbed, _state.Breaker(Now + 60).IsProbed));

        Assert.True(_state.TryProbe(_state.Rest, Now + 60, Now + 120));
        _state.EndProbe(Now + 60);
        Assert.True(_state.IsShut(Now + 61));
        _state.EndProbe(Now + 120);
        Assert.False(_state.IsShut(Now + 61));
    }

    [Fact]
    public void Probe_OfARestRenewedMeanwhile_IsRefusedAndHeldByNobody()
    {
        var seen = Rest.Of(Now - 2, FailureKind.Connection);
        _state.RestUntil(Now - 1, FailureKind.Connection);

        Assert.False(_state.TryProbe(seen, Now, Now + 60));
        Assert.False(_state.IsShut(Now));
    }

    [Fact]
    public void EndOfARest_ForgetsItsFailures_AndBeginsTheSlowStart()
    {
        _state.CountFailure(Now, Rate);
        Assert.Equal(1, _state.CountFails(FailureClass.Timeout, Now, 1000));
        _state.OpenUntil(Now, Now + 10, FailureKind.Timeout);

        Assert.False(_state.EndRest(Rest.Of(Now + 9, FailureKind.Timeout), Now + 20));
        Assert.True(_state.HasRested);
        Assert.True(_state.EndRest(_state.Rest, Now + 20));

        Assert.Equal((false, Now + 20, 0.0), (_state.HasRested, _state.RampFrom, Latency(Now + 20).FailureShare));
        Assert.Equal(1, _state.CountFails(FailureClass.Timeout, Now + 20, 1000));
        var window = _state.CountFailure(Now + 20, Rate);
        Assert.Equal((0, 1, 1), (window.Successes, window.Failures, window.InARow));
        _state.OpenUntil(Now + 20, Now + 30, FailureKind.Timeout);
        Assert.Equal(1, _state.Breaker(Now + 20).Openings);
    }

    private static AttemptReport Lost(double seconds) => new() { Failure = FailureKind.Lost, Duration = TimeSpan.FromSeconds(seconds) };
}
