using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Resolution;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>The small rules an attempt goes by, each by itself.</summary>
public sealed class AttemptRulesTests
{
    private readonly FakeTimeProvider _clock = new();

    private static AttemptReport Timeout => Given.Fail(FailureKind.Timeout, 408);

    [Fact]
    public void RetryPolicy_OfTheNameAskedFor_ThenOfTheGroup_ThenOfTheRouter()
    {
        var policies = RetryPolicies.Of(new RouterSettings
        {
            RetryPolicy = new RetryPolicy { TimeoutErrorRetries = 9 },
            ModelGroupRetryPolicy = new Dictionary<string, RetryPolicy>
            {
                ["asked"] = new() { TimeoutErrorRetries = 5 },
                ["group"] = new() { TimeoutErrorRetries = 0 },
            },
        })!;

        Assert.Equal(new RetryGrant(5, MayRepeat: true), policies.For("asked", "group", Timeout));
        Assert.Equal(new RetryGrant(0, MayRepeat: false), policies.For("other", "group", Timeout));
        Assert.Equal(new RetryGrant(9, MayRepeat: true), policies.For("other", "another", Timeout));
        Assert.Null(RetryPolicies.Of(new RouterSettings()));
    }

    [Fact]
    public void TimeForAStream_IsTheCallersWhereItSetsOne()
    {
        var settings = Given.Config(Given.Deployment("m", "a")).Router(_clock).Model.Settings;
        var plain = new RouteRequest("m") { Stream = true };

        Assert.Equal((3, true), Of(plain with { StreamTimeout = TimeSpan.FromSeconds(3) }, new DeploymentParams { Model = "openai/m", StreamTimeout = TimeSpan.FromSeconds(8) }));
        Assert.Equal((2, true), Of(plain with { Timeout = TimeSpan.FromSeconds(2) }, null));
        Assert.Equal((2, true), Of(plain with { Timeout = TimeSpan.FromSeconds(2) }, new DeploymentParams { Model = "openai/m", StreamTimeout = TimeSpan.FromSeconds(8) }));
        Assert.Equal((8, false), Of(plain with { Timeout = TimeSpan.FromSeconds(8) }, new DeploymentParams { Model = "openai/m", StreamTimeout = TimeSpan.FromSeconds(8) }));

        (double Seconds, bool Callers) Of(in RouteRequest request, DeploymentParams? call)
        {
            var time = AttemptTimeouts.Of(request, call, settings, out var callers);
            return (time.TotalSeconds, callers);
        }
    }

    [Fact]
    public void MockNames_AreReadWithWhatTheyBring()
    {
        Assert.Equal("pretended: mock_response", MockOutcome.OfResponse("Exception:").Text);
        Assert.Equal("boom", MockOutcome.OfResponse(" Exception: boom ").Text);
        Assert.Throws<ArgumentNullException>(() => MockOutcome.OfResponse(null!));
        Assert.All([MockOutcome.ServerError, MockOutcome.ContextWindow, MockOutcome.ContentPolicy], mock => Assert.True(mock.TurnsToFallback));
        Assert.All([MockOutcome.RateLimit, MockOutcome.Hang], mock => Assert.False(mock.TurnsToFallback));
    }

    [Fact]
    public void Credentials_OfNothing_AreNone()
    {
        Assert.Null(ClientCredentials.Of(null, null));
        Assert.Null(ClientCredentials.Of(null, ""));
        Assert.Null(ClientCredentials.Of(new Secret("k"), "")!.ApiBase);
        Assert.Equal("http://x", ClientCredentials.Of(null, "http://x")!.ApiBase);
        Assert.True(new ClientCredentials().IsEmpty);
        Assert.False(new ClientCredentials { ApiBase = "http://x" }.IsEmpty);
        Assert.False(new ClientCredentials { ApiKey = new Secret("k") }.IsEmpty);
    }

    [Theory]
    [InlineData(5, 0, 9, 5, 0)]
    [InlineData(0, 6, 9, 0, 6)]
    [InlineData(0, 0, 9, 40, 9)]
    [InlineData(0, 0, 0, 0, 0)]
    public void Metered_IsWhatTheUpstreamTells_ElseWhatWasSeen(int input, int output, int pieces, int meteredInput, int meteredOutput)
    {
        var (seenInput, _, seenOutput) = new AttemptReport { InputTokens = input, OutputTokens = output, Pieces = pieces }.Metered(new RouteRequest("m") { InputTokens = 40 });

        Assert.Equal((meteredInput, meteredOutput), (seenInput, seenOutput));
    }

    [Theory]
    [InlineData(FailureKind.ContextWindow, "ContextWindow")]
    [InlineData(FailureKind.ContentPolicy, "ContentPolicy")]
    [InlineData(FailureKind.ServerError, "Generic")]
    public void RequestsOwnList_IsNamedInThePlan(FailureKind kind, string list)
    {
        var own = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["o"] };
        var request = new RouteRequest("m") { ContextWindowFallbacks = own, ContentPolicyFallbacks = own, Fallbacks = ["o"] };
        var model = Given.Config(Given.Deployment("m", "a"), Given.Deployment("o", "b")).Router(_clock).Model;
        var target = RequestTarget.Of(model, request)!;
        var plan = new AttemptPlan(target);

        plan.Extend(target, kind, request, model);
        plan.Extend(target, kind, request, model);

        Assert.Equal((2, list), (plan.Count, plan[1].List.ToString()));
    }

    [Fact]
    public void Acquire_OfOneThatIsFullAfterItsRest_GivesTheProbeBack()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { MaxParallelRequests = 1 })).Router(_clock);
        var state = router.Model.ById("a")!.State;
        state.RestUntil(router.Clock.Now + 1, FailureKind.Connection);
        Assert.False(TryAcquire(router, out _));
        _clock.Advance(TimeSpan.FromSeconds(1));
        state.Acquire();

        Assert.False(TryAcquire(router, out _));
        Assert.Equal((1, false), (state.InFlight, state.IsShut(router.Clock.Now)));

        state.Release();
        Assert.True(TryAcquire(router, out var probe));
        Assert.Equal((1, true), (state.InFlight, state.IsShut(router.Clock.Now)));
        Assert.NotEqual(0, probe.Claim);
    }

    [Fact]
    public void Acquire_OfOneAtItsLimitOfTheMinute_HoldsNothing()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { Rpm = 1 })).Strategy("usage-based").Router(_clock);
        Assert.True(TryAcquire(router, out _));
        Assert.False(TryAcquire(router, out _));

        Assert.Equal(1, router.Model.ById("a")!.State.InFlight);
    }

    private static bool TryAcquire(Router router, out Probe probe)
    {
        var request = new RouteRequest("m");
        var tier = router.Model.Groups[0].Tiers[0];
        var candidates = new Candidates(router.Model, router.Clock, router.Random, in request, null, router.Clock.Now);
        candidates.Enter(router.Model.Groups[0]);
        candidates.Enter(tier);
        return new Choice(tier, 0, 0, default).TryAcquire(ref candidates, router.Model.Breakers, out probe);
    }
}
