using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Gateway.Tests.Simulation.Deployments;

public sealed class SimulatedDeploymentTests
{
    private static readonly SimulatedRequest Request = new(0, "model", 0, 0, InputTokens: 1000, OutputTokens: 101, Stream: true, Patience: null);
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(10);

    private static readonly DeploymentSpec Exact = new()
    {
        Id = "d",
        FirstToken = 0.4,
        FirstTokenSpread = 0,
        PerToken = 0.02,
        PerTokenSpread = 0,
        PerPromptToken = 0.0001,
        Capacity = 2,
        InputPrice = 1,
        OutputPrice = 10,
    };

    [Fact]
    public void Begin_Idle_TakesTheTimesAndThePriceOfItsSpecification()
    {
        var outcome = Create().Begin(Request, 1, Patient, Patient, now: 0).Outcome;

        Assert.Equal(0.5, outcome.FirstToken.TotalSeconds, 6);
        Assert.Equal(2.5, outcome.Duration.TotalSeconds, 6);
        Assert.Equal(0.00201, outcome.Cost, 6);
    }

    [Fact]
    public void Begin_AboveCapacity_TimesGrowWithTheCallsUnderWay()
    {
        var deployment = Create();
        var times = Enumerable.Range(0, 4).Select(_ => deployment.Begin(Request, 1, Patient, Patient, now: 0).Outcome.FirstToken.TotalSeconds).ToArray();

        Assert.Equal([0.5, 0.5, 0.75, 1.0], times.Select(static time => Math.Round(time, 6)));
    }

    [Fact]
    public void Begin_WhereCallsShare_ThoseUnderWaySlowDown_AndSpeedUpWhenOthersEnd()
    {
        var deployment = new SimulatedDeployment(Exact with { Capacity = 1, Shares = true }, 0, seed: 1, horizon: 1);
        var second = TimeSpan.TicksPerSecond;
        var first = deployment.Begin(Request, 1, Patient, Patient, now: 0);
        Assert.Equal(2.5, first.Outcome.Duration.TotalSeconds, 6);

        // Half of it is left when another comes, and takes twice as long.
        var other = deployment.Begin(Request, 1, Patient, Patient, now: 5 * second / 4);
        Assert.Equal((0.5, 3.75), (Math.Round(first.Outcome.FirstToken.TotalSeconds, 6), Math.Round(first.Outcome.Duration.TotalSeconds, 6)));
        Assert.Equal(5.0, other.Outcome.Duration.TotalSeconds, 6);

        // Half of the other's is left when the first ends: both together have taken no longer than one after the other.
        deployment.End(first, now: 15 * second / 4);
        Assert.Equal(5.0 - 1.25, other.Outcome.Duration.TotalSeconds, 6);
    }

    [Fact]
    public void Begin_LaterThanTheRouterWaits_IsATimeout()
    {
        var outcome = Create().Begin(Request, 1, TimeSpan.FromSeconds(0.3), Patient, now: 0).Outcome;

        Assert.Equal((FailureKind.Timeout, TimeSpan.FromSeconds(0.3)), (outcome.Failure, outcome.Duration));
    }

    [Fact]
    public void Begin_PlainAnswer_IsWaitedForToItsEnd()
    {
        var outcome = Create().Begin(Request with { Stream = false }, 1, TimeSpan.FromSeconds(1), Patient, now: 0).Outcome;

        Assert.Equal(FailureKind.Timeout, outcome.Failure);
    }

    [Fact]
    public void Begin_WithACacheThatIsBilled_CostsWhatIsReadAndWritten_UntilItForgets()
    {
        var deployment = new SimulatedDeployment(Exact with { CachedPrice = 0.1, WritePrice = 1.25, CacheLasts = TimeSpan.FromMinutes(5) }, 0, seed: 1, TimeSpan.TicksPerDay);

        // Of an output of 101 tokens 0.00101 each time.
        Assert.Equal((0, 2000, Math.Round((2000 * 1.25e-6) + 0.00101, 9)), Turn(2000, minutes: 0));
        Assert.Equal((2000, 1000, Math.Round((2000 * 0.1e-6) + (1000 * 1.25e-6) + 0.00101, 9)), Turn(3000, minutes: 4));
        Assert.Equal((0, 3000, Math.Round((3000 * 1.25e-6) + 0.00101, 9)), Turn(3000, minutes: 10));
        Assert.Equal((0, 0, Math.Round((1000 * 1e-6) + 0.00101, 9)), Turn(1000, minutes: 10));

        (int Cached, int Written, double Cost) Turn(int tokens, double minutes)
        {
            var outcome = deployment.Begin(Request with { Conversation = 7, InputTokens = tokens }, 1, Patient, Patient, Seconds(minutes * 60)).Outcome;
            return (outcome.CachedTokens, outcome.WrittenTokens, Math.Round(outcome.Cost, 9));
        }
    }

    [Theory]
    [InlineData(IncidentKind.Down, FailureKind.Connection)]
    [InlineData(IncidentKind.Refuses, FailureKind.RateLimited)]
    [InlineData(IncidentKind.Hangs, FailureKind.Timeout)]
    internal void Begin_DuringAnIncident_FailsAndIsWellAfterwards(IncidentKind kind, FailureKind failure)
    {
        var deployment = Create();
        var incident = new Incident(kind, 0, 0, 1);

        deployment.Meet(incident, begins: true, now: 0);
        Assert.Equal(failure, deployment.Begin(Request, 1, Patient, Patient, now: 0).Outcome.Failure);

        deployment.Meet(incident, begins: false, now: 0);
        Assert.Equal(FailureKind.None, deployment.Begin(Request, 1, Patient, Patient, now: 0).Outcome.Failure);
    }

    [Fact]
    public void Meet_SlowWhileAStreamIsUnderWay_WhatIsLeftOfItTakesLonger()
    {
        var deployment = Create();
        var call = deployment.Begin(Request, 1, Patient, Patient, now: 0);

        // A tenth of a second before its first token at 0.5 s, with two seconds of tokens after it.
        deployment.Meet(new Incident(IncidentKind.Slow, 0, 0, 1, Factor: 4), begins: true, Seconds(0.4));
        Assert.Equal((0.8, 8.8), Times(call));

        // A quarter of the tokens later it is well again: what is left takes a quarter of what it would have.
        deployment.Meet(new Incident(IncidentKind.Slow, 0, 0, 1, Factor: 4), begins: false, Seconds(2.8));
        Assert.Equal((0.8, 4.3), Times(call));
        Assert.Equal((FailureKind.None, 0.00201), (call.Outcome.Failure, Math.Round(call.Outcome.Cost, 6)));
    }

    [Fact]
    public void Meet_DripsWhileAStreamIsUnderWay_OnlyItsTokensSlowDown()
    {
        var deployment = Create();
        var call = deployment.Begin(Request, 1, Patient, Patient, now: 0);

        deployment.Meet(new Incident(IncidentKind.Drips, 0, 0, 1, Factor: 6), begins: true, Seconds(0.1));

        Assert.Equal((0.5, 12.5), Times(call));
    }

    [Fact]
    public void Meet_SlowBeyondTheRoutersPatience_TimesOutAndIsSavedByARecoveryBeforeThat()
    {
        var deployment = Create();
        var call = deployment.Begin(Request, 1, TimeSpan.FromSeconds(2), Patient, now: 0);
        var incident = new Incident(IncidentKind.Slow, 0, 0, 1, Factor: 100);

        deployment.Meet(incident, begins: true, Seconds(0.1));
        Assert.Equal((FailureKind.Timeout, 2), (call.Outcome.Failure, call.Outcome.Duration.TotalSeconds));

        deployment.Meet(incident, begins: false, Seconds(1.1));
        Assert.Equal(FailureKind.None, call.Outcome.Failure);
        Assert.Equal((1.49, 3.49), Times(call));
    }

    [Theory]
    [InlineData(0.4, FailureKind.Timeout, 0, 3)]
    [InlineData(1, FailureKind.Timeout, 0.5, 31)]
    internal void Meet_HangWhileAStreamIsUnderWay_IsGivenUpForWantOfContent(double at, FailureKind failure, double firstToken, double ends)
    {
        var deployment = Create();
        var call = deployment.Begin(Request, 1, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(30), now: 0);
        var incident = new Incident(IncidentKind.Hangs, 0, 0, 1);

        deployment.Meet(incident, begins: true, Seconds(at));
        deployment.Meet(incident, begins: false, Seconds(at + 0.1));

        Assert.Equal(failure, call.Outcome.Failure);
        Assert.Equal((firstToken, ends), Times(call));
    }

    [Theory]
    [InlineData(0.4, FailureKind.Connection, 0)]
    [InlineData(1, FailureKind.StreamBroken, 0.5)]
    internal void Meet_DownWhileAStreamIsUnderWay_BreaksItOff(double at, FailureKind failure, double firstToken)
    {
        var deployment = Create();
        var call = deployment.Begin(Request, 1, Patient, Patient, now: 0);
        var changes = 0;
        call.Changed = () => changes++;

        deployment.Meet(new Incident(IncidentKind.Down, 0, 0, 1), begins: true, Seconds(at));

        Assert.Equal((failure, 1), (call.Outcome.Failure, changes));
        Assert.Equal((firstToken, at), Times(call));
    }

    [Fact]
    public void Meet_RefusesWhileAStreamIsUnderWay_ServesItOn()
    {
        var deployment = Create();
        var call = deployment.Begin(Request, 1, Patient, Patient, now: 0);

        deployment.Meet(new Incident(IncidentKind.Refuses, 0, 0, 1), begins: true, Seconds(1));

        Assert.Equal((0.5, 2.5), Times(call));
    }

    [Fact]
    public void Begin_TokensFurtherApartThanTheRouterWaits_IsASilence()
    {
        var call = new SimulatedDeployment(Exact with { PerToken = 3 }, 0, 1, horizon: 1).Begin(Request, 1, Patient, TimeSpan.FromSeconds(2), now: 0);

        Assert.Equal(FailureKind.Timeout, call.Outcome.Failure);
        Assert.Equal((0.5, 2.5), Times(call));
    }

    [Fact]
    public void Parts_OfAColdStart_AddUpToItsLengthAndFall()
    {
        var parts = new Incident(IncidentKind.Cold, 2, 0.3, 0.5, Factor: 5).Parts.ToArray();

        Assert.All(parts, static part => Assert.Equal((IncidentKind.Slow, 2), (part.Kind, part.Deployment)));
        Assert.Equal((0.3, 0.5), (parts[0].From, Math.Round(parts[^1].To, 9)));
        Assert.All(parts.Zip(parts.Skip(1)), static pair => Assert.True(pair.First.To == pair.Second.From && pair.First.Factor > pair.Second.Factor));
        Assert.InRange(parts[0].Factor, 4.5, 5);
        Assert.InRange(parts[^1].Factor, 1, 1.5);
    }

    [Fact]
    public void Begin_PastTheQuota_IsRefusedForTheRestOfTheMinute()
    {
        var deployment = new SimulatedDeployment(Exact with { Rpm = 3 }, 0, 1, horizon: 1);
        var at = TimeSpan.FromSeconds(70).Ticks;
        var outcomes = Enumerable.Range(0, 5).Select(_ => deployment.Begin(Request, 1, Patient, Patient, at).Outcome).ToArray();

        Assert.Equal(3, outcomes.Count(static outcome => outcome.Failure == FailureKind.None));
        Assert.All(outcomes[3..], static outcome => Assert.Equal(TimeSpan.FromSeconds(50), outcome.RetryAfter));
        Assert.Equal(FailureKind.None, deployment.Begin(Request, 1, Patient, Patient, TimeSpan.FromMinutes(2).Ticks).Outcome.Failure);
    }

    [Fact]
    public void Begin_SameRequestAndAttempt_HasTheSameLuckWhoeverSendsIt()
    {
        var spec = Exact with { FirstTokenSpread = 1, Capacity = 100 };
        var first = new SimulatedDeployment(spec, 3, 7, horizon: 1).Begin(Request, 2, Patient, Patient, now: 0).Outcome;
        var busy = new SimulatedDeployment(spec, 3, 7, horizon: 1);
        _ = busy.Begin(Request with { Number = 9 }, 1, Patient, Patient, now: 0).Outcome;

        Assert.Equal(first, busy.Begin(Request, 2, Patient, Patient, now: 5).Outcome);
    }

    [Fact]
    public void Load_CallsUnderWay_AreAveragedOverTime()
    {
        var series = new LoadSeries(horizon: LoadSeries.Slices * 10);
        series.Note(0, 5);
        series.Note(2, 20);
        series.Note(1, 1000);

        var averages = series.Averages();

        Assert.Equal([1.0, 2.0, 1.0, 1.0], averages[..4]);
        Assert.Equal(0, averages[^1]);
    }

    private static long Seconds(double seconds) => TimeSpan.FromSeconds(seconds).Ticks;

    private static (double First, double Whole) Times(Call call) =>
        (Math.Round(call.Outcome.FirstToken.TotalSeconds, 6), Math.Round(call.Outcome.Duration.TotalSeconds, 6));

    private static SimulatedDeployment Create() => new(Exact, 0, 1, horizon: 1);
}
