using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Limits;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Limits;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Default_BeginsWithTenSecondsOfTen()
    {
        var time = new Clock(_clock);
        var budget = RetryBudget.Of(null, null, time)!;

        Assert.Equal(100, Drain(budget, time));
        _clock.Advance(TimeSpan.FromSeconds(0.35));
        Assert.Equal(3, Drain(budget, time));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(100, Drain(budget, time));
    }

    [Fact]
    public void Saved_IsWhatMayStartNow()
    {
        var time = new Clock(_clock);
        var budget = RetryBudget.Of(null, null, time)!;

        Assert.Equal(100, budget.Saved, 1e-6);
        Assert.True(budget.TryTake(time.Now));
        Assert.Equal(99, budget.Saved, 1e-6);
    }

    [Fact]
    public void Requests_BringTheirShare()
    {
        var time = new Clock(_clock);
        var budget = RetryBudget.Of(new RetryBudgetSettings { Share = 0.25, PerSecond = 0 }, null, time)!;
        Assert.Equal(10, Drain(budget, time));

        for (var i = 0; i < 20; i++)
        {
            budget.Count();
        }

        Assert.Equal(5, Drain(budget, time));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, Drain(budget, time));
    }

    [Fact]
    public void ShareOfZero_IsNoBudget() => Assert.Null(RetryBudget.Of(new RetryBudgetSettings { Share = 0 }, null, new Clock(_clock)));

    [Fact]
    public void Reload_KeepsWhatWasSpent()
    {
        var time = new Clock(_clock);
        var before = RetryBudget.Of(null, null, time)!;
        Drain(before, time);

        var after = RetryBudget.Of(new RetryBudgetSettings { Share = 0.5 }, before, time)!;

        Assert.False(after.TryTake(time.Now));
        Assert.False(before.TryTake(time.Now));
    }

    [Fact]
    public void TakeAndCount_AllocateNothing()
    {
        var time = new Clock(_clock);
        var budget = RetryBudget.Of(null, null, time)!;
        budget.TryTake(time.Now);
        budget.Count();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            budget.Count();
            budget.TryTake(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ManyThreads_NeverTakeMoreThanThereIs()
    {
        var time = new Clock(_clock);
        var budget = RetryBudget.Of(null, null, time)!;
        var taken = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                if (budget.TryTake(time.Now))
                {
                    Interlocked.Increment(ref taken);
                }
            }
        })).ToList();

        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());

        Assert.Equal(100, taken);
    }

    [Fact]
    public void Outage_RetriesStayWithinTheBudget_AndTheFailureSaysSo()
    {
        var router = Given.Config(Given.Deployment("m", "a")).With(r => r with { DisableCooldowns = true }).Router(_clock);
        Drove last = null!;
        var attempts = 0;
        for (var i = 0; i < 1000; i++)
        {
            // The clock stands: nothing comes from time, two tries are wanted by each request.
            last = router.Run("m", _ => Given.Fail(FailureKind.ServerError, 500));
            attempts += last.Tried.Count;
        }

        Assert.Equal(1000 + 100 + 200, attempts, 5d);
        Assert.Contains("retry budget", last.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(500, last.Failure.Status);
    }

    [Fact]
    public void Siblings_AndFallbacks_AreFree()
    {
        var config = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"), Given.Deployment("n", "c"))
            .Fallback("m", "n")
            .With(r => r with { RetryBudget = new RetryBudgetSettings { Share = 0.000001, PerSecond = 0 }, DisableCooldowns = true });
        var router = config.Router(_clock);

        for (var i = 0; i < 200; i++)
        {
            var run = router.Run("m", attempt => attempt.Deployment.Id == "c" ? Given.Ok() : Given.Fail(FailureKind.Authentication, 401));
            Assert.True(run.Answered);
            Assert.Equal(3, run.Tried.Count);
        }
    }

    [Fact]
    public void Trace_SaysThatTheBudgetRefused()
    {
        var router = Given.Config(Given.Deployment("m", "a")).With(r => r with { RetryBudget = new RetryBudgetSettings { Share = 0.000001, PerSecond = 0 } }).Router(_clock);
        for (var i = 0; i < 20; i++)
        {
            router.Run("m", _ => Given.Fail(FailureKind.ServerError, 500));
        }

        using var session = router.Begin(new RouteRequest("m") { Trace = true });
        Assert.True(session.TryNext(out var attempt));
        var step = session.Report(attempt, Given.Fail(FailureKind.ServerError, 500));

        Assert.Equal(NextAction.GiveUp, step.Action);
        Assert.True(session.Explanation!.OverRetryBudget);
    }

    [Fact]
    public void AnyTraffic_RepeatsNeverExceedTheBudget() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Check((ulong)seed)).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(100));

    private static void Check(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var (share, perSecond) = ((1 + random.Next(100)) / 100d, random.Next(4) * 2d);
        var router = Given.Config(Given.Deployment("m", "a"), Given.Deployment("m", "b"))
            .With(r => r with { NumRetries = random.Next(5), RetryBudget = new RetryBudgetSettings { Share = share, PerSecond = perSecond } })
            .Router(clock, random);
        var (requests, repeats) = (0, 0);
        var began = clock.GetTimestamp();
        for (var i = 0; i < 60; i++)
        {
            requests++;
            var run = router.Run("m", _ => random.Next(10) == 0 ? Given.Ok() : Given.Fail(FailureKind.ServerError, 500), random.Next(2) == 0 ? clock : null);
            repeats += run.Tried.Count - run.Tried.Distinct().Count();
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(300)));
        }

        var seconds = (clock.GetTimestamp() - began) / (double)clock.TimestampFrequency;
        var allowed = Math.Max(10, perSecond * 10) + (share * requests) + (perSecond * seconds);
        Assert.True(repeats <= allowed + 1e-6, $"{repeats} repeats, {allowed} allowed");
    }

    private static int Drain(RetryBudget budget, Clock time)
    {
        var taken = 0;
        while (budget.TryTake(time.Now))
        {
            taken++;
        }

        return taken;
    }
}
