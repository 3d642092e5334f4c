using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Limits;

public sealed class AdmissionTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<RouteSession> _sessions = [];

    private static DeploymentConfig Capped(string id, int most, string group = "m", string[]? tags = null) =>
        Given.Deployment(group, id, with: p => p with { MaxParallelRequests = most, Tags = tags ?? [] });

    private Router Of(AdmissionSettings? admission, params DeploymentConfig[] list) => Given.Config(list).With(r => r with { Admission = admission }).Router(_clock);

    private Router Of(params DeploymentConfig[] list) => Of(new AdmissionSettings(), list);

    public void Dispose() => _sessions.ForEach(static s => s.Dispose());

    /// <summary>A request that is under way, or waits.</summary>
    private Asked Ask(Router router, int? priority = null, RouteRequest? like = null, CancellationToken cancel = default)
    {
        var session = router.Begin((like ?? new RouteRequest("m")) with { Priority = priority });
        _sessions.Add(session);
        return session.TryNext(out var attempt) ? new Asked(session, Task.FromResult(attempt))
            : new Asked(session, session.MayWait ? session.WaitAsync(cancel).AsTask() : Task.FromResult(default(RouteAttempt)));
    }

    private sealed record Asked(RouteSession Session, Task<RouteAttempt> Attempt)
    {
        // Told by the session, which is served at once, and not by the task, which goes on at another thread.
        public bool IsUnderWay => !Session.MayWait && Session.Failure is null;

        public bool IsWaiting => Session.MayWait;

        public RouteAttempt Taken => Attempt.GetAwaiter().GetResult();

        public void Answer() => Session.Report(Taken, Given.Ok());
    }

    [Fact]
    public void Full_PlaceOfAFallback_ServesWhoeverWaits_ButItsOwnFirst()
    {
        var router = Given.Config(Capped("a", 1), Capped("b", 1, "other"), Capped("c", 1, "third"))
            .Fallback("m", "other").Fallback("other", "third").With(static r => r with { Admission = new AdmissionSettings() }).Router(_clock);
        var (own, other, third) = (Ask(router), Ask(router, like: new RouteRequest("other")), Ask(router, like: new RouteRequest("third")));
        var guest = Ask(router, -5);
        var host = Ask(router, like: new RouteRequest("other"));
        Assert.All([guest, host], static w => Assert.True(w.IsWaiting));

        other.Answer();
        Assert.True(host.IsUnderWay);
        Assert.True(guest.IsWaiting);

        third.Answer();
        Assert.True(guest.IsUnderWay);
        Assert.Equal(("c", "third"), (guest.Taken.Deployment.Id, guest.Taken.ModelGroup));
        own.Answer();
        host.Answer();
    }

    [Fact]
    public void Full_TheyWait_AndGoByPriorityThenByArrival()
    {
        var router = Of(Capped("a", 1));
        var first = Ask(router);
        var late = Ask(router, 5);
        var soon = Ask(router, 1);
        var second = Ask(router, 1);
        var order = new List<Asked>();
        Assert.All([late, soon, second], static w => Assert.True(w.IsWaiting));

        for (var running = first; ;)
        {
            running.Answer();
            if (new[] { late, soon, second }.FirstOrDefault(w => w.IsUnderWay && !order.Contains(w)) is not { } next)
            {
                break;
            }

            order.Add(running = next);
        }

        Assert.Equal([soon, second, late], order);
        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public void Groups_AreApart_TheTopOfEachGoes()
    {
        var router = Of(Capped("a", 1), Capped("b", 1, "n"));
        var (m, n) = (Ask(router), Ask(router, like: new RouteRequest("n")));
        var (waitsForM, waitsForN) = (Ask(router, 9), Ask(router, 1, like: new RouteRequest("n")));

        m.Answer();
        Assert.True(waitsForM.IsUnderWay);
        Assert.True(waitsForN.IsWaiting);
        n.Answer();
        Assert.True(waitsForN.IsUnderWay);
    }

    [Fact]
    public void Room_NobodyWaits_AndWithoutAQueueNobodyMay()
    {
        Assert.True(Ask(Of(Capped("a", 1))).IsUnderWay);

        var router = Of((AdmissionSettings?)null, Capped("a", 1));
        Ask(router);
        var refused = Ask(router);
        Assert.Equal((false, RouteRefusal.AllAtLimit), (refused.Session.MayWait, refused.Session.Failure!.Refusal));

        // A request's own priority is a wish to wait.
        Assert.True(Ask(router, 3).IsWaiting);
    }

    [Fact]
    public void DefaultPriority_TurnsTheQueueOn()
    {
        var router = Given.Config(Capped("a", 1)).With(static r => r with { DefaultPriority = 5 }).Router(_clock);
        var first = Ask(router);
        var (usual, urgent) = (Ask(router), Ask(router, 0));

        first.Answer();
        Assert.True(urgent.IsUnderWay);
        Assert.True(usual.IsWaiting);
        Assert.True(usual.Session.IsPrioritized);
    }

    [Fact]
    public async Task Cancelled_TakesNoPlace_AndTheRestStaysInOrder()
    {
        var router = Of(Capped("a", 1));
        using var gone = new CancellationTokenSource();
        var first = Ask(router);
        var (leaves, next, last) = (Ask(router, 1, cancel: gone.Token), Ask(router, 2), Ask(router, 3));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves.Attempt);
        leaves.Session.Dispose();
        Assert.Equal(1, router.Model.Deployments[0].State.InFlight);
        first.Answer();
        Assert.True(next.IsUnderWay);
        Assert.True(last.IsWaiting);

        // Given up while under way: the place goes on, once.
        next.Session.Dispose();
        next.Session.Dispose();
        Assert.True(last.IsUnderWay);
        Assert.Equal(1, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public void Timeout_Is408WithThePlaceInTheQueue()
    {
        var router = Of(new AdmissionSettings { Timeout = TimeSpan.FromSeconds(5) }, Capped("a", 1));
        Ask(router);
        var early = Ask(router, 1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var late = Ask(router, 7);
        _clock.Advance(TimeSpan.FromSeconds(3.1));

        Assert.Equal((RouteRefusal.QueueTimeout, 408), (early.Session.Failure!.Refusal, early.Session.Failure.Status));
        Assert.StartsWith("Request timed out while polling queue. Passed model=m. It waited 5.0 s and stood at place 1 of 2.", early.Session.Failure.Message, StringComparison.Ordinal);
        Assert.True(late.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("at place 1 of 1", late.Session.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deadline_EndsTheWaitToo()
    {
        var router = Of(Capped("a", 1));
        Ask(router);
        var waits = Ask(router, like: new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(3) });
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.True(waits.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(RouteRefusal.QueueTimeout, waits.Session.Failure!.Refusal);
    }

    [Fact]
    public void QueueFull_Is429_ButTheUrgentTakesThePlaceOfTheLast()
    {
        var router = Of(new AdmissionSettings { MaxQueue = 2 }, Capped("a", 1));
        var first = Ask(router);
        var (waits, last) = (Ask(router, 1), Ask(router, 5));

        var refused = Ask(router, 5);
        Assert.Equal((RouteRefusal.QueueFull, 429), (refused.Session.Failure!.Refusal, refused.Session.Failure.Status));
        var urgent = Ask(router, 0);
        Assert.Equal(RouteRefusal.QueueFull, last.Session.Failure!.Refusal);
        first.Answer();
        Assert.True(urgent.IsUnderWay);
        Assert.True(waits.IsWaiting);
    }

    [Fact]
    public void Rpm_Enforced_TheEndOfTheMinuteServesThem()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: static p => p with { Rpm = 2 }))
            .With(static r => r with { EnforceModelRateLimits = true, Admission = new AdmissionSettings() }).Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(40));
        Ask(router).Answer();
        Ask(router).Answer();
        var (third, fourth, fifth) = (Ask(router), Ask(router), Ask(router));
        Assert.All([third, fourth, fifth], static w => Assert.True(w.IsWaiting));

        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.True(third.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(third.IsUnderWay && fourth.IsUnderWay && fifth.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True(fifth.IsUnderWay);
    }

    [Fact]
    public void Filters_WhoCannotUseThePlace_KeepsNobodyFromIt()
    {
        var router = Given.Config(Capped("a", 1, tags: ["x"]), Capped("b", 1, tags: ["y"]))
            .With(static r => r with { EnableTagFiltering = true, Admission = new AdmissionSettings() }).Router(_clock);
        var (x, y) = (new RouteRequest("m") { Tags = ["x"] }, new RouteRequest("m") { Tags = ["y"] });
        Ask(router, like: x);
        var onY = Ask(router, like: y);
        var (firstX, thenY) = (Ask(router, 0, like: x), Ask(router, 9, like: y));

        onY.Answer();

        Assert.True(firstX.IsWaiting);
        Assert.True(thenY.IsUnderWay);
    }

    [Fact]
    public void Fallback_ComesBeforeTheWait_AndAHealthyBusyOneBeforeAnIllOne()
    {
        var router = Given.Config(Capped("a", 1), Given.Deployment("n", "z")).Fallback("m", "n").With(static r => r with { Admission = new AdmissionSettings() }).Router(_clock);
        Ask(router);
        Assert.Equal("z", Ask(router).Taken.Deployment.Id);

        var lone = Of(Capped("a", 1), Capped("b", 1));
        lone.Model.Deployments[1].State.RestUntil(lone.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
        Ask(lone);
        Assert.True(Ask(lone).IsWaiting);
    }

    [Fact]
    public void Reserved_BackgroundCannotTakeIt_IdlePlacesAreEverybodys()
    {
        var router = Of(new AdmissionSettings { Reserved = new Dictionary<int, int> { [0] = 2 } }, Capped("a", 2), Capped("b", 2));
        var background = Enumerable.Range(0, 3).Select(_ => Ask(router, 10)).ToArray();

        // Two of four are kept for the urgent.
        Assert.Equal([true, true, false], background.Select(static b => b.IsUnderWay));
        var urgent = Enumerable.Range(0, 3).Select(_ => Ask(router, 0)).ToArray();
        Assert.Equal([true, true, false], urgent.Select(static b => b.IsUnderWay));

        // The urgent borrow what is free beyond their own: a background call ends, and the third urgent one goes before the background.
        background[0].Answer();
        Assert.True(urgent[2].IsUnderWay);
        Assert.True(background[2].IsWaiting);

        // One urgent call ends: three places are in use, two of them by the urgent, so nothing is kept any more.
        urgent[0].Answer();
        Assert.True(background[2].IsUnderWay);

        // Now its own place is kept again.
        urgent[1].Answer();
        Assert.True(Ask(router, 10).IsWaiting);
        Assert.True(Ask(router, 0).IsUnderWay);
    }

    [Fact]
    public void Reload_ThoseWhoWait_KeepWaitingAndAreServed()
    {
        var router = Of(Capped("a", 1));
        var first = Ask(router);
        var waits = Ask(router);
        router.Reload(router.Model.Config);
        var newcomer = Ask(router);

        first.Answer();
        Assert.True(waits.IsUnderWay);
        Assert.True(newcomer.IsWaiting);
        waits.Answer();
        Assert.True(newcomer.IsUnderWay);
    }

    [Fact]
    public void AnyArrivalsAndEnds_TheMostUrgentIsServedFirst_AndNobodyIsForgotten() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => ServesInOrder((ulong)seed)).QuickCheckThrowOnFailure();

    private static void ServesInOrder(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var most = 1 + random.Next(3);
        using var test = new AdmissionTests();
        var router = test.Of(new AdmissionSettings { MaxQueue = 1000 }, Capped("a", most), Capped("b", 1));
        var waiting = new List<(int Priority, Asked Asked, CancellationTokenSource Gone)>();
        var running = new List<Asked>();
        for (var i = 0; i < 120; i++)
        {
            if (running.Count > 0 && random.Next(3) == 0)
            {
                var ends = running[random.Next(running.Count)];
                running.Remove(ends);
                ends.Answer();
                if (waiting.Count > 0)
                {
                    var expected = waiting.OrderBy(static w => w.Priority).First();
                    Assert.True(expected.Asked.IsUnderWay);
                    waiting.Remove(expected);
                    running.Add(expected.Asked);
                }
            }
            else if (waiting.Count > 0 && random.Next(6) == 0)
            {
                var gone = waiting[random.Next(waiting.Count)];
                waiting.Remove(gone);
                gone.Gone.Cancel();
            }
            else
            {
                var priority = random.Next(4);
                var leaving = new CancellationTokenSource();
                var asked = test.Ask(router, priority, cancel: leaving.Token);
                Assert.Equal(running.Count < most + 1, asked.IsUnderWay);
                if (asked.IsUnderWay)
                {
                    running.Add(asked);
                }
                else
                {
                    waiting.Add((priority, asked, leaving));
                }
            }

            Assert.All(waiting, static w => Assert.True(w.Asked.IsWaiting));
            Assert.Equal(running.Count, router.Model.Deployments.Sum(static d => d.State.InFlight));
        }
    }

    [Fact]
    public async Task ManyThreads_NeverMoreThanThePlaces_AndEverybodyIsServed()
    {
        var router = Given.Config(Capped("a", 2), Capped("b", 1)).With(static r => r with { Admission = new AdmissionSettings { MaxQueue = 10_000, Reserved = new Dictionary<int, int> { [0] = 1 } } }).Router(random: RandomSource.ThreadLocal);
        var (now, most, answered) = (0, 0, 0);
        var clients = Enumerable.Range(0, 24).Select(async client =>
        {
            await Task.Yield();
            for (var i = 0; i < 100; i++)
            {
                using var session = router.Begin(new RouteRequest("m") { Priority = client % 3 });
                if (!session.TryNext(out var attempt))
                {
                    Assert.True(session.MayWait);
                    attempt = await session.WaitAsync(CancellationToken.None);
                }

                Assert.Equal(1, attempt.Number);
                var running = Interlocked.Increment(ref now);
                for (var seen = most; running > seen; seen = most)
                {
                    Interlocked.CompareExchange(ref most, running, seen);
                }

                await Task.Yield();
                Interlocked.Decrement(ref now);
                session.Report(attempt, Given.Ok());
                Interlocked.Increment(ref answered);
            }
        });
        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2400, answered);
        Assert.InRange(most, 1, 3);
        Assert.Equal([0, 0], router.Model.Deployments.Select(static d => d.State.InFlight));
        Assert.True(router.Model.Deployments[0].Queue!.IsEmpty);
        Assert.Equal(0, router.Model.Deployments[0].Queue!.UnderWay(0).Value);
    }

    [Fact]
    public void Configuration_IsRead_AndMistakesAreNamed()
    {
        var config = Reading.Clean(Reading.With(rest: """
            router_settings:
              default_priority: 3
              default_max_parallel_requests: 8
              admission: { max_queue: 50, timeout: 10s, reserved: { 0: 4, 10: 1 } }
            """));

        Assert.Equal((3, 8, 50, TimeSpan.FromSeconds(10)), (config.Router.DefaultPriority, config.Router.DefaultMaxParallelRequests, config.Router.Admission!.MaxQueue, config.Router.Admission.Timeout!.Value));
        Assert.Equal([(0, 4), (10, 1)], config.Router.Admission.Reserved.Select(static r => (r.Key, r.Value)));
        Assert.Contains("expected a priority", Reading.Findings(Reading.With(rest: "router_settings: { admission: { reserved: { urgent: 4 } } }")), StringComparison.Ordinal);
        Assert.Contains("expected a whole number of places", Reading.Findings(Reading.With(rest: "router_settings: { admission: { reserved: { 0: many } } }")), StringComparison.Ordinal);
        Assert.Contains("max_queue", Reading.Findings(Reading.With(rest: "router_settings: { admission: { max_queu: 4 } }")), StringComparison.Ordinal);
        Assert.Contains("not below 1", Reading.Findings(Reading.With(rest: "router_settings: { default_max_parallel_requests: 0 }")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 5, 1000.0, 7, 2)]
    [InlineData(null, 5, 1000.0, 7, 7)]
    [InlineData(null, 5, 1000.0, null, null)]
    [InlineData(null, null, 1000.0, 7, 7)]
    [InlineData(1, null, null, null, 1)]
    public void Cap_IsTheDeploymentsOwn_ElseTheRouters_NeverARate(int? own, int? rpm, double? tpm, int? common, int? expected)
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { MaxParallelRequests = own, Rpm = rpm, Tpm = tpm }))
            .With(r => r with { DefaultMaxParallelRequests = common }).Router(_clock);

        var held = Enumerable.Range(0, 20).Count(_ => Ask(router).IsUnderWay);

        Assert.Equal(expected ?? 20, held);
    }
}
