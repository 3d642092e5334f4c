using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Selection;

public sealed class UsageBasedTests
{
    private readonly FakeTimeProvider _clock = new();

    private static DeploymentConfig Limited(string id, double? tpm = null, double? rpm = null) =>
        Given.Deployment("m", id, with: p => p with { Tpm = tpm, Rpm = rpm });

    private Router Of(string strategy, params DeploymentConfig[] list) => Given.Config(list).Strategy(strategy).Router(_clock);

    private Router Of(params DeploymentConfig[] list) => Of("usage-based-routing-v2", list);

    private static AttemptReport Used(int input, int output) => Given.Ok(tokens: output) with { InputTokens = input };

    /// <summary>Lets a deployment answer once, by its id, with so many tokens.</summary>
    private static void Use(Router router, string id, int tokens) =>
        Assert.Equal([id], router.Run(new RouteRequest("m") { Blocked = Others(router, id) }, _ => Used(tokens / 2, tokens - (tokens / 2))).Tried);

    private static string[] Others(Router router, string id) => [.. router.Model.Deployments.Select(static d => d.Id).Where(other => other != id)];

    [Fact]
    public void Tokens_Differ_TheLeastUsedIsPicked()
    {
        var router = Of(Limited("fifty"), Limited("twenty"));
        Use(router, "fifty", 50);
        Use(router, "twenty", 20);

        Assert.Equal(["twenty"], router.Shares("m", 100).Keys);
        Assert.Equal([50L, 20], router.Model.Deployments.Select(d => d.State.TokensIn(0)));
        Assert.Equal([50.0, 20], router.Explain(new RouteRequest("m")).Groups[0].Candidates.Select(static c => c.Score!.Value));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(0, true)]
    public void Tpm_OneTokenLeft_AdmitsAPromptOfOneToken(int input, bool answered)
    {
        var router = Of(Limited("a", tpm: 1440));
        Use(router, "a", 1439);

        var run = router.Run(new RouteRequest("m") { InputTokens = input }, _ => Used(1, 0));

        Assert.Equal(answered, run.Answered);
        if (!answered)
        {
            Assert.Equal((RouteRefusal.AllAtLimit, 429), (run.Failure!.Refusal, run.Failure.Status));
            Assert.StartsWith("No deployments available for selected model, Try again in 60 seconds.", run.Failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("usage-based", 0.0, null)]
    [InlineData("usage-based", null, 0.0)]
    [InlineData("latency-based", 0.0, null)]
    [InlineData("latency-based", null, 0.0)]
    [InlineData("cost-based", 0.0, null)]
    [InlineData("adaptive", null, 0.0)]
    public void LimitOfZero_IsNoCapacity(string strategy, double? tpm, double? rpm)
    {
        var router = Of(strategy, Limited("none", tpm, rpm), Limited("some", 100_000, 100_000));
        Assert.Equal(["some"], router.Shares("m", 200).Keys);

        // Waiting would not help: no Retry-After is promised.
        var failure = router.Run(new RouteRequest("m") { Blocked = ["some"] }, _ => Given.Ok()).Failure!;
        Assert.Equal((RouteRefusal.AllAtLimit, 429, null), (failure.Refusal, failure.Status, failure.RetryAfter));
    }

    [Theory]
    [InlineData("latency-based")]
    [InlineData("cost-based")]
    [InlineData("usage-based")]
    [InlineData("adaptive")]
    public void Rpm_ThreeUsedOfFiveAndOfThree_OnlyTheFirstIsLeft(string strategy)
    {
        var router = Of(strategy, Limited("five", rpm: 5), Limited("three", rpm: 3));
        for (var i = 0; i < 3; i++)
        {
            Use(router, "five", 10);
            Use(router, "three", 10);
        }

        Assert.Equal(["five"], router.Shares("m", 200).Keys);
        Assert.Equal("3 of 3 requests and 30 tokens this minute", router.Explain(new RouteRequest("m")).Groups[0].Candidates[1].Detail);
    }

    [Fact]
    public void Equal_Usage_BothAppear()
    {
        var shares = Of(Limited("a", 1000, 100), Limited("b", 1000, 100)).Shares("m", 1000);

        Assert.Equal(0.5, shares["a"], 0.06);
    }

    [Fact]
    public void Rpm_OneUsedUp_TheOtherRemains()
    {
        var router = Of(Limited("one", rpm: 1), Limited("ten", rpm: 10));
        Use(router, "one", 1);

        Assert.Equal(["ten"], router.Shares("m", 200).Keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Rpm_N_AdmitsExactlyN_InEachMinute(int limit)
    {
        var router = Of(Limited("a", rpm: limit));
        _clock.Advance(TimeSpan.FromSeconds(45));
        for (var minute = 0; minute < 3; minute++)
        {
            for (var i = 0; i < limit; i++)
            {
                // Failed ones count too: the upstream has counted them.
                router.Run(new RouteRequest("m") { NumRetries = 0 }, _ => i % 2 == 0 ? Given.Ok() : Given.Fail(FailureKind.BadRequest, 400));
            }

            var refused = router.Run("m", _ => Given.Ok());
            Assert.Empty(refused.Tried);
            Assert.Equal(RouteRefusal.AllAtLimit, refused.Failure!.Refusal);
            Assert.InRange(refused.Failure.RetryAfter!.Value.TotalSeconds, 0.001, 60);
            _clock.Advance(refused.Failure.RetryAfter!.Value);
        }
    }

    [Fact]
    public void Rpm_AnyLimitAndArrivals_AdmitsExactlyAsManyAsThereIsRoomFor() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => AdmitsExactly((ulong)seed)).QuickCheckThrowOnFailure();

    /// <summary>Calls come, last and end at random; of each minute's calls just the first N are admitted, and no minute's tokens pass the limit when estimates are right.</summary>
    private static void AdmitsExactly(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var (rpm, tpm) = (1 + random.Next(8), 50 + random.Next(200));
        var router = Given.Config(Limited("a", tpm, rpm)).Strategy("usage-based").Router(clock, random);
        var running = new Queue<(RouteSession Session, RouteAttempt Attempt, int Tokens)>();
        var (minute, requests, tokens) = (0L, 0, 0L);
        for (var i = 0; i < 200; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(random.Next(9)));
            if (router.Clock.Minute(router.Clock.Now) is var current && current != minute)
            {
                (minute, requests, tokens) = (current, 0, 0);
            }

            if (running.Count > 0 && random.Next(2) == 0)
            {
                var (ended, attempt, used) = running.Dequeue();
                var failed = random.Next(4) == 0;
                var before = router.Model.Deployments[0].State.TokensIn(minute);
                ended.Report(attempt, failed ? Given.Fail(FailureKind.BadRequest, 400) : Used(used, 0));
                ended.Dispose();
                tokens += router.Model.Deployments[0].State.TokensIn(minute) - before;
            }

            var input = 1 + random.Next(60);
            var session = router.Begin(new RouteRequest("m") { InputTokens = input });
            var admitted = session.TryNext(out var next);
            Assert.Equal(requests < rpm && tokens + input <= tpm, admitted);
            if (admitted)
            {
                (requests, tokens) = (requests + 1, tokens + input);
                running.Enqueue((session, next, input));
            }
        }

        Assert.Equal(running.Count, router.Model.Deployments[0].State.InFlight);
    }

    [Fact]
    public void RetryAfter_IsWhatIsLeftOfTheMinute()
    {
        var router = Of(Limited("a", rpm: 1));
        _clock.Advance(TimeSpan.FromSeconds(48));
        Use(router, "a", 1);

        Assert.Equal(12, router.Run("m", _ => Given.Ok()).Failure!.RetryAfter!.Value.TotalSeconds, 0.001);
    }

    [Fact]
    public void AtLimit_WithAFallback_TheFallbackAnswers()
    {
        var router = Given.Config(Limited("a", rpm: 1), Given.Deployment("n", "z")).Strategy("usage_based").Fallback("m", "n").Router(_clock);
        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);

        Assert.Equal(["z"], router.Run("m", _ => Given.Ok()).Tried);
    }

    [Fact]
    public void Limits_InProportion_TrafficIsToo()
    {
        var router = Of(Limited("small", tpm: 100), Limited("big", tpm: 1000));
        var tried = Enumerable.Range(0, 25).SelectMany(_ => router.Run("m", _ => Used(5, 5)).Tried).ToList();

        Assert.True(tried.Count(static id => id == "big") > 25 * 0.7);
        Assert.True(tried.Count(static id => id == "small") >= 2);
    }

    [Fact]
    public void Reservation_IsHeldWhileUnderWay_AndSettledByTheReport()
    {
        var router = Of(Limited("a", tpm: 1000));
        var state = router.Model.Deployments[0].State;
        using var first = router.Begin(new RouteRequest("m") { InputTokens = 900 });
        Assert.True(first.TryNext(out var attempt));
        Assert.Equal(900, state.TokensIn(0));
        Assert.Equal(RouteRefusal.AllAtLimit, router.Run(new RouteRequest("m") { InputTokens = 200 }, _ => Given.Ok()).Failure!.Refusal);

        first.Report(attempt, Used(300, 50));
        Assert.Equal(350, state.TokensIn(0));
        Assert.True(router.Run(new RouteRequest("m") { InputTokens = 200 }, _ => Given.Fail(FailureKind.ServerError, 500)).Tried.Count > 0);
        Assert.Equal(350, state.TokensIn(0));
        Assert.Equal(0, state.TokensIn(1));
    }

    [Fact]
    public void Report_InTheNextMinute_CountsThere()
    {
        var router = Of(Limited("a", tpm: 1000));
        var state = router.Model.Deployments[0].State;
        using var session = router.Begin(new RouteRequest("m") { InputTokens = 900 });
        Assert.True(session.TryNext(out var attempt));
        _clock.Advance(TimeSpan.FromSeconds(61));
        session.Report(attempt, Used(100, 50));

        Assert.Equal(150, state.TokensIn(1));
        Assert.Equal(0, state.RequestsIn(1));
    }

    [Fact]
    public void Burst_BeforeAnyReport_IsSpread()
    {
        var router = Of(Limited("a"), Limited("b"), Limited("c"));
        var held = Enumerable.Range(0, 30).Select(_ => router.Begin(new RouteRequest("m"))).ToList();
        held.ForEach(static s => Assert.True(s.TryNext(out _)));

        Assert.All(router.Model.Deployments, static d => Assert.InRange(d.State.InFlight, 9, 11));
        held.ForEach(static s => s.Dispose());
    }

    [Fact]
    public void ManyThreads_RpmAdmitsExactlyN()
    {
        const int Limit = 500;
        var router = Of(Limited("a", rpm: Limit), Limited("b", rpm: Limit));
        var admitted = 0;
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 300; i++)
            {
                using var session = router.Begin(new RouteRequest("m") { InputTokens = 3 });
                if (session.TryNext(out var attempt))
                {
                    Interlocked.Increment(ref admitted);
                    session.Report(attempt, Used(3, 4));
                }
            }
        })).ToArray();
        Array.ForEach(threads, static t => t.Start());
        Array.ForEach(threads, static t => t.Join());

        Assert.Equal(2 * Limit, admitted);
        Assert.All(router.Model.Deployments, static d => Assert.Equal((Limit, Limit * 7), (d.State.RequestsIn(0), d.State.TokensIn(0))));
    }

    [Fact]
    public void Samples_AnEmbeddingIsItsSeconds_AChatIsSecondsPerToken()
    {
        var router = Of("latency-based", Limited("embedding"), Limited("chat"));
        router.Run("embedding", _ => Given.Ok(2, tokens: 0));
        router.Run("chat", _ => Given.Ok(2, tokens: 4));

        Assert.Equal(2, router.Model.ById("embedding")!.State.Latency(router.Clock.Now, TimeSpan.TicksPerSecond).FirstToken, 1e-9);
        Assert.Equal(0.5, router.Model.ById("chat")!.State.Latency(router.Clock.Now, TimeSpan.TicksPerSecond).PerToken, 1e-9);
    }
}
