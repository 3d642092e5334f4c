using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Configuration;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Limits;

public sealed class EnforcedLimitsTests
{
    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> Strategies => [.. StrategyNames.All];

    private static DeploymentConfig Limited(string id, Func<DeploymentParams, DeploymentParams> with) => Given.Deployment("m", id, with: with);

    private static RouterConfig Enforced(string strategy, params DeploymentConfig[] list) =>
        Given.Config(list).Strategy(strategy).With(static r => r with { OptionalPreCallChecks = ["enforce_model_rate_limits"] });

    private Router Of(params DeploymentConfig[] list) => Enforced("simple-shuffle", list).Router(_clock);

    private static AttemptReport Used(int input, int output, int cached = 0) => Given.Ok(tokens: output) with { InputTokens = input, CachedInputTokens = cached };

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Rpm_UnderEveryStrategy_AdmitsExactlyN_InEachMinute(string strategy)
    {
        var router = Enforced(strategy, Limited("a", static p => p with { Rpm = 3 }), Limited("b", static p => p with { Rpm = 4 })).Router(_clock);
        _clock.Advance(TimeSpan.FromSeconds(50));
        for (var minute = 0; minute < 3; minute++)
        {
            for (var i = 0; i < 7; i++)
            {
                Assert.True(router.Run("m", _ => Given.Ok()).Answered);
            }

            var refused = router.Run("m", _ => Given.Ok());
            Assert.Empty(refused.Tried);
            Assert.Equal((RouteRefusal.AllAtLimit, 429), (refused.Failure!.Refusal, refused.Failure.Status));
            Assert.Equal(minute == 0 ? 10 : 60, refused.Failure.RetryAfter!.Value.TotalSeconds, 0.01);
            _clock.Advance(refused.Failure.RetryAfter.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Rpm_Zero_IsNoCapacity(string strategy)
    {
        var router = Enforced(strategy, Limited("a", static p => p with { Rpm = 0 })).Router(_clock);

        var failure = router.Run("m", _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllAtLimit, 429, null), (failure.Refusal, failure.Status, failure.RetryAfter));
    }

    [Fact]
    public void Unenforced_UnderAShuffle_AreWeightsOnly()
    {
        var router = Given.Config(Limited("a", static p => p with { Rpm = 1, Itpm = 1, Otpm = 1 })).Router(_clock);

        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(router.Run(new RouteRequest("m") { InputTokens = 50 }, _ => Used(50, 50)).Answered));
    }

    [Fact]
    public void Enforced_UnderAShuffle_RpmStaysAWeightToo()
    {
        var shares = Of(Limited("a", static p => p with { Rpm = 100 }), Limited("b", static p => p with { Rpm = 300 })).Shares("m");

        Assert.Equal(0.75, shares["b"], 0.03);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    public void Switch_WinsOverTheList(bool? own, bool listed, bool enforced)
    {
        var router = Given.Config(Limited("a", static p => p with { Rpm = 0 }))
            .With(r => r with { EnforceModelRateLimits = own, OptionalPreCallChecks = listed ? ["enforce_model_rate_limits"] : [] }).Router(_clock);

        Assert.Equal(!enforced, router.Run("m", _ => Given.Ok()).Answered);
    }

    [Fact]
    public void Itpm_ReservesTheEstimate_AndCachedInputIsFree()
    {
        var router = Of(Limited("a", static p => p with { Itpm = 1000 }));
        var state = router.Model.Deployments[0].State;
        using var first = router.Begin(new RouteRequest("m") { InputTokens = 900 });
        Assert.True(first.TryNext(out var attempt));
        Assert.Equal(RouteRefusal.AllAtLimit, router.Run(new RouteRequest("m") { InputTokens = 101 }, _ => Given.Ok()).Failure!.Refusal);

        first.Report(attempt, Used(880, 50, cached: 800));

        Assert.Equal((80, 50), (state.InputTokens.In(0), state.OutputTokens.In(0)));
        Assert.True(router.Run(new RouteRequest("m") { InputTokens = 920 }, _ => Used(920, 1)).Answered);
        Assert.Equal("2 requests and 1851 tokens (1000 of 1000 in, 51 out) this minute", router.Explain(new RouteRequest("m")).Groups[0].Candidates[0].Detail);
    }

    [Theory]
    [InlineData(600, null, 600)]
    [InlineData(null, 300, 300)]
    [InlineData(null, null, 1000)]
    public void Otpm_ReservesTheRequestsOwnLimit_ElseTheModels_ElseAGuess(int? asked, int? model, int reserved)
    {
        var deployment = Limited("a", static p => p with { Otpm = 1000 });
        if (model is { } longest)
        {
            deployment = deployment with { Info = deployment.Info with { MaxOutputTokens = longest } };
        }

        var router = Of(deployment);
        var state = router.Model.Deployments[0].State;
        using var session = router.Begin(new RouteRequest("m") { MaxOutputTokens = asked });
        Assert.True(session.TryNext(out var attempt));
        Assert.Equal(reserved, state.OutputTokens.In(0));
        Assert.False(router.Run(new RouteRequest("m") { MaxOutputTokens = 1001 - reserved }, _ => Given.Ok()).Answered);

        session.Report(attempt, Used(5, 70));
        Assert.Equal(70, state.OutputTokens.In(0));
        Assert.True(router.Run(new RouteRequest("m") { MaxOutputTokens = 930 }, _ => Used(1, 930)).Answered);
    }

    [Fact]
    public void Otpm_AskedForMoreThanAMinuteHolds_PromisesNoReturn()
    {
        var failure = Of(Limited("a", static p => p with { Otpm = 100 })).Run(new RouteRequest("m") { MaxOutputTokens = 101 }, _ => Given.Ok()).Failure!;

        Assert.Equal((RouteRefusal.AllAtLimit, null), (failure.Refusal, failure.RetryAfter));
    }

    [Fact]
    public void Failure_GivesTheReservationsBack_ACancelledCallItsOutput()
    {
        var router = Of(Limited("a", static p => p with { Tpm = 10_000, Itpm = 10_000, Otpm = 10_000 }));
        var state = router.Model.Deployments[0].State;
        var request = new RouteRequest("m") { InputTokens = 100, MaxOutputTokens = 500, NumRetries = 0 };

        router.Run(request, _ => Given.Fail(FailureKind.ServerError, 500));
        Assert.Equal((0L, 0L, 0L), (state.TokensIn(0), state.InputTokens.In(0), state.OutputTokens.In(0)));

        router.Run(request, _ => Given.Fail(FailureKind.Cancelled));
        Assert.Equal((100L, 100L, 0L), (state.TokensIn(0), state.InputTokens.In(0), state.OutputTokens.In(0)));

        router.Run(request, _ => Given.Fail(FailureKind.Cancelled) with { Committed = true });
        Assert.Equal((200L, 500L), (state.InputTokens.In(0), state.OutputTokens.In(0)));

        using (var left = router.Begin(request))
        {
            Assert.True(left.TryNext(out _));
        }

        Assert.Equal((300L, 500L, 4L), (state.InputTokens.In(0), state.OutputTokens.In(0), state.RequestsIn(0)));
    }

    [Fact]
    public void AtLimit_TheFallbackAnswers_EvenIfItIsAnIdOfTheGroup()
    {
        var router = Enforced("usage-based-routing-v2", Limited("a", static p => p with { Rpm = 1 }), Given.Deployment("other", "z", with: static p => p with { Rpm = 1 }))
            .Fallback("m", "z").Router(_clock);

        Assert.Equal(["a"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.Equal(["z"], router.Run("m", _ => Given.Ok()).Tried);
        Assert.False(router.Run("m", _ => Given.Ok()).Answered);

        // An id of the group itself has the limit it has in the group: the request is not let in by another door.
        var own = Enforced("simple-shuffle", Limited("a", static p => p with { Rpm = 1, Order = 1 }), Limited("b", static p => p with { Rpm = 1, Order = 2 })).Fallback("m", "b").Router(_clock);
        Assert.Equal(["a", "b"], own.Run(new RouteRequest("m") { NumRetries = 0 }, a => a.Deployment.Id == "a" ? Given.Fail(FailureKind.ServerError, 500) : Given.Ok()).Tried);
        Assert.Equal(RouteRefusal.AllAtLimit, own.Run("b", _ => Given.Ok()).Failure!.Refusal);
    }

    [Fact]
    public void ThreeUsed_LimitsOneAndThree_NobodyIsLeft()
    {
        var router = Of(Limited("one", static p => p with { Rpm = 1 }), Limited("three", static p => p with { Rpm = 3 }));
        Assert.All(Enumerable.Range(0, 4), _ => Assert.True(router.Run("m", _ => Given.Ok()).Answered));

        Assert.Equal(RouteRefusal.AllAtLimit, router.Run("m", _ => Given.Ok()).Failure!.Refusal);
    }

    [Fact]
    public void AnyLimits_AnyArrivals_AdmitsExactlyWhatThereIsRoomFor() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => AdmitsExactly((ulong)seed)).QuickCheckThrowOnFailure();

    /// <summary>A model of four counts beside the router: it is admitted exactly when each of them has room.</summary>
    private static void AdmitsExactly(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var (rpm, tpm, itpm, otpm) = (1 + random.Next(9), 100 + random.Next(300), 100 + random.Next(200), 100 + random.Next(200));
        var router = Enforced(StrategyNames.All[random.Next(StrategyNames.All.Count)], Limited("a", p => p with { Rpm = rpm, Tpm = tpm, Itpm = itpm, Otpm = otpm })).Router(clock, random);
        var running = new List<(RouteSession Session, RouteAttempt Attempt, RouteRequest Request, long Minute)>();
        var (minute, requests, tokens, inputs, outputs) = (0L, 0L, 0L, 0L, 0L);
        for (var i = 0; i < 200; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(random.Next(9)));
            if (router.Clock.Minute(router.Clock.Now) is var current && current != minute)
            {
                (minute, requests, tokens, inputs, outputs) = (current, 0, 0, 0, 0);
            }

            if (running.Count > 0 && random.Next(2) == 0)
            {
                var (session, attempt, counted, takenIn) = running[0];
                running.RemoveAt(0);
                var failed = random.Next(4) == 0;
                var (input, cached, output) = (1 + random.Next(40), random.Next(2), random.Next(60));
                session.Report(attempt, failed ? Given.Fail(FailureKind.BadRequest, 400) : Used(input, output, cached));
                session.Dispose();
                if (takenIn == minute)
                {
                    (tokens, inputs, outputs) = (tokens - counted.InputTokens, inputs - counted.InputTokens, outputs - counted.MaxOutputTokens!.Value);
                }

                (tokens, inputs, outputs) = failed ? (tokens, inputs, outputs) : (tokens + input + output, inputs + input - cached, outputs + output);
            }

            var request = new RouteRequest("m") { InputTokens = 1 + random.Next(60), MaxOutputTokens = 1 + random.Next(60), NumRetries = 0 };
            var room = requests < rpm && tokens + request.InputTokens <= tpm && inputs + request.InputTokens <= itpm && outputs + request.MaxOutputTokens <= otpm;
            var next = router.Begin(request);
            Assert.Equal(room, next.TryNext(out var begun));
            if (room)
            {
                running.Add((next, begun, request, minute));
                (requests, tokens, inputs, outputs) = (requests + 1, tokens + request.InputTokens, inputs + request.InputTokens, outputs + request.MaxOutputTokens!.Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void ManyThreads_AdmitExactlyN(string strategy)
    {
        const int Limit = 300;
        var router = Enforced(strategy, Limited("a", static p => p with { Rpm = Limit, Otpm = 1_000_000 }), Limited("b", static p => p with { Rpm = Limit, Itpm = 1_000_000 })).Router(_clock, RandomSource.ThreadLocal);
        var admitted = 0;
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var session = router.Begin(new RouteRequest("m") { InputTokens = 3, MaxOutputTokens = 9 });
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
        Assert.All(router.Model.Deployments, static d => Assert.Equal((Limit, Limit * 7, Limit * 3, Limit * 4), (d.State.RequestsIn(0), d.State.TokensIn(0), d.State.InputTokens.In(0), d.State.OutputTokens.In(0))));
    }

    [Fact]
    public void Configuration_NamesOfChecks_AreKnownOrNamed()
    {
        var read = Reading.Read("""
            model_list:
              - model_name: m
                litellm_params: { model: openai/m, itpm: 5, otpm: 6 }
            router_settings:
              optional_pre_call_checks: [enforce_model_rate_limits, router_budget_limiting, enforce_model_rate_limit]
            """);

        Assert.Equal((5.0, 6.0), (read.Config!.ModelList[0].Params.Itpm, read.Config.ModelList[0].Params.Otpm));
        var finding = Assert.Single(read.Diagnostics);
        Assert.Equal((ConfigSeverity.Warning, 5), (finding.Severity, finding.Line));
        Assert.Contains("enforce_model_rate_limits", finding.Mend, StringComparison.Ordinal);
    }
}
