using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Limits;

/// <summary>Whose turn it is, and who is told at once that theirs would come too late.</summary>
public sealed class FairQueueTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<RouteSession> _sessions = [];
    private readonly List<string> _served = [];
    private readonly Queue<(RouteSession Session, RouteAttempt Attempt)> _running = new();

    public void Dispose() => _sessions.ForEach(static session => session.Dispose());

    private Router Of(AdmissionSettings? admission = null) =>
        Given.Config(Given.Deployment("m", "a", with: static p => p with { MaxParallelRequests = 1 })).With(r => r with { Admission = admission ?? new AdmissionSettings() }).Router(_clock);

    /// <summary>A request by a name, which is noted when it is served.</summary>
    private RouteSession Ask(Router router, string name, string? key = null, int? priority = null, double? deadline = null, string? team = null, bool stream = false)
    {
        var session = router.Begin(new RouteRequest("m")
        {
            Priority = priority,
            Stream = stream,
            Deadline = deadline is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Caller = key is null && team is null ? null : new RouteCaller { Key = key, Team = team },
        });
        _sessions.Add(session);
        if (session.TryNext(out var attempt))
        {
            _running.Enqueue((session, attempt));
        }
        else
        {
            session.Wait(served =>
            {
                if (served.Number > 0)
                {
                    _served.Add(name);
                    _running.Enqueue((session, served));
                }
            });
        }

        return session;
    }

    /// <summary>Ends the call under way, so many times; each takes so long.</summary>
    private void Answer(int times = 1, double seconds = 1, double firstToken = 0)
    {
        for (var i = 0; i < times && _running.TryDequeue(out var running); i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            running.Session.Report(running.Attempt, Given.Ok(seconds, 10, firstToken));
        }
    }

    [Fact]
    public void KeyThatFloods_IsServedInTurnWithTheOthers()
    {
        var router = Of();
        Ask(router, "first");
        for (var i = 1; i <= 5; i++)
        {
            Ask(router, $"flood{i}", "f");
        }

        Ask(router, "calm1", "c");
        Ask(router, "calm2", "c");
        Ask(router, "nobody's");
        Answer(9);

        Assert.Equal(["flood1", "calm1", "nobody's", "flood2", "calm2", "flood3", "flood4", "flood5"], _served);
    }

    [Fact]
    public void WhoComesSeldom_IsServedInTheRoundThatRuns()
    {
        var router = Of();
        Ask(router, "first");
        for (var i = 1; i <= 6; i++)
        {
            Ask(router, $"flood{i}", "f");
        }

        Answer(4);
        Ask(router, "calm", "c");
        Answer(2);

        Assert.Equal(["flood1", "flood2", "flood3", "flood4", "calm", "flood5"], _served);
    }

    [Fact]
    public void Team_IsTheKeyWhereThereIsNone_AndClassesComeFirst()
    {
        var router = Of();
        Ask(router, "first");
        Ask(router, "t1", team: "t");
        Ask(router, "t2", team: "t");
        Ask(router, "u1", team: "u");
        Ask(router, "urgent1", "k", priority: -1, team: "t");
        Ask(router, "urgent2", "k", priority: -1, team: "u");
        Answer(6);

        Assert.Equal(["urgent1", "urgent2", "t1", "u1", "t2"], _served);
    }

    [Fact]
    public void OfOneKey_WhoHasLessTimeGoesFirst_AndOthersKeepTheirTurns()
    {
        var router = Of();
        Ask(router, "first");
        Ask(router, "late", "a", deadline: 500);
        Ask(router, "other", "b");
        Ask(router, "middle", "a", deadline: 300);
        Ask(router, "soon", "a", deadline: 100);
        Answer(5);

        Assert.Equal(["soon", "other", "middle", "late"], _served);
    }

    [Fact]
    public void FullQueue_TheLastOfTheFloodGivesItsPlaceToAnotherKey()
    {
        var router = Of(new AdmissionSettings { MaxQueue = 3 });
        Ask(router, "first");
        var flood = Enumerable.Range(1, 4).Select(i => Ask(router, $"flood{i}", "f")).ToList();
        Assert.Equal([RouteRefusal.QueueFull], flood.Where(static s => !s.MayWait).Select(static s => s.Failure!.Refusal));

        Assert.True(Ask(router, "calm", "c").MayWait);
        Assert.Equal([true, true, false, false], flood.Select(static s => s.MayWait));

        // What was taken from it does not count against it: it is where it was.
        Assert.False(Ask(router, "flood5", "f").MayWait);
        Answer(4);
        Assert.Equal(["flood1", "calm", "flood2"], _served);
    }

    [Fact]
    public void Left_GivesItsTurnBack()
    {
        var router = Of();
        Ask(router, "first");
        Ask(router, "a1", "a");
        Ask(router, "a2", "a").Dispose();
        Ask(router, "b1", "b");
        Ask(router, "b2", "b");
        Ask(router, "a3", "a");
        Answer(5);

        Assert.Equal(["a1", "b1", "b2", "a3"], _served);
    }

    [Fact]
    public void Deadline_ThatItsTurnWouldMiss_IsRefusedAtOnce_WithTheTimeAfterWhichItWouldNot()
    {
        var router = Of();
        Ask(router, "first");
        for (var i = 0; i < 20; i++)
        {
            Ask(router, "x");
        }

        // Eight were served, two seconds apart: twelve wait, and who comes behind them would be served after twenty-six.
        Answer(8, seconds: 2);
        var late = Ask(router, "late", priority: 1, deadline: 10);
        Assert.Equal((RouteRefusal.QueueFull, 429, TimeSpan.FromSeconds(16)), (late.Failure!.Refusal, late.Failure.Status, late.Failure.RetryAfter));
        Assert.Equal(
            "No deployments available for selected model, all are at their limit and place 13 in the queue is 26.0 s away, where 10.0 s are left. Passed model=m.", late.Failure.Message);

        // Ahead of the others it can be answered, and so can who has the time.
        Assert.True(Ask(router, "urgent", priority: -1, deadline: 10).MayWait);
        Assert.True(Ask(router, "patient", priority: 1, deadline: 40).MayWait);
        Answer();
        Assert.Equal("urgent", _served[^1]);
    }

    [Fact]
    public void LongestWaitOfTheQueue_IsADeadlineToo()
    {
        var router = Of(new AdmissionSettings { Timeout = TimeSpan.FromSeconds(25) });
        Ask(router, "first");
        for (var i = 0; i < 20; i++)
        {
            Ask(router, "x");
        }

        Answer(8);

        // Twelve wait, at one a second.
        Assert.True(Ask(router, "x").MayWait);
        for (var i = 0; i < 12; i++)
        {
            Assert.True(Ask(router, "x").MayWait);
        }

        Assert.False(Ask(router, "x").MayWait);
    }

    [Fact]
    public void TimeToTheFirstToken_IsLeftForIt()
    {
        var router = Of();
        Ask(router, "first", stream: true);
        for (var i = 0; i < 20; i++)
        {
            Ask(router, "x", stream: true);
        }

        Answer(8, seconds: 2, firstToken: 1.5);

        // Ahead of the others: two seconds away. Of three, one and a half are for the answer to begin.
        Assert.False(Ask(router, "late", priority: -1, deadline: 3, stream: true).MayWait);
        Assert.True(Ask(router, "in time", priority: -1, deadline: 4, stream: true).MayWait);
    }

    [Fact]
    public void WithoutEvidence_NobodyIsTurnedAway()
    {
        var router = Of();
        Ask(router, "first");
        Answer(1, seconds: 100);
        Ask(router, "second");
        for (var i = 0; i < 7; i++)
        {
            Ask(router, "x");
        }

        Answer(7, seconds: 100);
        Assert.True(Ask(router, "x", deadline: 1).MayWait);
    }

    [Fact]
    public void Stalled_ThePaceIsNoLongerWhatItWas()
    {
        var router = Of();
        Ask(router, "first");
        for (var i = 0; i < 10; i++)
        {
            Ask(router, "x");
        }

        Answer(8);
        Assert.True(Ask(router, "x", priority: 1, deadline: 10).MayWait);

        // Nothing for forty seconds, where one a second was usual: one in ten, for all that is known.
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.False(Ask(router, "x", priority: 1, deadline: 10).MayWait);
    }

    [Fact]
    public void AnyKeys_NoneIsServedMoreThanARoundAheadOfAnotherThatWaits() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => IsFair((ulong)seed)).QuickCheckThrowOnFailure();

    private static void IsFair(ulong seed)
    {
        using var test = new FairQueueTests();
        var random = RandomSource.Seeded(seed);
        var router = test.Of();
        test.Ask(router, "first");
        var keys = new[] { "a", "a", "a", "a", "b", "c" };
        for (var i = 0; i < 60; i++)
        {
            test.Ask(router, keys[random.Next(keys.Length)], keys[0] = keys[random.Next(keys.Length)]);
        }

        // All wait from the start, so that each key is served as often as any other that still has somebody, give or take one.
        var waiting = test._sessions.Skip(1).Select(static s => s.Request.Caller!.Key!).GroupBy(static k => k).ToDictionary(static g => g.Key, static g => g.Count());
        var served = waiting.Keys.ToDictionary(static k => k, static _ => 0);
        var names = new List<string>();
        while (test._running.TryPeek(out var running))
        {
            if (running.Session.Request.Caller?.Key is { } key)
            {
                served[key]++;
                names.Add(key);
                foreach (var (other, count) in waiting)
                {
                    Assert.True(served[other] == count || served[key] - served[other] <= 1, string.Join(" ", names));
                }
            }

            test.Answer();
        }

        Assert.Equal(waiting.OrderBy(static w => w.Key), served.OrderBy(static s => s.Key));
        Assert.True(router.Model.Deployments[0].Queue!.IsEmpty);
        Assert.Equal(0, router.Model.Deployments[0].State.InFlight);
    }
}
