using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Limits;

/// <summary>Who waits for whom, place by place: small cases of which each step can be counted by hand.</summary>
public sealed class QueueInNumbersTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<RouteSession> _sessions = [];

    public void Dispose() => _sessions.ForEach(static session => session.Dispose());

    private static DeploymentConfig Capped(string id, int most, string[]? tags = null) =>
        Given.Deployment("m", id, with: p => p with { MaxParallelRequests = most, Tags = tags ?? [] });

    private Router Of(AdmissionSettings admission, params DeploymentConfig[] list) => Begun(Given.Config(list).With(r => r with { Admission = admission }));

    /// <summary>Nothing here begins at the router's zero, where a sum and a difference are the same.</summary>
    private Router Begun(RouterConfig config)
    {
        var router = config.Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(100));
        return router;
    }

    private RouteSession Begin(Router router, RouteRequest request)
    {
        var session = router.Begin(request);
        _sessions.Add(session);
        return session;
    }

    private Taken Take(Router router, int? priority = null, RouteRequest? like = null)
    {
        var session = Begin(router, (like ?? new RouteRequest("m")) with { Priority = priority });
        Assert.True(session.TryNext(out var attempt));
        return new Taken(session, attempt);
    }

    private (RouteSession Session, Task<RouteAttempt> Attempt) Wait(Router router, int? priority = null, RouteRequest? like = null)
    {
        var session = Begin(router, (like ?? new RouteRequest("m")) with { Priority = priority });
        Assert.False(session.TryNext(out _));
        Assert.True(session.MayWait);
        return (session, session.WaitAsync(CancellationToken.None).AsTask());
    }

    /// <summary>Others wait, so it does too, but no longer than it takes to see that the place is its own.</summary>
    private void WaitForNothing(Router router, int priority)
    {
        var (session, attempt) = Wait(router, priority);
        Assert.True(IsServed(session));
        Assert.Equal(1, attempt.GetAwaiter().GetResult().Number);
    }

    private static bool Waits(RouteSession session) => session.MayWait;

    private static bool IsServed(RouteSession session) => !session.MayWait && session.Failure is null;

    private sealed record Taken(RouteSession Session, RouteAttempt Attempt)
    {
        public void Answer() => Session.Report(Attempt, Given.Ok());
    }

    [Fact]
    public async Task QueueEmptyAgain_TheNextIsServedWithoutWaiting()
    {
        var router = Of(new AdmissionSettings(), Capped("a", 1));
        var first = Take(router);
        var (session, attempt) = Wait(router);
        first.Answer();
        session.Report(await attempt.WaitAsync(Patience), Given.Ok());

        Take(router).Answer();
    }

    [Fact]
    public void SomebodyWaits_WhoComesLaterDoesNotPass_ThoughAPlaceIsFree()
    {
        var router = Given.Config(Capped("a", 1, ["x"]), Capped("b", 1, ["y"])).With(r => r with { EnableTagFiltering = true, Admission = new AdmissionSettings() }).Router(_clock);
        var (x, y) = (new RouteRequest("m") { Tags = ["x"] }, new RouteRequest("m") { Tags = ["y"] });
        Take(router, like: x);
        Wait(router, like: x);

        // It looks as if it had to wait, and is served as soon as it does.
        var later = Begin(router, y);
        Assert.False(later.TryNext(out _));
        Assert.True(later.MayWait);
        Assert.True(later.WaitAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.True(IsServed(later));
    }

    [Fact]
    public void OneThatFailed_DoesNotWaitForAnother()
    {
        var router = Of(new AdmissionSettings(), Capped("a", 1), Capped("b", 1));
        var first = Begin(router, new RouteRequest("m") { NumRetries = 5 });
        Assert.True(first.TryNext(out var attempt));
        Assert.Equal(NextAction.Next, first.Report(attempt, Given.Fail(FailureKind.Authentication, 401)).Action);
        Take(router, like: new RouteRequest("m") { Blocked = [attempt.Deployment.Id] });

        Assert.False(first.TryNext(out _));
        Assert.False(first.MayWait);
        Assert.Equal((RouteRefusal.None, FailureKind.Authentication), (first.Failure!.Refusal, first.Failure.Kind));
    }

    [Fact]
    public async Task WaitedToTheEnd_TheTaskEndsWithNobody_AndTheTimeIsTold()
    {
        var router = Of(new AdmissionSettings { Timeout = TimeSpan.FromSeconds(5) }, Capped("a", 1));
        Take(router);
        var (session, attempt) = Wait(router);
        _clock.Advance(TimeSpan.FromSeconds(5.5));

        Assert.Equal(0, (await attempt.WaitAsync(Patience)).Number);
        Assert.Contains("It waited 5.0 s and stood at place 1 of 1.", session.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4.999, true)]
    [InlineData(5.0, false)]
    public void PlaceFreeAtTheVeryEndOfTheWait_IsTooLate(double after, bool served)
    {
        var router = Of(new AdmissionSettings { Timeout = TimeSpan.FromSeconds(5) }, Capped("a", 1));
        var first = Take(router);
        var (session, _) = Wait(router);
        _clock.Advance(TimeSpan.FromSeconds(after));

        first.Answer();

        Assert.Equal(served, IsServed(session));
    }

    [Fact]
    public async Task Displaced_TheTaskEndsWithNobody_AndTheQueueIsNoLonger()
    {
        var router = Of(new AdmissionSettings { MaxQueue = 2 }, Capped("a", 1));
        var first = Take(router);
        var (kept, keptAttempt) = Wait(router, 1);
        var (last, lastAttempt) = Wait(router, 5);
        var (urgent, urgentAttempt) = Wait(router, 0);

        Assert.Equal(0, (await lastAttempt.WaitAsync(Patience)).Number);
        Assert.Equal((RouteRefusal.QueueFull, 429), (last.Failure!.Refusal, last.Failure.Status));
        Assert.Contains("2 requests wait for them already", last.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, router.Model.Deployments[0].Queue!.Count);
        first.Answer();
        Assert.True(IsServed(urgent) && Waits(kept));
        urgent.Report(await urgentAttempt.WaitAsync(Patience), Given.Ok());
        Assert.True(IsServed(kept));
        kept.Report(await keptAttempt.WaitAsync(Patience), Given.Ok());
        Assert.Equal(0, router.Model.Deployments[0].Queue!.Count);
    }

    [Fact]
    public void NoQueueWanted_NobodyWaits()
    {
        var router = Of(new AdmissionSettings { MaxQueue = 0 }, Capped("a", 1));
        Take(router);
        var refused = Begin(router, new RouteRequest("m"));

        Assert.False(refused.TryNext(out _));
        Assert.Equal((false, RouteRefusal.AllAtLimit), (refused.MayWait, refused.Failure!.Refusal));
    }

    [Fact]
    public async Task GivenUpWhileItWaits_TheTaskIsCancelled_AndNoPlaceIsTaken()
    {
        var router = Of(new AdmissionSettings(), Capped("a", 1));
        var first = Take(router);
        var (session, attempt) = Wait(router);

        session.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt.WaitAsync(Patience));
        Assert.True(router.Model.Deployments[0].Queue!.IsEmpty);
        first.Answer();
        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public async Task NobodyLeftWhileItWaits_ItIsToldSoAtOnce()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { MaxParallelRequests = 1, MaxBudget = 1, BudgetDuration = TimeSpan.FromDays(1), InputCostPerToken = 1, OutputCostPerToken = 1 }))
            .With(r => r with { Admission = new AdmissionSettings() }).Router(_clock);
        var first = Take(router);
        var (session, attempt) = Wait(router);

        // The call that ends has spent what money there was.
        first.Session.Report(first.Attempt, Given.Ok(tokens: 10));

        Assert.Equal(0, (await attempt.WaitAsync(Patience)).Number);
        Assert.Equal(RouteRefusal.OverBudget, session.Failure!.Refusal);
        Assert.True(router.Model.Deployments[0].Queue!.IsEmpty);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(10, 500)]
    public void TooLargeForWhatIsLeft_KeepsNoSmallerOneFromIt(int input, int output)
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { MaxParallelRequests = 1, Itpm = 150, Otpm = 550 }))
            .With(r => r with { EnforceModelRateLimits = true, Admission = new AdmissionSettings() }).Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(25));
        var first = Take(router, like: new RouteRequest("m") { InputTokens = 100, MaxOutputTokens = 100 });
        var (large, _) = Wait(router, like: new RouteRequest("m") { InputTokens = input, MaxOutputTokens = output });
        var (small, _) = Wait(router, like: new RouteRequest("m") { InputTokens = 10, MaxOutputTokens = 100 });

        first.Session.Report(first.Attempt, Given.Ok(tokens: 100) with { InputTokens = 100 });

        Assert.True(Waits(large));
        Assert.True(IsServed(small));
    }

    [Fact]
    public void RefusedForItsTags_OneWithoutAnyIsAskedAllTheSame()
    {
        var router = Given.Config(Capped("a", 1, ["x"]), Capped("b", 1, ["default"])).With(r => r with { EnableTagFiltering = true, Admission = new AdmissionSettings() }).Router(_clock);
        Take(router, like: new RouteRequest("m") { Tags = ["x"] });
        var onB = Take(router);
        var (tagged, _) = Wait(router, like: new RouteRequest("m") { Tags = ["x"] });
        var (plain, _) = Wait(router);

        onB.Answer();

        Assert.True(Waits(tagged));
        Assert.True(IsServed(plain));
    }

    [Fact]
    public void Reserved_RefusedForOneClass_AnotherMayUseItsOwnPlace()
    {
        var router = Of(new AdmissionSettings { Reserved = new Dictionary<int, int> { [5] = 1 } }, Capped("a", 2));
        var other = Take(router, 0);
        var own = Take(router, 5);
        var (urgent, _) = Wait(router, 0);
        var (mine, _) = Wait(router, 5);

        own.Answer();

        Assert.True(Waits(urgent));
        Assert.True(IsServed(mine));
        other.Answer();
        Assert.True(IsServed(urgent));
    }

    [Fact]
    public void Reserved_OwnPlaceUnused_IsTakenWhateverIsKeptForOthers()
    {
        var router = Of(new AdmissionSettings { Reserved = new Dictionary<int, int> { [1] = 2, [0] = 1 } }, Capped("a", 2));

        Take(router, 0);
        var (second, _) = Wait(router, 0);
        Assert.True(Waits(second));
        WaitForNothing(router, 1);
        Assert.True(Waits(second));
    }

    [Fact]
    public void Reserved_OwnPlaceInUse_WhatIsLeftIsTheOthers()
    {
        var router = Of(new AdmissionSettings { Reserved = new Dictionary<int, int> { [0] = 1, [1] = 1 } }, Capped("a", 2));
        var first = Take(router, 0);
        var (second, _) = Wait(router, 0);
        WaitForNothing(router, 1);
        Assert.True(Waits(second));

        // Nobody gets more by coming first: the class had its own place, and has it again.
        first.Answer();
        Assert.True(IsServed(second));
        Assert.Equal(2, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public void Reserved_WhoRestsHasNoFreePlace()
    {
        var router = Of(new AdmissionSettings { Reserved = new Dictionary<int, int> { [0] = 1 } }, Capped("a", 1), Capped("b", 1));
        router.Model.ById("a")!.State.RestUntil(router.Clock.Now + router.Clock.Ticks(TimeSpan.FromSeconds(30)), FailureKind.ServerError);

        // Of two places one can be used, and that is kept.
        var (background, _) = Wait(router, 9);
        Assert.True(Waits(background));
        WaitForNothing(router, 0);
        Assert.Equal(1, router.Model.ById("b")!.State.InFlight);
    }
}
