using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.State;

/// <summary>What holds of a breaker whatever happens to it, in whatever order and from however many threads.</summary>
public sealed class BreakerProperties
{
    private const int Threads = 4;

    private static readonly FailureKind[] Kinds = Enum.GetValues<FailureKind>();

    [Fact]
    public void AnyHistory_ARestIsNeverShortened_AndOneProbeIsUnderWayAtMost() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Check((ulong)seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void Check(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("other", "o"))
            .Fallback("m", "other").Router(clock, random);
        var state = router.Model.ById("a")!.State;
        var running = new List<(RouteSession Session, RouteAttempt Attempt, bool IsProbe, long Began)>();
        for (var step = 0; step < 200; step++)
        {
            var before = state.Rest;
            var closed = false;
            switch (random.Next(4))
            {
                case 0:
                    clock.Advance(TimeSpan.FromMilliseconds(random.Next(8000)));
                    break;
                case 1 or 2:
                    var session = router.Begin(new RouteRequest("m") { NumRetries = 0 });
                    var wasHalfOpen = state.Breaker(router.Clock.Now) is { State: BreakerState.HalfOpen, IsProbed: false };
                    if (!session.TryNext(out var attempt))
                    {
                        session.Dispose();
                        break;
                    }

                    var isProbe = wasHalfOpen && attempt.Deployment.Id == "a";
                    Assert.Equal(isProbe || state.Breaker(router.Clock.Now).IsProbed, state.Breaker(router.Clock.Now).IsProbed);
                    running.Add((session, attempt, isProbe, clock.GetTimestamp()));
                    break;
                default:
                    if (running.Count > 0)
                    {
                        var at = random.Next(running.Count);
                        var kind = random.Next(3) == 0 ? FailureKind.None : Kinds[random.Next(Kinds.Length)];
                        closed = kind == FailureKind.None;
                        if (random.Next(5) > 0)
                        {
                            running[at].Session.Report(running[at].Attempt, Given.Fail(kind, 500, random.Next(4) == 0 ? random.Next(90) : null));
                        }

                        running[at].Session.Dispose();
                        running.RemoveAt(at);
                    }

                    break;
            }

            // Only an answer ends a rest; everything else leaves it or makes it longer.
            Assert.True(state.Rest.Until >= before.Until || (closed && state.Rest.Word == 0), $"{before} became {state.Rest}");
            var horizon = clock.GetTimestamp() - RouterDefaults.ProbeTime.Ticks;
            Assert.InRange(running.Count(r => r.IsProbe && r.Began > horizon && state.Breaker(router.Clock.Now).IsProbed), 0, 1);
        }

        running.ForEach(r => r.Session.Dispose());
        Assert.False(state.Breaker(router.Clock.Now).IsProbed);
    }

    [Fact]
    public void RealThreads_AProbeIsOneThreadsAlone()
    {
        // The fake clock stands still, so that no claim lapses: two at once would be a claim given twice.
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("other", "o")).Fallback("m", "other").Router(clock, RandomSource.ThreadLocal);
        var a = router.Model.ById("a")!;
        var atOnce = 0;
        var most = 0;
        var probes = 0;
        for (var round = 0; round < 100; round++)
        {
            a.State.RestUntil(router.Clock.Now + 1, FailureKind.Connection);
            clock.Advance(TimeSpan.FromTicks(2));
            using var start = new Barrier(Threads);
            var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
            {
                start.SignalAndWait();
                for (var i = 0; i < 20; i++)
                {
                    using var session = router.Begin(new RouteRequest("m"));
                    if (session.TryNext(out var attempt) && attempt.Deployment == a)
                    {
                        var now = Interlocked.Increment(ref atOnce);
                        InterlockedMax(ref most, now);
                        Interlocked.Increment(ref probes);
                        Thread.Yield();
                        Interlocked.Decrement(ref atOnce);

                        // Never an answer, so that the breaker stays half-open; given back in all three ways.
                        if (i % 3 != number % 3)
                        {
                            session.Report(attempt, Given.Fail(i % 2 == 0 ? FailureKind.Cancelled : FailureKind.BadRequest, 400));
                        }
                    }
                }
            })).ToArray();
            Array.ForEach(threads, static t => t.Start());
            Array.ForEach(threads, static t => t.Join());
        }

        Assert.Equal(1, most);
        Assert.True(probes >= 100, $"{probes} probes");
        Assert.False(a.State.Breaker(router.Clock.Now).IsProbed);
        Assert.Equal(0, a.State.InFlight);
    }

    [Fact]
    public void RealThreads_ManyOpenings_ARestNeverGetsShorter()
    {
        var state = new DeploymentState();
        var stop = 0;
        var shortened = 0;
        var watcher = new Thread(() =>
        {
            var last = state.Rest;
            while (Volatile.Read(ref stop) == 0)
            {
                var rest = state.Rest;
                shortened += rest.Word < last.Word ? 1 : 0;
                last = rest;
            }
        });
        watcher.Start();
        long next = 0;
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var until = Interlocked.Increment(ref next);
                state.RestUntil(until - (i % 7), FailureKind.ServerError);
                state.RestUntil(until, FailureKind.ServerError);
            }
        })).ToArray();
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());
        Volatile.Write(ref stop, 1);
        watcher.Join();

        Assert.Equal(0, shortened);
        Assert.Equal(next, state.Rest.Until);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
        {
            var found = Interlocked.CompareExchange(ref target, value, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
