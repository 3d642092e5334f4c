using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy EachItsOwn = new()
    {
        BadRequestErrorRetries = 1,
        AuthenticationErrorRetries = 2,
        TimeoutErrorRetries = 3,
        RateLimitErrorRetries = 4,
        ContentPolicyViolationErrorRetries = 5,
        InternalServerErrorRetries = 6,
        ServiceUnavailableErrorRetries = 7,
        NotFoundErrorRetries = 8,
        DefaultRetries = 9,
    };

    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig One => Given.Config(Given.Deployment("m", "a")).With(r => r with { DisableCooldowns = true });

    [Theory]
    [InlineData(FailureKind.BadRequest, 400, 1)]
    [InlineData(FailureKind.ContextWindow, 400, 1)]
    [InlineData(FailureKind.Authentication, 401, 2)]
    [InlineData(FailureKind.Timeout, 0, 3)]
    [InlineData(FailureKind.RateLimited, 429, 4)]
    [InlineData(FailureKind.QuotaExhausted, 429, 4)]
    [InlineData(FailureKind.ContentPolicy, 400, 5)]
    [InlineData(FailureKind.ServerError, 500, 6)]
    [InlineData(FailureKind.Unavailable, 529, 6)]
    [InlineData(FailureKind.Unavailable, 503, 7)]
    [InlineData(FailureKind.StreamBroken, 200, 7)]
    [InlineData(FailureKind.NotFound, 404, 8)]
    [InlineData(FailureKind.Conflict, 409, 9)]
    [InlineData(FailureKind.Connection, 0, 9)]
    public void Policy_OfEachClass_GivesItsNumber(FailureKind kind, int status, int retries)
    {
        var run = One.With(r => r with { RetryPolicy = EachItsOwn }).Router(_clock).Run("m", _ => Given.Fail(kind, status), _clock);

        Assert.Equal(retries, run.Retries);
        Assert.Equal(retries, run.Delays.Count);
    }

    [Theory]
    [InlineData(FailureKind.BadRequest)]
    [InlineData(FailureKind.PermissionDenied)]
    [InlineData(FailureKind.Unsupported)]
    public void DefaultRetries_OfWhatIsNotRetried_ChangesNothing(FailureKind kind)
    {
        var run = One.With(r => r with { RetryPolicy = new RetryPolicy { DefaultRetries = 3 } }).Router(_clock).Run("m", _ => Given.Fail(kind), _clock);

        Assert.Single(run.Tried);
    }

    [Fact]
    public void ContentPolicy_WithoutItsOwnNumber_TakesThatOfBadRequests()
    {
        var run = One.With(r => r with { RetryPolicy = new RetryPolicy { BadRequestErrorRetries = 2 } }).Router(_clock)
            .Run("m", _ => Given.Fail(FailureKind.ContentPolicy, 400), _clock);

        Assert.Equal(2, run.Retries);
    }

    [Fact]
    public void Zero_IsANumber()
    {
        var run = One.With(r => r with { NumRetries = 3, RetryPolicy = new RetryPolicy { InternalServerErrorRetries = 0, DefaultRetries = 2 } })
            .Router(_clock).Run("m", _ => Given.Fail(FailureKind.ServerError, 500), _clock);

        Assert.Single(run.Tried);
    }

    [Fact]
    public void GroupsPolicy_StandsInPlaceOfTheRouters()
    {
        var router = One.With(r => r with
        {
            RetryPolicy = EachItsOwn,
            ModelGroupRetryPolicy = new Dictionary<string, RetryPolicy> { ["m"] = new() { ContentPolicyViolationErrorRetries = 2 } },
        }).Router(_clock);

        Assert.Equal(2, router.Run("m", _ => Given.Fail(FailureKind.ContentPolicy, 400), _clock).Retries);
        Assert.Equal(RouterDefaults.NumRetries, router.Run("m", _ => Given.Fail(FailureKind.Timeout), _clock).Retries);
        Assert.Single(router.Run("m", _ => Given.Fail(FailureKind.BadRequest, 400), _clock).Tried);
    }

    [Fact]
    public void GroupsPolicy_SetForAnAlias_IsFoundByIt()
    {
        var router = One.With(r => r with
        {
            ModelGroupAlias = new Dictionary<string, ModelAlias> { ["other"] = new("m") },
            ModelGroupRetryPolicy = new Dictionary<string, RetryPolicy> { ["other"] = new() { InternalServerErrorRetries = 1 } },
        }).Router(_clock);

        Assert.Equal(1, router.Run("other", _ => Given.Fail(FailureKind.ServerError, 500), _clock).Retries);
        Assert.Equal(2, router.Run("m", _ => Given.Fail(FailureKind.ServerError, 500), _clock).Retries);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    public void RequestsOwnNumber_Wins(int own, int retries)
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { NumRetries = 5 }))
            .With(r => r with { DisableCooldowns = true, RetryPolicy = EachItsOwn }).Router(_clock);

        Assert.Equal(retries, router.Run(new RouteRequest("m") { NumRetries = own }, _ => Given.Fail(FailureKind.ServerError, 500), _clock).Retries);
    }

    [Fact]
    public void Policy_ComesBeforeTheDeploymentsNumber()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { NumRetries = 5 }))
            .With(r => r with { RetryPolicy = new RetryPolicy { InternalServerErrorRetries = 1 } }).Router(_clock);

        Assert.Equal(1, router.Run("m", _ => Given.Fail(FailureKind.ServerError, 500), _clock).Retries);
    }

    [Fact]
    public void Class_WithANumber_AsksSiblingsThenTheSameThenFallbacks()
    {
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("z", "z")).Fallback("m", "z")
            .With(r => r with { RoutingStrategy = "round-robin", RetryPolicy = new RetryPolicy { BadRequestErrorRetries = 2 } }).Router(_clock);

        var run = router.Run("m", a => a.IsFallback ? Given.Ok() : Given.Fail(FailureKind.BadRequest, 400), _clock);

        Assert.Equal(["a", "b"], run.Tried.Take(2).Order());
        Assert.Equal(4, run.Tried.Count);
        Assert.Equal("z", run.Tried[3]);
        Assert.Equal((2, 1), (run.Retries, run.Fallbacks));
        Assert.Single(run.Delays);
    }

    [Fact]
    public void Timeouts_WithANumber_AreRetriedBeforeTheFallback()
    {
        var config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("z", "z")).Fallback("m", "z");
        var policy = config.With(r => r with { RetryPolicy = new RetryPolicy { TimeoutErrorRetries = 1 } });

        Assert.Equal(["a", "z"], config.Router(_clock).Run("m", a => a.IsFallback ? Given.Ok() : Given.Fail(FailureKind.Timeout), _clock).Tried);
        Assert.Equal(["a", "a", "z"], policy.Router(_clock).Run("m", a => a.IsFallback ? Given.Ok() : Given.Fail(FailureKind.Timeout), _clock).Tried);
    }

    [Fact]
    public void LastFailuresClass_DecidesAndAllRetriesCount()
    {
        var kinds = new Queue<FailureKind>([FailureKind.RateLimited, FailureKind.RateLimited, FailureKind.Timeout, FailureKind.Timeout]);
        var router = One.With(r => r with { RetryPolicy = new RetryPolicy { RateLimitErrorRetries = 4, TimeoutErrorRetries = 3 } }).Router(_clock);

        var run = router.Run("m", _ => Given.Fail(kinds.Dequeue()), _clock);

        Assert.Equal(3, run.Retries);
        Assert.Empty(kinds);
    }

    [Fact]
    public void Refusal_AfterItsRetries_DoesNotMoveUpATier()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: p => p with { Order = 1 }), Given.Deployment("m", "b", with: p => p with { Order = 2 }))
            .With(r => r with { RetryPolicy = new RetryPolicy { BadRequestErrorRetries = 0 } }).Router(_clock);

        Assert.Equal(["a"], router.Run("m", _ => Given.Fail(FailureKind.BadRequest, 400), _clock).Tried);
    }
}
