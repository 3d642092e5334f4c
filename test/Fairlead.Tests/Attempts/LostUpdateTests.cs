using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Real threads over one router while another reloads it: every total must come out exactly as the threads counted it themselves.</summary>
public sealed class LostUpdateTests
{
    private const int Threads = 8;
    private const int RequestsEach = 2_000;

    private static readonly FailureKind[] Failures =
        [FailureKind.ServerError, FailureKind.RateLimited, FailureKind.Timeout, FailureKind.Connection, FailureKind.BadRequest, FailureKind.Cancelled];

    private static RouterConfig Config(string strategy) =>
        Given.Config([.. Enumerable.Range(0, 6).Select(i => Given.Deployment(i < 4 ? "m" : "n", $"d{i}", with: p => p with { Rpm = 1_000_000_000, Tpm = 1_000_000_000_000 }))])
            .Strategy(strategy).Fallback("m", "n").With(r => r with { DisableCooldowns = true });

    [Theory]
    [InlineData("simple-shuffle", false)]
    [InlineData("simple-shuffle", true)]
    [InlineData("round-robin", false)]
    [InlineData("least-busy", true)]
    [InlineData("latency-based", false)]
    [InlineData("latency-based", true)]
    [InlineData("cost-based", true)]
    [InlineData("usage-based", false)]
    [InlineData("usage-based", true)]
    [InlineData("adaptive", false)]
    [InlineData("adaptive", true)]
    public void ManyThreads_RandomOutcomesWhileReloading_EveryTotalIsExact(string strategy, bool thick)
    {
        // The clock stands still, so that all falls into one minute; or goes on by a tick with every look, so that answers come thick and are learnt from in batches.
        var config = Config(strategy);
        var router = Fairlead.Router.Create(config, new RouterOptions { TimeProvider = thick ? new TickingClock() : new FakeTimeProvider(), Random = RandomSource.ThreadLocal });
        var counts = new Tally[Threads];

        Race(router, config, number =>
        {
            var tally = counts[number] = new Tally();
            var random = RandomSource.Seeded((ulong)number + 1);
            for (var i = 0; i < RequestsEach; i++)
            {
                One(router, random, tally);
            }
        });

        var snapshot = router.Snapshot().Deployments;
        Assert.All(snapshot, d => Assert.Equal(0, d.InFlight));
        foreach (var deployment in snapshot)
        {
            var mine = counts.Select(c => c.Of(deployment.Id)).ToArray();
            Assert.Equal(mine.Sum(c => c.Attempts), deployment.Requests);
            Assert.Equal(mine.Sum(c => c.Answered), deployment.Answered);
            Assert.Equal(mine.Sum(c => c.Input), deployment.InputTokens);
            Assert.Equal(mine.Sum(c => c.Output), deployment.OutputTokens);
            Assert.Equal(deployment.Requests - deployment.Answered, deployment.Failures.Values.Sum());
            foreach (var kind in Failures)
            {
                Assert.Equal(mine.Sum(c => c.Failed.GetValueOrDefault(kind)), deployment.Failures.GetValueOrDefault(kind));
            }

            if (deployment.Minute is { } minute)
            {
                Assert.Equal(deployment.Requests, minute.Requests);
                // Whoever went away may have used what was reserved for it: that stays taken.
                Assert.Equal(deployment.InputTokens + deployment.OutputTokens + mine.Sum(c => c.Reserved), minute.Tokens);
            }
        }

        Assert.NotNull(snapshot[0].Minute);
        Assert.True(counts.Sum(c => c.Of("d0").Attempts) > 0, "nobody was asked at all");
    }

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("adaptive")]
    public void Reload_UnderLoad_LosesNoRequest(string strategy)
    {
        var config = Config(strategy);
        var router = Fairlead.Router.Create(config, new RouterOptions { Random = RandomSource.ThreadLocal });
        var lost = 0;

        var reloads = Race(router, config, number =>
        {
            for (var i = 0; i < RequestsEach; i++)
            {
                using var session = router.Begin(new RouteRequest(i % 2 == 0 ? "m" : "n"));
                var answered = session.TryNext(out var attempt) && session.Report(attempt, Given.Ok(0.001)).Action == NextAction.Done;
                Interlocked.Add(ref lost, answered ? 0 : 1);
            }
        });

        Assert.Equal(0, lost);
        Assert.True(reloads > 0, "nothing was reloaded");
        Assert.Equal(Threads * RequestsEach, router.Snapshot().Deployments.Sum(d => d.Answered));
    }

    /// <summary>Runs the threads, with one more that reloads until they are done.</summary>
    private static int Race(Fairlead.Router router, RouterConfig config, Action<int> work)
    {
        var errors = new List<Exception>();
        var running = Threads;
        var reloads = 0;
        var threads = Enumerable.Range(0, Threads + 1).Select(number => new Thread(() =>
        {
            try
            {
                if (number < Threads)
                {
                    work(number);
                    return;
                }

                do
                {
                    var turn = ++reloads;
                    router.Reload(config.With(r => r with { NumRetries = turn % 4, MaxFallbacks = 1 + (turn % 3) }));
                }
                while (Volatile.Read(ref running) > 0);
            }
            catch (Exception e)
            {
                // Boundary: the thread. An exception here would end the process instead of failing the test.
                lock (errors)
                {
                    errors.Add(e);
                }
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Empty(errors);
        return reloads;
    }

    private static void One(Fairlead.Router router, RandomSource random, Tally tally)
    {
        var estimate = 1 + random.Next(50);
        using var session = router.Begin(new RouteRequest(random.Next(3) > 0 ? "m" : "n") { InputTokens = estimate });
        while (session.TryNext(out var attempt))
        {
            var counts = tally.Of(attempt.Deployment.Id);
            counts.Attempts++;
            if (random.Next(10) == 0)
            {
                // Left without a report: disposing gives the lease back, as a cancelled one.
                counts.Fail(FailureKind.Cancelled, estimate);
                return;
            }

            AttemptReport report;
            if (random.Next(3) > 0)
            {
                report = Given.Ok(0.001) with { InputTokens = 1 + random.Next(100), OutputTokens = 1 + random.Next(200) };
                counts.Answered++;
                counts.Input += report.InputTokens;
                counts.Output += report.OutputTokens;
            }
            else
            {
                report = Given.Fail(Failures[random.Next(Failures.Length)]);
                counts.Fail(report.Failure, estimate);
            }

            if (session.Report(attempt, report).Action is NextAction.Done or NextAction.GiveUp)
            {
                return;
            }
        }
    }

    private sealed class TickingClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Increment(ref _ticks);
    }

    private sealed class Tally
    {
        private readonly Dictionary<string, Counts> _counts = new(StringComparer.Ordinal);

        public Counts Of(string id)
        {
            if (!_counts.TryGetValue(id, out var counts))
            {
                _counts[id] = counts = new Counts();
            }

            return counts;
        }
    }

    private sealed class Counts
    {
        public long Attempts;
        public long Answered;
        public long Input;
        public long Output;
        public long Reserved;

        public Dictionary<FailureKind, long> Failed { get; } = [];

        public void Fail(FailureKind kind, int estimate)
        {
            Failed[kind] = Failed.GetValueOrDefault(kind) + 1;
            Reserved += kind == FailureKind.Cancelled ? estimate : 0;
        }
    }
}
