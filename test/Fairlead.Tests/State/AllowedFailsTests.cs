using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.State.Resting;

namespace Fairlead.Tests.State;

/// <summary>How many failures a person allows: of the router or a deployment, of any class or of one.</summary>
public sealed class AllowedFailsTests
{
    private readonly FakeTimeProvider _clock = new();

    private static void Once(Router router, string id, FailureKind kind, int status = 0)
    {
        using var session = router.Begin(new RouteRequest(id) { NumRetries = 0, DisableFallbacks = true });
        if (session.TryNext(out var attempt))
        {
            session.Report(attempt, Given.Fail(kind, status));
        }
    }

    private Router Pair(Func<DeploymentParams, DeploymentParams> own, Func<RouterSettings, RouterSettings>? settings = null) =>
        Given.Config(Given.Deployment("m", "a", with: own), Given.Deployment("m", "b")).With(settings ?? (static r => r)).Router(_clock);

    private Router Alone(Func<DeploymentParams, DeploymentParams> own, Func<RouterSettings, RouterSettings>? settings = null) =>
        Given.Config(Given.Deployment("m", "a", with: own)).With(settings ?? (static r => r)).Router(_clock);

    public static TheoryData<FailureKind, int, AllowedFailsPolicy> Classes => new()
    {
        { FailureKind.BadRequest, 400, new() { BadRequestErrorAllowedFails = 1 } },
        { FailureKind.ContextWindow, 400, new() { BadRequestErrorAllowedFails = 1 } },
        { FailureKind.ContentPolicy, 400, new() { ContentPolicyViolationErrorAllowedFails = 1, BadRequestErrorAllowedFails = 100 } },
        { FailureKind.ContentPolicy, 400, new() { BadRequestErrorAllowedFails = 1 } },
        { FailureKind.Authentication, 401, new() { AuthenticationErrorAllowedFails = 1 } },
        { FailureKind.NotFound, 404, new() { NotFoundErrorAllowedFails = 1 } },
        { FailureKind.Timeout, 408, new() { TimeoutErrorAllowedFails = 1 } },
        { FailureKind.RateLimited, 429, new() { RateLimitErrorAllowedFails = 1 } },
        { FailureKind.ServerError, 500, new() { InternalServerErrorAllowedFails = 1 } },
        { FailureKind.Unavailable, 529, new() { InternalServerErrorAllowedFails = 1 } },
        { FailureKind.MalformedResponse, 200, new() { InternalServerErrorAllowedFails = 1 } },
        { FailureKind.Unavailable, 503, new() { ServiceUnavailableErrorAllowedFails = 1 } },
        { FailureKind.StreamBroken, 200, new() { ServiceUnavailableErrorAllowedFails = 1 } },
        { FailureKind.Unavailable, 502, new() { BadGatewayErrorAllowedFails = 1 } },
    };

    [Theory]
    [MemberData(nameof(Classes))]
    public void Policy_OfTheRouterOrTheDeployment_TheSecondFailureOfItsClassRests_EvenAlone(FailureKind kind, int status, AllowedFailsPolicy policy)
    {
        foreach (var router in new[] { Alone(p => p, r => r with { AllowedFailsPolicy = policy }), Alone(p => p with { AllowedFailsPolicy = policy }) })
        {
            Once(router, "a", kind, status);
            Assert.False(Rests(router, "a"));
            Once(router, "a", kind, status);
            Assert.True(Rests(router, "a"));
        }
    }

    [Fact]
    public void Policy_Zero_IsHonoured()
    {
        var router = Pair(p => p, r => r with { AllowedFails = 10, AllowedFailsPolicy = new() { TimeoutErrorAllowedFails = 0 } });
        Once(router, "a", FailureKind.Timeout, 408);

        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void Classes_AreCountedApart()
    {
        var router = Pair(p => p, r => r with { AllowedFailsPolicy = new() { TimeoutErrorAllowedFails = 2, InternalServerErrorAllowedFails = 2 }, AllowedFails = 2 });
        foreach (var kind in new[] { FailureKind.Timeout, FailureKind.ServerError, FailureKind.Connection, FailureKind.Timeout, FailureKind.ServerError, FailureKind.Connection })
        {
            Once(router, "a", kind);
        }

        Assert.False(Rests(router, "a"));
        Once(router, "a", FailureKind.Timeout);
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void Policy_AClassItDoesNotName_TakesTheNumberForAny()
    {
        var router = Pair(p => p, r => r with { AllowedFailsPolicy = new() { RateLimitErrorAllowedFails = 100 }, AllowedFails = 0 });
        Once(router, "a", FailureKind.RateLimited, 429);
        Assert.False(Rests(router, "a"));
        Once(router, "a", FailureKind.Connection);
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void DeploymentsNumber_BesideALargerOneOfTheRouter_RestsThatOneAlone()
    {
        var router = Pair(p => p with { AllowedFails = 0 }, r => r with { AllowedFails = 10 });
        Once(router, "a", FailureKind.ServerError, 500);
        Once(router, "b", FailureKind.ServerError, 500);

        Assert.Equal((true, false), (Rests(router, "a"), Rests(router, "b")));
    }

    [Fact]
    public void DeploymentsNumber_DoesNotRestOneThatStandsAlone_ItsClassDoes()
    {
        var general = Alone(p => p with { AllowedFails = 0 });
        var named = Alone(p => p with { AllowedFails = 5, AllowedFailsPolicy = new() { InternalServerErrorAllowedFails = 0 } });
        Once(general, "a", FailureKind.ServerError, 500);
        Once(named, "a", FailureKind.ServerError, 500);

        Assert.Equal((false, true), (Rests(general, "a"), Rests(named, "a")));
    }

    [Fact]
    public void DeploymentsPolicy_AClassItDoesNotName_IsLeftToTheRouter()
    {
        var router = Pair(p => p with { AllowedFailsPolicy = new() { TimeoutErrorAllowedFails = 100 } }, r => r with { AllowedFailsPolicy = new() { InternalServerErrorAllowedFails = 0 } });
        Once(router, "a", FailureKind.Timeout);
        Assert.False(Rests(router, "a"));
        Once(router, "a", FailureKind.ServerError);
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void Counts_AreForgottenAMinuteAfterTheFirst_AndNotByAnswers()
    {
        var router = Pair(p => p, r => r with { AllowedFails = 1 });
        Once(router, "a", FailureKind.ServerError);
        Once(router, "a", FailureKind.None);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Once(router, "a", FailureKind.ServerError);
        Assert.False(Rests(router, "a"));
        Once(router, "a", FailureKind.None);
        Once(router, "a", FailureKind.ServerError);
        Assert.True(Rests(router, "a"));
    }

    [Fact]
    public void RouterCooldownTime_Zero_NobodyRests_WhateverTheUpstreamAsksFor()
    {
        var router = Pair(p => p, r => r with { CooldownTime = TimeSpan.Zero });
        using var session = router.Begin(new RouteRequest("a"));
        Assert.True(session.TryNext(out var attempt));
        session.Report(attempt, Given.Fail(FailureKind.RateLimited, 429, retryAfter: 10));

        Assert.False(Rests(router, "a"));
    }

    [Fact]
    public void DeploymentsNumber_WithNoneOfTheRouter_IsCounted()
    {
        var router = Pair(p => p with { AllowedFails = 1 });
        Once(router, "a", FailureKind.RateLimited, 429);
        Assert.False(Rests(router, "a"));
        Once(router, "a", FailureKind.RateLimited, 429);
        Assert.True(Rests(router, "a"));
    }
}
