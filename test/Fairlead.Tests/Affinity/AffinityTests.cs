using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Affinity;

public sealed class AffinityTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Group(int size, params string[] checks) =>
        Given.Config([.. Enumerable.Range(0, size).Select(i => Given.Deployment("m", $"d{i}"))]).With(r => r with
        {
            OptionalPreCallChecks = checks,
            ModelGroupAlias = new Dictionary<string, ModelAlias> { ["alias"] = new("m") },
        });

    private static RouteRequest InSession(string session, string model = "m") => new(model) { Affinity = new RequestAffinity { SessionId = session } };

    private static string Answer(Router router, RouteRequest request) => Assert.Single(router.Run(request, _ => Given.Ok()).Tried);

    [Fact]
    public void Session_AnsweredOnce_GoesBack_ByAnAliasToo()
    {
        var router = Group(8, "session_affinity").Router(_clock);
        var first = Answer(router, InSession("s1"));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(first, Answer(router, InSession("s1")));
            Assert.Equal(first, Answer(router, InSession("s1", "alias")));
        }

        Assert.True(Enumerable.Range(0, 40).Select(i => Answer(router, InSession($"other-{i}"))).Distinct().Count() > 4);
    }

    [Theory]
    [InlineData]
    [InlineData("deployment_affinity")]
    public void Session_NotSwitchedOn_IsNotLookedAt(params string[] checks)
    {
        var router = Group(8, checks).Router(_clock);

        Assert.True(Enumerable.Range(0, 40).Select(_ => Answer(router, InSession("s1"))).Distinct().Count() > 4);
    }

    [Fact]
    public void Session_QuietForItsTime_ChoosesAnew_AndOneThatGoesOnDoesNot()
    {
        var router = Group(8, "session_affinity").With(r => r with { AffinityTtl = TimeSpan.FromMinutes(10) }).Router(_clock);
        var first = Answer(router, InSession("s"));
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(9));
            Assert.Equal(first, Answer(router, InSession("s")));
        }

        var later = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(10));
            later.Add(Answer(router, InSession("s")));
        }

        Assert.True(later.Count > 3);
    }

    [Fact]
    public void Session_WhoseDeploymentRests_MovesAndStaysThere()
    {
        var router = Group(4, "session_affinity").Router(_clock);
        var first = Answer(router, InSession("s"));
        var moved = router.Run(InSession("s"), attempt => attempt.Deployment.Id == first ? Given.Fail(FailureKind.RateLimited, 429, retryAfter: 30) : Given.Ok());
        Assert.Equal(2, moved.Tried.Count);
        var second = moved.Tried[1];

        Assert.Equal(second, Answer(router, InSession("s")));
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(second, Answer(router, InSession("s")));
    }

    [Fact]
    public void Session_WhoseDeploymentIsOverloaded_IsServedElsewhere_AndComesBack()
    {
        var router = Group(4, "session_affinity").Router(_clock);
        var first = Answer(router, InSession("s"));
        var state = router.Model.ById(first)!.State;
        for (var i = 0; i < 6; i++)
        {
            state.Acquire();
        }

        var elsewhere = false;
        for (var i = 0; i < 12; i++)
        {
            // 6 under way against a mean of 1.5, and 7 are more than 1.5 x 2.5; the shuffle picks it like any other.
            elsewhere |= Answer(router, InSession("s")) != first;
        }

        Assert.True(elsewhere);
        for (var i = 0; i < 6; i++)
        {
            state.Release();
        }

        Assert.Equal(first, Answer(router, InSession("s")));
    }

    [Fact]
    public void Session_SecondCallAtOnceInAnIdleGroup_Stays()
    {
        var router = Group(4, "session_affinity").Router(_clock);
        using var running = router.Begin(InSession("s"));
        Assert.True(running.TryNext(out var attempt));

        Assert.Equal(attempt.Deployment.Id, router.Pick(InSession("s"))!.Id);
    }

    [Fact]
    public void Session_DoesNotGoRoundAPolicy()
    {
        var router = Group(4, "session_affinity").Router(_clock);
        var first = Answer(router, InSession("s"));

        Assert.NotEqual(first, Answer(router, InSession("s") with { Blocked = [first] }));
    }

    [Fact]
    public void Session_OfALowerOrder_GoesBackUpWhenThatIsWell()
    {
        var router = Given.Config(
            Given.Deployment("m", "first", with: p => p with { Order = 1 }),
            Given.Deployment("m", "second", with: p => p with { Order = 2 })).With(r => r with { OptionalPreCallChecks = ["session_affinity"] }).Router(_clock);
        Assert.Equal(["first", "second"], router.Run(InSession("s"), a => a.Deployment.Id == "first" ? Given.Fail(FailureKind.RateLimited, 429, retryAfter: 5) : Given.Ok()).Tried);
        Assert.Equal("second", Answer(router, InSession("s")));
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("first", Answer(router, InSession("s")));
    }

    [Fact]
    public void Session_OutlivesAReload()
    {
        var config = Group(8, "session_affinity");
        var router = config.Router(_clock);
        var first = Answer(router, InSession("s"));
        router.Reload(config.With(r => r with { NumRetries = 1 }));

        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(first, Answer(router, InSession("s"))));
    }

    [Fact]
    public void Caller_IsTied_AndTheSessionComesFirst()
    {
        var router = Group(8, "session_affinity", "deployment_affinity").Router(_clock);
        RouteRequest By(string caller, string? session = null) => new("m") { Affinity = new RequestAffinity { Caller = caller, SessionId = session } };
        var caller = Answer(router, By("k1"));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal(caller, Answer(router, By("k1"))));
        var elsewhere = Enumerable.Range(0, 100).Select(i => $"s{i}").First(s => Answer(router, InSession(s)) != caller);

        Assert.NotEqual(caller, Answer(router, By("k1", elsewhere)));
    }

    [Fact]
    public void Response_Continued_GoesToItsDeployment_WhateverTheLoadAndTheOrder()
    {
        var router = Given.Config(
            Given.Deployment("m", "first", with: p => p with { Order = 1 }),
            Given.Deployment("m", "second", with: p => p with { Order = 2 }))
            .With(r => r with { OptionalPreCallChecks = ["responses_api_deployment_check"] }).Router(_clock);
        using (var session = router.Begin(new RouteRequest("m") { Blocked = ["first"] }))
        {
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Ok());
            session.Remember("resp_1");
        }

        for (var i = 0; i < 10; i++)
        {
            router.Model.ById("second")!.State.Acquire();
        }

        RouteRequest Continuing(string id) => new("m") { Affinity = new RequestAffinity { PreviousResponseId = id } };
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal("second", Answer(router, Continuing("resp_1"))));
        Assert.Equal("first", Answer(router, Continuing("resp_unknown")));
        Assert.Equal(["second", "first"], router.Run(Continuing("resp_1"), a => a.Deployment.Id == "second" ? Given.Fail(FailureKind.RateLimited, 429, 30) : Given.Ok()).Tried);
        Assert.Equal("first", Answer(router, Continuing("resp_1")));
    }

    [Fact]
    public void Prefix_InCommon_GoesWhereItIsWarm()
    {
        var router = Group(8, "prompt_caching").Router(_clock);
        var system = new byte[9000];
        new Random(5).NextBytes(system);
        RouteRequest Asking(byte[] prompt) => new("m") { Affinity = new RequestAffinity { Prefix = PromptPrefix.Of(prompt) } };
        var first = Answer(router, Asking([.. system, 1, 2, 3]));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(first, Answer(router, Asking([.. system, .. new byte[i * 4000]])));
        }

        var others = Enumerable.Range(1, 30).Select(i => Answer(router, Asking([(byte)i, .. system])));
        Assert.True(others.Distinct().Count() > 4);
    }

    [Fact]
    public void Prefix_TooShort_IsNotTied()
    {
        Assert.Null(PromptPrefix.Of(new byte[PromptPrefix.Shortest - 1]));
        Assert.Single(PromptPrefix.Of(new byte[PromptPrefix.Shortest])!.Hashes);
        Assert.Equal(7, PromptPrefix.Of(new byte[PromptPrefix.Longest * 2])!.Hashes.Length);
    }

    [Fact]
    public void GroupConfig_ReplacesTheRouters()
    {
        var router = Group(8, "session_affinity").With(r => r with
        {
            GroupAffinity = new Dictionary<string, IReadOnlyList<string>> { ["m"] = ["deployment_affinity"] },
        }).Router(_clock);

        Assert.True(Enumerable.Range(0, 40).Select(_ => Answer(router, InSession("s1"))).Distinct().Count() > 4);
    }

    [Fact]
    public void Explanation_SaysWhatTies()
    {
        var router = Group(4, "session_affinity").Router(_clock);
        var first = Answer(router, InSession("s"));
        var group = router.Explain(InSession("s")).Groups[0];

        Assert.Equal("session", group.TiedBy);
        Assert.Equal(first, Assert.Single(group.Candidates, c => c.Share == 1).Id);
        Assert.Null(router.Explain(InSession("new")).Groups[0].TiedBy);
        using var traced = router.Begin(InSession("s") with { Trace = true });
        Assert.True(traced.TryNext(out _));
        Assert.Equal(1, traced.Explanation!.Propensity);
    }
}
