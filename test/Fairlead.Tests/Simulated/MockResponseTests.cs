using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Simulated;

/// <summary>A deployment's <c>mock_response</c>, of whichever provider.</summary>
public sealed class MockResponseTests : IDisposable
{
    private readonly SimulatedCaller _caller = new();

    public void Dispose() => _caller.Dispose();

    [Theory]
    [InlineData("litellm.RateLimitError", FailureKind.RateLimited, 429)]
    [InlineData("litellm.InternalServerError", FailureKind.ServerError, 500)]
    [InlineData("litellm.ContextWindowExceededError", FailureKind.ContextWindow, 400)]
    [InlineData("litellm.ContentPolicyViolationError", FailureKind.ContentPolicy, 400)]
    [InlineData("litellm.AuthenticationError", FailureKind.Authentication, 401)]
    [InlineData("litellm.ServiceUnavailableError", FailureKind.Unavailable, 503)]
    [InlineData("litellm.Timeout", FailureKind.Timeout, 408)]
    [InlineData("Exception: content_filter_policy", FailureKind.ContentPolicy, 400)]
    [InlineData("Exception: anything else", FailureKind.ServerError, 500)]
    public async Task MockResponse_NamedError_FailsForAnyProvider(string mock, object failure, int status)
    {
        await using var reply = await _caller.Client.SendAsync(Calls.Chat(Mocked(mock)), default);

        Assert.Equal(failure, reply.Failure);
        Assert.Equal(status, reply.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MockResponse_Text_IsAnsweredForAnyProvider(bool stream)
    {
        var (text, failure) = await _caller.AnswerAsync(Calls.Chat(Mocked("It is mocked."), stream));

        Assert.Equal(FailureKind.None, failure);
        Assert.Contains("mocked", text, StringComparison.Ordinal);
    }

    private static Deployment Mocked(string mock) => Deployments.Of("anthropic", "claude", new DeploymentParams { Model = "", MockResponse = mock, Extra = Deployments.Extra("""{"errors":"not a setting here"}""") });
}
