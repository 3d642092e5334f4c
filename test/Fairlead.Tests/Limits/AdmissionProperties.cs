using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;
using static Fairlead.Tests.Limits.Crowd;

namespace Fairlead.Tests.Limits;

/// <summary>What holds of the queue whoever comes and goes when.</summary>
public sealed class AdmissionProperties
{
    [Fact]
    public void AnyArrivalsAndEnds_TheMostUrgentIsServedFirst_AndNobodyIsForgotten() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => ServesInOrder((ulong)seed)).QuickCheckThrowOnFailure();

    [Fact]
    public async Task ManyThreads_NeverMoreThanThePlaces_AndEverybodyIsServed()
    {
        var router = Given.Config(Capped("a", 2), Capped("b", 1)).With(static r => r with { Admission = new AdmissionSettings { MaxQueue = 10_000, Reserved = new Dictionary<int, int> { [0] = 1 } } }).Router(random: RandomSource.ThreadLocal);
        var (now, most, answered) = (0, 0, 0);
        var clients = Enumerable.Range(0, 24).Select(async client =>
        {
            await Task.Yield();
            for (var i = 0; i < 100; i++)
            {
                using var session = router.Begin(new RouteRequest("m") { Priority = client % 3 });
                if (!session.TryNext(out var attempt))
                {
                    Assert.True(session.MayWait);
                    attempt = await session.WaitAsync(CancellationToken.None);
                }

                Assert.Equal(1, attempt.Number);
                var running = Interlocked.Increment(ref now);
                for (var seen = most; running > seen; seen = most)
                {
                    Interlocked.CompareExchange(ref most, running, seen);
                }

                await Task.Yield();
                Interlocked.Decrement(ref now);
                session.Report(attempt, Given.Ok());
                Interlocked.Increment(ref answered);
            }
        });
        await Task.WhenAll(clients).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2400, answered);
        Assert.InRange(most, 1, 3);
        Assert.Equal([0, 0], router.Model.Deployments.Select(static d => d.State.InFlight));
        Assert.True(router.Model.Deployments[0].Queue!.IsEmpty);
        Assert.Equal(0, router.Model.Deployments[0].Queue!.UnderWay(0).Value);
    }

    private static void ServesInOrder(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var most = 1 + random.Next(3);
        using var crowd = new Crowd();
        var router = Queued(new AdmissionSettings { MaxQueue = 1000 }, Capped("a", most), Capped("b", 1)).Router();
        var waiting = new List<(int Priority, Asked Asked, CancellationTokenSource Gone)>();
        var running = new List<Asked>();
        for (var i = 0; i < 120; i++)
        {
            if (running.Count > 0 && random.Next(3) == 0)
            {
                var ends = running[random.Next(running.Count)];
                running.Remove(ends);
                ends.Answer();
                if (waiting.Count > 0)
                {
                    var expected = waiting.OrderBy(static w => w.Priority).First();
                    Assert.True(expected.Asked.IsUnderWay);
                    waiting.Remove(expected);
                    running.Add(expected.Asked);
                }
            }
            else if (waiting.Count > 0 && random.Next(6) == 0)
            {
                var gone = waiting[random.Next(waiting.Count)];
                waiting.Remove(gone);
                gone.Gone.Cancel();
            }
            else
            {
                var priority = random.Next(4);
                var leaving = new CancellationTokenSource();
                var asked = crowd.Ask(router, priority, cancel: leaving.Token);
                Assert.Equal(running.Count < most + 1, asked.IsUnderWay);
                if (asked.IsUnderWay)
                {
                    running.Add(asked);
                }
                else
                {
                    waiting.Add((priority, asked, leaving));
                }
            }

            Assert.All(waiting, static w => Assert.True(w.Asked.IsWaiting));
            Assert.Equal(running.Count, router.Model.Deployments.Sum(static d => d.State.InFlight));
        }
    }
}
