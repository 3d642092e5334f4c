using Fairlead.Attempts;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>What a request that was not answered is told, and under which status.</summary>
public sealed class RouteFailuresTests
{
    private readonly FakeTimeProvider _clock = new();

    private static RouteFailure Refused(string policy, in RouteRequest request) => RouteFailures.OfRefusal(RouteRefusal.NoneAllowed, request, null, policy);

    private RouteFailure Failed(int retries, Func<RouteAttempt, AttemptReport> outcome) =>
        Given.Config(Given.Deployment("m", "a")).Router(_clock).Run(new RouteRequest("m") { NumRetries = retries }, outcome, _clock).Failure!;

    [Fact]
    public void OneAttempt_IsNamedWithItsStatusAndReason()
    {
        var failure = Failed(0, _ => Given.Fail(FailureKind.ServerError, 500));

        Assert.Equal("All deployments failed for model=m after 1 attempt: (1) a in m: ServerError 500: scripted ServerError", failure.Message);
    }

    [Fact]
    public void SeveralAttempts_AreNamedInOrder_WithoutWhatTheyDoNotHave()
    {
        var failure = Failed(1, a => a.Number == 1 ? Given.Fail(FailureKind.Connection) with { Reason = null } : Given.Fail(FailureKind.Connection) with { Reason = "reset" });

        Assert.Equal("All deployments failed for model=m after 2 attempts: (1) a in m: Connection; (2) a in m: Connection: reset", failure.Message);
    }

    [Theory]
    [InlineData(FailureKind.Unavailable, 529, 529)]
    [InlineData(FailureKind.ServerError, 400, 400)]
    [InlineData(FailureKind.ServerError, 200, 500)]
    [InlineData(FailureKind.Timeout, 0, 408)]
    public void Status_IsTheUpstreamsWhereItIsAFailures_ElseItsKinds(FailureKind kind, int upstream, int told) =>
        Assert.Equal(told, Failed(0, _ => Given.Fail(kind, upstream)).Status);

    [Fact]
    public void Refusals_NameWhatWasAskedFor()
    {
        Assert.Contains("tags=[x, y]", Refused("tags", new RouteRequest("m") { Tags = ["x", "y"] }).Message, StringComparison.Ordinal);
        Assert.Contains("tags=[]", Refused("tags", new RouteRequest("m")).Message, StringComparison.Ordinal);
        Assert.EndsWith("region=eu", Refused("region", new RouteRequest("m") { Region = "eu" }).Message, StringComparison.Ordinal);
        Assert.EndsWith("region=", Refused("region", new RouteRequest("m")).Message, StringComparison.Ordinal);
        Assert.EndsWith("may use [n, o]", Refused("access", new RouteRequest("m") { Caller = new RouteCaller { Models = ["n", "o"] } }).Message, StringComparison.Ordinal);
        Assert.EndsWith("may use []", Refused("access", new RouteRequest("m") { Caller = new RouteCaller() }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(201, true)]
    public void Name_LongerThanTwoHundred_IsShownInPart(int length, bool isCut)
    {
        var message = RouteFailures.OfRefusal(RouteRefusal.UnknownModel, new RouteRequest(new string('N', length)), null, null).Message;

        Assert.Contains($"model={new string('N', 200)}{(isCut ? "…" : ".")}", message, StringComparison.Ordinal);
    }
}
