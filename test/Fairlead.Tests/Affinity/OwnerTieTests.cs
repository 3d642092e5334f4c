using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Affinity;

/// <summary>Ties to callers, and to those who alone can go on with what a request brings along.</summary>
public sealed class OwnerTieTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Group(int size, params string[] checks) =>
        Given.Config([.. Enumerable.Range(0, size).Select(i => Given.Deployment("m", $"d{i}"))]).With(r => r with
        {
            OptionalPreCallChecks = checks,
            AffinityTtl = TimeSpan.FromMinutes(10),
            ModelGroupAlias = new Dictionary<string, ModelAlias> { ["alias"] = new("m") },
        });

    private static RouteRequest By(string caller, string model = "m") => new(model) { Affinity = new RequestAffinity { Caller = caller } };

    private static RouteRequest Bringing(ulong first, ulong last) => new("m") { Affinity = new RequestAffinity { Sealed = (first, last) } };

    private static string Answer(Router router, RouteRequest request) => Assert.Single(router.Run(request, _ => Given.Ok()).Tried);

    [Fact]
    public void Caller_GoesBack_ByAnAliasToo_AndChoosesAnewWhenTheTieHasEnded()
    {
        var router = Group(8, "deployment_affinity").Router(_clock);
        var first = Answer(router, By("k"));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal((first, first), (Answer(router, By("k")), Answer(router, By("k", "alias")))));

        var later = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(10));
            later.Add(Answer(router, By("k")));
        }

        Assert.True(later.Count > 3);
    }

    [Fact]
    public void AnswerContinued_ComesBeforeTheCaller()
    {
        var router = Group(8, "deployment_affinity", "responses_api_deployment_check").Router(_clock);
        var own = Answer(router, By("k"));
        var other = Enumerable.Range(0, 8).Select(i => $"d{i}").First(id => id != own);
        using (var session = router.Begin(new RouteRequest(other)))
        {
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Ok());
            session.Remember("resp_1");
        }

        Assert.Equal(other, router.Pick(new RouteRequest("m") { Affinity = new RequestAffinity { Caller = "k", PreviousResponseId = "resp_1" } })!.Id);
        Assert.Equal(own, Answer(router, By("k")));
    }

    [Fact]
    public void Sealed_GoesToWhoGaveIt_WhateverTheLoadAndTheOrder()
    {
        var router = Given.Config(
            Given.Deployment("m", "first", with: p => p with { Order = 1 }),
            Given.Deployment("m", "second", with: p => p with { Order = 2 }))
            .With(r => r with { OptionalPreCallChecks = ["encrypted_content_affinity"] }).Router(_clock);
        using (var session = router.Begin(new RouteRequest("second")))
        {
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, Given.Ok());
            session.Remember(7);
        }

        for (var i = 0; i < 10; i++)
        {
            router.Model.ById("second")!.State.Acquire();
        }

        Assert.Equal("second", Answer(router, Bringing(7, 7)));
        Assert.Equal("encrypted-content", router.Explain(Bringing(7, 7)).Groups[0].TiedBy);
        Assert.Equal("first", Answer(router, Bringing(8, 8)));
        Assert.Equal("first", Answer(router, new RouteRequest("m")));
    }

    [Fact]
    public void Sealed_LearntFromWhoCouldReadIt_GrowsWithTheConversation()
    {
        var router = Group(8, "encrypted_content_affinity").Router(_clock);
        var answered = router.Run(Bringing(1, 1), attempt => attempt.Number < 3 ? Given.Fail(FailureKind.Unsupported, 400) : Given.Ok(), _clock).Tried[^1];

        // The next turn has another last text, and the same first.
        Assert.Equal(answered, Answer(router, Bringing(1, 2)));
        Assert.Equal(answered, Answer(router, Bringing(9, 2)));
        Assert.Null(router.Model.ById(answered)!.State.Rest.Lasts(router.Clock.Now) ? "rests" : null);
    }

    [Fact]
    public void Sealed_NotSwitchedOn_IsNotLookedAt()
    {
        var router = Group(8, "session_affinity").Router(_clock);

        Assert.True(Enumerable.Range(0, 40).Select(_ => Answer(router, Bringing(1, 1))).Distinct().Count() > 4);
    }
}
