using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Limits.Crowd;

namespace Fairlead.Tests.Limits;

/// <summary>Who waits where everything is full, and who is served next.</summary>
public sealed class AdmissionTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Crowd _crowd = new();

    public void Dispose() => _crowd.Dispose();

    [Fact]
    public void Full_TheyWait_AndGoByPriorityThenByArrival()
    {
        var router = Queued(Capped("a", 1)).Router(_clock);
        var first = _crowd.Ask(router);
        var late = _crowd.Ask(router, 5);
        var soon = _crowd.Ask(router, 1);
        var second = _crowd.Ask(router, 1);
        var order = new List<Asked>();
        Assert.All([late, soon, second], static w => Assert.True(w.IsWaiting));

        for (var running = first; ;)
        {
            running.Answer();
            if (new[] { late, soon, second }.FirstOrDefault(w => w.IsUnderWay && !order.Contains(w)) is not { } next)
            {
                break;
            }

            order.Add(running = next);
        }

        Assert.Equal([soon, second, late], order);
        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public void Full_PlaceOfAFallback_ServesWhoeverWaits_ButItsOwnFirst()
    {
        var router = Given.Config(Capped("a", 1), Capped("b", 1, "other"), Capped("c", 1, "third"))
            .Fallback("m", "other").Fallback("other", "third").With(static r => r with { Admission = new AdmissionSettings() }).Router(_clock);
        var (own, other, third) = (_crowd.Ask(router), _crowd.Ask(router, like: new RouteRequest("other")), _crowd.Ask(router, like: new RouteRequest("third")));
        var guest = _crowd.Ask(router, -5);
        var host = _crowd.Ask(router, like: new RouteRequest("other"));
        Assert.All([guest, host], static w => Assert.True(w.IsWaiting));

        other.Answer();
        Assert.True(host.IsUnderWay);
        Assert.True(guest.IsWaiting);

        third.Answer();
        Assert.True(guest.IsUnderWay);
        Assert.Equal(("c", "third"), (guest.Taken.Deployment.Id, guest.Taken.ModelGroup));
        own.Answer();
        host.Answer();
    }

    [Fact]
    public void Groups_AreApart_TheTopOfEachGoes()
    {
        var router = Queued(Capped("a", 1), Capped("b", 1, "n")).Router(_clock);
        var (m, n) = (_crowd.Ask(router), _crowd.Ask(router, like: new RouteRequest("n")));
        var (waitsForM, waitsForN) = (_crowd.Ask(router, 9), _crowd.Ask(router, 1, like: new RouteRequest("n")));

        m.Answer();
        Assert.True(waitsForM.IsUnderWay);
        Assert.True(waitsForN.IsWaiting);
        n.Answer();
        Assert.True(waitsForN.IsUnderWay);
    }

    [Fact]
    public void Filters_WhoCannotUseThePlace_KeepsNobodyFromIt()
    {
        var router = Given.Config(Capped("a", 1, tags: ["x"]), Capped("b", 1, tags: ["y"]))
            .With(static r => r with { EnableTagFiltering = true, Admission = new AdmissionSettings() }).Router(_clock);
        var (x, y) = (new RouteRequest("m") { Tags = ["x"] }, new RouteRequest("m") { Tags = ["y"] });
        _crowd.Ask(router, like: x);
        var onY = _crowd.Ask(router, like: y);
        var (firstX, thenY) = (_crowd.Ask(router, 0, like: x), _crowd.Ask(router, 9, like: y));

        onY.Answer();

        Assert.True(firstX.IsWaiting);
        Assert.True(thenY.IsUnderWay);
    }

    [Fact]
    public void Fallback_ComesBeforeTheWait_AndAHealthyBusyOneBeforeAnIllOne()
    {
        var router = Given.Config(Capped("a", 1), Given.Deployment("n", "z")).Fallback("m", "n").With(static r => r with { Admission = new AdmissionSettings() }).Router(_clock);
        _crowd.Ask(router);
        Assert.Equal("z", _crowd.Ask(router).Taken.Deployment.Id);

        var lone = Queued(Capped("a", 1), Capped("b", 1)).Router(_clock);
        lone.Model.Deployments[1].State.RestUntil(lone.Clock.Now + TimeSpan.TicksPerMinute, FailureKind.ServerError);
        _crowd.Ask(lone);
        Assert.True(_crowd.Ask(lone).IsWaiting);
    }

    [Fact]
    public void Rpm_Enforced_TheEndOfTheMinuteServesThem()
    {
        var router = Given.Config(Given.Deployment("m", "a", with: static p => p with { Rpm = 2 }))
            .With(static r => r with { EnforceModelRateLimits = true, Admission = new AdmissionSettings() }).Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(40));
        _crowd.Ask(router).Answer();
        _crowd.Ask(router).Answer();
        var (third, fourth, fifth) = (_crowd.Ask(router), _crowd.Ask(router), _crowd.Ask(router));
        Assert.All([third, fourth, fifth], static w => Assert.True(w.IsWaiting));

        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.True(third.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(third.IsUnderWay && fourth.IsUnderWay && fifth.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True(fifth.IsUnderWay);
    }

    [Fact]
    public void Reserved_BackgroundCannotTakeIt_IdlePlacesAreEverybodys()
    {
        var router = Queued(new AdmissionSettings { Reserved = new Dictionary<int, int> { [0] = 2 } }, Capped("a", 2), Capped("b", 2)).Router(_clock);
        var background = Enumerable.Range(0, 3).Select(_ => _crowd.Ask(router, 10)).ToArray();

        // Two of four are kept for the urgent.
        Assert.Equal([true, true, false], background.Select(static b => b.IsUnderWay));
        var urgent = Enumerable.Range(0, 3).Select(_ => _crowd.Ask(router, 0)).ToArray();
        Assert.Equal([true, true, false], urgent.Select(static b => b.IsUnderWay));

        // The urgent borrow what is free beyond their own: a background call ends, and the third urgent one goes before the background.
        background[0].Answer();
        Assert.True(urgent[2].IsUnderWay);
        Assert.True(background[2].IsWaiting);

        // One urgent call ends: three places are in use, two of them by the urgent, so nothing is kept any more.
        urgent[0].Answer();
        Assert.True(background[2].IsUnderWay);

        // Now its own place is kept again.
        urgent[1].Answer();
        Assert.True(_crowd.Ask(router, 10).IsWaiting);
        Assert.True(_crowd.Ask(router, 0).IsUnderWay);
    }

    [Fact]
    public void Reload_ThoseWhoWait_KeepWaitingAndAreServed()
    {
        var router = Queued(Capped("a", 1)).Router(_clock);
        var first = _crowd.Ask(router);
        var waits = _crowd.Ask(router);
        router.Reload(router.Model.Config);
        var newcomer = _crowd.Ask(router);

        first.Answer();
        Assert.True(waits.IsUnderWay);
        Assert.True(newcomer.IsWaiting);
        waits.Answer();
        Assert.True(newcomer.IsUnderWay);
    }
}
