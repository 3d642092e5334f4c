using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Attempts;

/// <summary>Real threads over one router: a lost update, a lease given back twice or a torn table would show.</summary>
public sealed class StressTests
{
    private const int Threads = 8;
    private const int RequestsEach = 5_000;

    [Theory]
    [InlineData("simple-shuffle")]
    [InlineData("least-busy")]
    [InlineData("latency-based")]
    [InlineData("cost-based")]
    [InlineData("round-robin")]
    [InlineData("usage-based")]
    [InlineData("adaptive")]
    public void ManyThreads_RandomOutcomesAndReloads_NothingIsLost(string strategy)
    {
        var config = Given.Config([.. Enumerable.Range(0, 6).Select(i => Given.Deployment(i < 4 ? "m" : "n", $"d{i}"))])
            .Strategy(strategy).Fallback("m", "n").With(r => r with { CooldownTime = TimeSpan.FromMilliseconds(1) });
        var router = Fairlead.Router.Create(config);
        var states = router.Model.Deployments.Select(d => d.State).ToArray();
        var unanswered = 0;
        var errors = new List<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            try
            {
                var random = RandomSource.Seeded((ulong)number + 1);
                for (var i = 0; i < RequestsEach; i++)
                {
                    Interlocked.Add(ref unanswered, One(router, random) ? 0 : 1);
                    if (number == 0 && i % 100 == 0)
                    {
                        router.Reload(config.With(r => r with { NumRetries = i % 4 }));
                    }
                }
            }
            catch (Exception e)
            {
                // Boundary: the thread. An exception here would end the process instead of failing the test.
                lock (errors)
                {
                    errors.Add(e);
                }
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.Empty(errors);
        Assert.All(states, s => Assert.Equal(0, s.InFlight));
        Assert.Equal(states, router.Model.Deployments.Select(d => d.State));
        Assert.True(unanswered < Threads * RequestsEach, "nobody answered at all");
    }

    [Fact]
    public void FailureWindow_ManyThreads_CountsEveryOne()
    {
        var router = Given.Config(Given.Deployment("m", "a")).With(r => r with { DisableCooldowns = true }).Router();
        var state = router.Model.Deployments[0].State;
        var rate = router.Model.Settings.Rate;
        var threads = Enumerable.Range(0, Threads).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < RequestsEach; i++)
            {
                state.CountFailure(1, rate);
            }
        })).ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.Equal((Threads * RequestsEach) + 1, state.CountFailure(1, rate).Failures);
    }

    private static bool One(Router router, RandomSource random)
    {
        using var session = router.Begin(new RouteRequest("m"));
        while (session.TryNext(out var attempt))
        {
            if (random.Next(10) == 0)
            {
                return false;
            }

            var report = random.Next(3) > 0 ? Given.Ok(0.001) : Given.Fail((FailureKind)(1 + random.Next(17)));
            if (session.Report(attempt, report).Action is var action and (NextAction.Done or NextAction.GiveUp))
            {
                return action == NextAction.Done;
            }
        }

        return false;
    }
}
