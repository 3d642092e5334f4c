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
        var outcome = Create().Begin(Request, 1, Patient, now: 0);

        Assert.Equal(0.5, outcome.FirstToken.TotalSeconds, 6);
        Assert.Equal(2.5, outcome.Duration.TotalSeconds, 6);
        Assert.Equal(0.00201, outcome.Cost, 6);
    }

    [Fact]
    public void Begin_AboveCapacity_TimesGrowWithTheCallsUnderWay()
    {
        var deployment = Create();
        var times = Enumerable.Range(0, 4).Select(_ => deployment.Begin(Request, 1, Patient, now: 0).FirstToken.TotalSeconds).ToArray();

        Assert.Equal([0.5, 0.5, 0.75, 1.0], times.Select(static time => Math.Round(time, 6)));
    }

    [Fact]
    public void Begin_LaterThanTheRouterWaits_IsATimeout()
    {
        var outcome = Create().Begin(Request, 1, TimeSpan.FromSeconds(0.3), now: 0);

        Assert.Equal((FailureKind.Timeout, TimeSpan.FromSeconds(0.3)), (outcome.Failure, outcome.Duration));
    }

    [Fact]
    public void Begin_PlainAnswer_IsWaitedForToItsEnd()
    {
        var outcome = Create().Begin(Request with { Stream = false }, 1, TimeSpan.FromSeconds(1), now: 0);

        Assert.Equal(FailureKind.Timeout, outcome.Failure);
    }

    [Theory]
    [InlineData(IncidentKind.Down, FailureKind.Connection)]
    [InlineData(IncidentKind.Refuses, FailureKind.RateLimited)]
    [InlineData(IncidentKind.Hangs, FailureKind.Timeout)]
    internal void Begin_DuringAnIncident_FailsAndIsWellAfterwards(IncidentKind kind, FailureKind failure)
    {
        var deployment = Create();
        var incident = new Incident(kind, 0, 0, 1);

        deployment.Meet(incident, begins: true);
        Assert.Equal(failure, deployment.Begin(Request, 1, Patient, now: 0).Failure);

        deployment.Meet(incident, begins: false);
        Assert.Equal(FailureKind.None, deployment.Begin(Request, 1, Patient, now: 0).Failure);
    }

    [Fact]
    public void Begin_PastTheQuota_IsRefusedForTheRestOfTheMinute()
    {
        var deployment = new SimulatedDeployment(Exact with { Rpm = 3 }, 0, 1, horizon: 1);
        var at = TimeSpan.FromSeconds(70).Ticks;
        var outcomes = Enumerable.Range(0, 5).Select(_ => deployment.Begin(Request, 1, Patient, at)).ToArray();

        Assert.Equal(3, outcomes.Count(static outcome => outcome.Failure == FailureKind.None));
        Assert.All(outcomes[3..], static outcome => Assert.Equal(TimeSpan.FromSeconds(50), outcome.RetryAfter));
        Assert.Equal(FailureKind.None, deployment.Begin(Request, 1, Patient, TimeSpan.FromMinutes(2).Ticks).Failure);
    }

    [Fact]
    public void Begin_SameRequestAndAttempt_HasTheSameLuckWhoeverSendsIt()
    {
        var spec = Exact with { FirstTokenSpread = 1, Capacity = 100 };
        var first = new SimulatedDeployment(spec, 3, 7, horizon: 1).Begin(Request, 2, Patient, now: 0);
        var busy = new SimulatedDeployment(spec, 3, 7, horizon: 1);
        _ = busy.Begin(Request with { Number = 9 }, 1, Patient, now: 0);

        Assert.Equal(first, busy.Begin(Request, 2, Patient, now: 5));
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

    private static SimulatedDeployment Create() => new(Exact, 0, 1, horizon: 1);
}
