using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

public sealed class MockTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouterConfig Config => Given.Config(
        Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("z", "z"), Given.Deployment("long", "long"), Given.Deployment("other", "other"))
        .Fallback("m", "z")
        .With(r => r with
        {
            ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["long"] },
            ContentPolicyFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["m"] = ["other"] },
        });

    public static TheoryData<RequestMock, string> Fallbacks => new()
    {
        { new RequestMock { Fallbacks = true }, "z" },
        { new RequestMock { ContextWindowFallbacks = true }, "long" },
        { new RequestMock { ContentPolicyFallbacks = true }, "other" },
    };

    [Theory]
    [MemberData(nameof(Fallbacks))]
    public void FallbackMocks_GoStraightToTheirList(RequestMock mock, string answeredBy)
    {
        var run = Run(mock);

        Assert.Equal(2, run.Tried.Count);
        Assert.Equal(answeredBy, run.Tried[1]);
        Assert.Equal((0, 1, true), (run.Retries, run.Fallbacks, run.Answered));
    }

    [Fact]
    public void FallbackMock_WithoutAFallback_Fails()
    {
        var run = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b")).Router(_clock)
            .Run(new RouteRequest("m") { Mock = new RequestMock { Fallbacks = true } }, Pretend, _clock);

        Assert.Single(run.Tried);
        Assert.Equal((FailureKind.ServerError, 500), (run.Failure!.Kind, run.Failure.Status));
    }

    [Fact]
    public void FallbackMock_WithFallbacksDisabled_Fails()
    {
        var run = Config.Router(_clock).Run(new RouteRequest("m") { DisableFallbacks = true, Mock = new RequestMock { Fallbacks = true } }, Pretend, _clock);

        Assert.Single(run.Tried);
    }

    [Fact]
    public void RateLimitMock_FailsTheFirstAttemptOnly()
    {
        var run = Run(new RequestMock { RateLimit = true });

        Assert.Equal(["a", "b"], run.Tried.Order());
        Assert.Equal((1, 0), (run.Retries, run.Fallbacks));
    }

    [Fact]
    public void ResponseMock_EndsEveryAttempt()
    {
        var failing = Run(new RequestMock { Response = "litellm.InternalServerError" });
        var answering = Run(new RequestMock { Response = "hello" });

        Assert.True(failing.Tried.Count > 2);
        Assert.Equal(500, failing.Failure!.Status);
        Assert.Single(answering.Tried);
    }

    [Fact]
    public void AnyMock_TeachesNothing()
    {
        var router = Config.With(r => r with { AllowedFails = 0, RoutingStrategy = "latency-based" }).Router(_clock);
        RequestMock[] mocks =
        [
            new() { Response = "litellm.RateLimitError" }, new() { Response = "litellm.AuthenticationError" }, new() { Timeout = true }, new() { RateLimit = true },
            new() { Response = "hi" },
        ];

        foreach (var mock in mocks)
        {
            router.Run(new RouteRequest("m") { Mock = mock }, Pretend, _clock);
        }

        Assert.All(router.Snapshot().Deployments, d => Assert.Null(d.Cooldown));
        Assert.All(router.Model.Deployments, d => Assert.Equal(0, d.State.InFlight));
        Assert.All(router.Snapshot().Deployments, d => Assert.Empty(d.Failures));
    }

    [Theory]
    [InlineData("litellm.RateLimitError", FailureKind.RateLimited, 429)]
    [InlineData("litellm.InternalServerError", FailureKind.ServerError, 500)]
    [InlineData("litellm.ContextWindowExceededError", FailureKind.ContextWindow, 400)]
    [InlineData("litellm.ContentPolicyViolationError", FailureKind.ContentPolicy, 400)]
    [InlineData("Exception: content_filter_policy", FailureKind.ContentPolicy, 400)]
    [InlineData("litellm.AuthenticationError", FailureKind.Authentication, 401)]
    [InlineData("litellm.PermissionDeniedError", FailureKind.PermissionDenied, 403)]
    [InlineData("litellm.NotFoundError", FailureKind.NotFound, 404)]
    [InlineData("litellm.BadRequestError", FailureKind.BadRequest, 400)]
    [InlineData("litellm.UnprocessableEntityError", FailureKind.BadRequest, 422)]
    [InlineData("litellm.BadGatewayError", FailureKind.Unavailable, 502)]
    [InlineData("litellm.ServiceUnavailableError", FailureKind.Unavailable, 503)]
    [InlineData("litellm.Timeout", FailureKind.Timeout, 408)]
    [InlineData("litellm.APIConnectionError", FailureKind.Connection, 0)]
    [InlineData("Exception: the words", FailureKind.ServerError, 500)]
    [InlineData("Exceptional!", FailureKind.None, 200)]
    public void Response_NamesOfErrors_AreRead(string mock, FailureKind kind, int status)
    {
        var outcome = MockOutcome.OfResponse(mock);

        Assert.Equal((kind, status), (outcome.Failure, outcome.Status));
        Assert.False(outcome.IsSilence);
    }

    private static AttemptReport Pretend(RouteAttempt attempt) => attempt.Mock is not { } mock ? Given.Ok()
        : mock.Failure == FailureKind.None ? Given.Ok()
        : Given.Fail(mock.Failure, mock.Status);

    private Drove Run(RequestMock mock) => Config.Router(_clock).Run(new RouteRequest("m") { Mock = mock }, Pretend, _clock);
}
