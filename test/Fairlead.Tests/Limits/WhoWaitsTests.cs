using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Limits;

/// <summary>Whether a request that finds nobody may wait, by what stands in its way.</summary>
public sealed class WhoWaitsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<RouteSession> _sessions = [];

    public void Dispose() => _sessions.ForEach(static session => session.Dispose());

    private static DeploymentConfig Of(string id, int? most = null, int order = 1) =>
        Given.Deployment("m", id, with: p => p with { MaxParallelRequests = most, Order = order });

    private Router Waiting(AdmissionSettings admission, params DeploymentConfig[] list) => Given.Config(list).With(r => r with { Admission = admission, NumRetries = 0 }).Router(_clock);

    private static void Rest(Router router, string id, FailureKind cause) =>
        router.Model.ById(id)!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(30)), cause);

    private void Occupy(Router router, string id)
    {
        var session = router.Begin(new RouteRequest(id));
        _sessions.Add(session);
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(id, attempt.Deployment.Id);
    }

    private RouteSession Ask(Router router, RouteRequest? request = null)
    {
        var session = router.Begin(request ?? new RouteRequest("m"));
        _sessions.Add(session);
        session.TryNext(out _);
        return session;
    }

    [Fact]
    public void BusyInOneTier_IllInTheNext_Waits()
    {
        var router = Waiting(new AdmissionSettings(), Of("a", most: 1), Of("b", order: 2));
        Occupy(router, "a");
        Rest(router, "b", FailureKind.ServerError);

        Assert.True(Ask(router).MayWait);
    }

    [Fact]
    public void BusyButNotForThisRequest_IsNothingToWaitFor()
    {
        var router = Waiting(new AdmissionSettings(), Of("a", most: 1), Of("b", most: 1));
        Occupy(router, "a");
        Rest(router, "b", FailureKind.RateLimited);

        var session = Ask(router, new RouteRequest("m") { Blocked = ["a"] });

        Assert.False(session.MayWait);
        Assert.Equal(RouteRefusal.AllCoolingDown, session.Failure!.Refusal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SomeIll_HoweverMany_OneOfThemIsAskedAtOnce(int ill)
    {
        var router = Waiting(new AdmissionSettings { WaitForCooldowns = true }, Of("a"), Of("b"), Of("c"), Of("d"));
        foreach (var (id, place) in new[] { "a", "b", "c", "d" }.Select((id, place) => (id, place)))
        {
            Rest(router, id, place < ill ? FailureKind.ServerError : FailureKind.RateLimited);
        }

        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void OneBusy_AnotherRestsForARateLimit_EitherIsWaitedFor()
    {
        var router = Waiting(new AdmissionSettings { WaitForCooldowns = true }, Of("a", most: 1), Of("b"));
        Occupy(router, "a");
        Rest(router, "b", FailureKind.RateLimited);

        Assert.True(Ask(router).MayWait);
    }

    [Fact]
    public void OneWithoutALimitAmongThem_ThereIsAQueueStill()
    {
        var router = Waiting(new AdmissionSettings(), Of("a", most: 1), Of("b"));
        Occupy(router, "a");

        Assert.True(Ask(router, new RouteRequest("m") { Blocked = ["b"] }).MayWait);
    }

    [Fact]
    public void RoutersLimitAlone_MakesAQueue_AndItsTimeoutEndsTheWait()
    {
        var router = Given.Config(Of("a")).With(r => r with { Admission = new AdmissionSettings(), DefaultMaxParallelRequests = 1, Timeout = TimeSpan.FromSeconds(5) }).Router(_clock);
        Occupy(router, "a");
        var session = Ask(router);
        Assert.True(session.MayWait);
        var waiting = session.WaitAsync(CancellationToken.None).AsTask();

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(RouteRefusal.QueueTimeout, session.Failure!.Refusal);
    }

    [Fact]
    public void TagWithoutABudget_BesideOneThatHasOne_IsServed()
    {
        var router = Given.Config(Of("a"))
            .With(r => r with { TagBudgets = new Dictionary<string, BudgetConfig> { ["batch"] = new() { MaxBudget = 5, BudgetDuration = TimeSpan.FromDays(1) } } }).Router(_clock);

        Assert.Equal(["a"], router.Run(new RouteRequest("m") { Tags = ["other"] }, _ => Given.Ok()).Tried);
        Assert.Equal(["a"], router.Run(new RouteRequest("m") { Tags = ["other", "batch"] }, _ => Given.Ok()).Tried);
    }
}
