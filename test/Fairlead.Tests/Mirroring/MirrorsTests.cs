using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Mirroring;

public sealed class MirrorsTests
{
    [Fact]
    public void SixtyFour_AreUnderWay_TheNextIsSkipped()
    {
        var router = Router();
        var attempt = First(router, new RouteRequest("loud"));
        RouteRequest mirror = default;
        for (var i = 0; i < 64; i++)
        {
            Assert.True(router.Mirrors.TryBegin(attempt, new RouteRequest("loud"), out mirror));
        }

        Assert.False(router.Mirrors.TryBegin(attempt, new RouteRequest("loud"), out _));
        Assert.Equal(64, router.Mirrors.Running);

        router.Mirrors.End(mirror, answered: true);
        Assert.True(router.Mirrors.TryBegin(attempt, new RouteRequest("loud"), out _));
    }

    [Fact]
    public void Mirror_IsOneAttemptAtTheOtherGroup_AndIsNotMirrored()
    {
        var router = Router();
        var request = new RouteRequest("loud") { NumRetries = 3, Fallbacks = [new FallbackTarget("spare")], Priority = 1, Stream = true, Caller = new RouteCaller { Team = "red", Models = ["loud"] } };
        Assert.True(router.Mirrors.TryBegin(First(router, request with { Caller = null }), request, out var mirror));

        using var session = router.Begin(mirror);
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal("q", attempt.Deployment.Id);
        Assert.True(attempt.IsMirror);
        Assert.True(mirror.Stream);
        Assert.Equal("red", mirror.Caller!.Team);
        Assert.Null(mirror.Caller.Models);
        Assert.False(router.Mirrors.TryBegin(attempt, mirror, out _));

        Assert.Equal(NextAction.GiveUp, session.Report(attempt, Given.Fail(FailureKind.ServerError, 500)).Action);
        Assert.False(session.TryNext(out _));
    }

    [Fact]
    public void SecondAttempt_IsNotMirrored()
    {
        var router = Router();
        using var session = router.Begin(new RouteRequest("loud") { NumRetries = 1 });
        Assert.True(session.TryNext(out var first));
        session.Report(first, Given.Fail(FailureKind.ServerError, 500));
        Assert.True(session.TryNext(out var second));

        Assert.Equal(2, second.Number);
        Assert.False(router.Mirrors.TryBegin(second, new RouteRequest("loud"), out _));
    }

    [Fact]
    public void CallersOwnKeyAndMocks_AreNotMirrored()
    {
        var router = Router();
        var mocked = new RouteRequest("loud") { Mock = new RequestMock { Response = "ok" } };

        Assert.False(router.Mirrors.TryBegin(First(router, mocked), mocked, out _));
        Assert.False(router.Mirrors.TryBegin(
            First(router, new RouteRequest("loud")), new RouteRequest("loud") { Credentials = ClientCredentials.Of(new Secret("theirs"), null) }, out _));
        Assert.Equal(0, router.Mirrors.Running);
    }

    [Theory]
    [InlineData(0.0, 0, 0)]
    [InlineData(0.25, 180, 320)]
    [InlineData(1.0, 1000, 1000)]
    public void Share_IsDrawn(double share, int atLeast, int atMost)
    {
        var router = Router(share);
        var attempt = First(router, new RouteRequest("loud"));
        var mirrored = 0;
        for (var i = 0; i < 1000; i++)
        {
            if (router.Mirrors.TryBegin(attempt, new RouteRequest("loud"), out var mirror))
            {
                mirrored++;
                router.Mirrors.End(mirror, answered: true);
            }
        }

        Assert.InRange(mirrored, atLeast, atMost);
    }

    private static Router Router(double? share = null) => Given.Config(
        Given.Deployment("loud", "l", with: p => p with { SilentModel = "quiet", SilentModelShare = share }),
        Given.Deployment("loud", "l2", with: p => p with { SilentModel = "quiet", SilentModelShare = share }),
        Given.Deployment("quiet", "q", with: p => p with { SilentModel = "loud" }),
        Given.Deployment("spare", "s")).Router();

    private static RouteAttempt First(Router router, in RouteRequest request)
    {
        using var session = router.Begin(request);
        Assert.True(session.TryNext(out var attempt));
        return attempt;
    }
}
