using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using static Fairlead.Tests.Limits.Crowd;

namespace Fairlead.Tests.Limits;

/// <summary>A wait that ends unserved: cancelled, too long, or in a queue that is full.</summary>
public sealed class AdmissionEndTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Crowd _crowd = new();

    public void Dispose() => _crowd.Dispose();

    [Fact]
    public async Task Cancelled_TakesNoPlace_AndTheRestStaysInOrder()
    {
        var router = Queued(Capped("a", 1)).Router(_clock);
        using var gone = new CancellationTokenSource();
        var first = _crowd.Ask(router);
        var (leaves, next, last) = (_crowd.Ask(router, 1, cancel: gone.Token), _crowd.Ask(router, 2), _crowd.Ask(router, 3));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves.Attempt);
        leaves.Session.Dispose();
        Assert.Equal(1, router.Model.Deployments[0].State.InFlight);
        first.Answer();
        Assert.True(next.IsUnderWay);
        Assert.True(last.IsWaiting);

        // Given up while under way: the place goes on, once.
        next.Session.Dispose();
        next.Session.Dispose();
        Assert.True(last.IsUnderWay);
        Assert.Equal(1, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public void Timeout_Is408WithThePlaceInTheQueue()
    {
        var router = Queued(new AdmissionSettings { Timeout = TimeSpan.FromSeconds(5) }, Capped("a", 1)).Router(_clock);
        _crowd.Ask(router);
        var early = _crowd.Ask(router, 1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var late = _crowd.Ask(router, 7);
        _clock.Advance(TimeSpan.FromSeconds(3.1));

        Assert.Equal((RouteRefusal.QueueTimeout, 408), (early.Session.Failure!.Refusal, early.Session.Failure.Status));
        Assert.StartsWith("Request timed out while polling queue. Passed model=m. It waited 5.0 s and stood at place 1 of 2.", early.Session.Failure.Message, StringComparison.Ordinal);
        Assert.True(late.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("at place 1 of 1", late.Session.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deadline_EndsTheWaitToo()
    {
        var router = Queued(Capped("a", 1)).Router(_clock);
        _crowd.Ask(router);
        var waits = _crowd.Ask(router, like: new RouteRequest("m") { Deadline = TimeSpan.FromSeconds(3) });
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.True(waits.IsWaiting);
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(RouteRefusal.QueueTimeout, waits.Session.Failure!.Refusal);
    }

    [Fact]
    public void QueueFull_Is429_ButTheUrgentTakesThePlaceOfTheLast()
    {
        var router = Queued(new AdmissionSettings { MaxQueue = 2 }, Capped("a", 1)).Router(_clock);
        var first = _crowd.Ask(router);
        var (waits, last) = (_crowd.Ask(router, 1), _crowd.Ask(router, 5));

        var refused = _crowd.Ask(router, 5);
        Assert.Equal((RouteRefusal.QueueFull, 429), (refused.Session.Failure!.Refusal, refused.Session.Failure.Status));
        var urgent = _crowd.Ask(router, 0);
        Assert.Equal(RouteRefusal.QueueFull, last.Session.Failure!.Refusal);
        first.Answer();
        Assert.True(urgent.IsUnderWay);
        Assert.True(waits.IsWaiting);
    }
}
