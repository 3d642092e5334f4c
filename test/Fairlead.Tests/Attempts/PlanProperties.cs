using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Attempts;

/// <summary>What holds of every request, whatever the configuration and whatever the upstreams do.</summary>
public sealed class PlanProperties
{
    private const int MostByPolicy = 4;

    private static readonly FailureKind[] Kinds = Enum.GetValues<FailureKind>();

    [Fact]
    public void AnyRequest_KeepsTheRules() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Check((ulong)seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static void Check(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var config = RandomConfig(random);
        var router = config.Router(clock, random);
        for (var i = 0; i < 10; i++)
        {
            RunOne(router, config, clock, random);
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(3000)));
        }

        Assert.All(router.Model.Deployments, d => Assert.Equal(0, d.State.InFlight));
    }

    private static void RunOne(Router router, RouterConfig config, FakeTimeProvider clock, RandomSource random)
    {
        var request = new RouteRequest($"g{random.Next(4)}")
        {
            Blocked = random.Next(3) == 0 ? [$"d{random.Next(12)}"] : null,
            Tags = random.Next(3) == 0 ? [$"t{random.Next(3)}"] : null,
            Region = random.Next(4) == 0 ? "eu" : null,
            NumRetries = random.Next(2) == 0 ? random.Next(4) : null,
            Stream = random.Next(2) == 0,
            Timeout = random.Next(4) == 0 ? TimeSpan.FromSeconds(1 + random.Next(5)) : null,
            StreamTimeout = random.Next(4) == 0 ? TimeSpan.FromSeconds(1 + random.Next(5)) : null,
            Deadline = random.Next(3) == 0 ? TimeSpan.FromSeconds(1 + random.Next(20)) : null,
            Fallbacks = random.Next(3) == 0 ? RandomEntries(random) : null,
            Mock = RandomMock(random),
            Trace = random.Next(5) == 0,
        };
        using var session = router.Begin(request);
        var began = clock.GetTimestamp();
        var deadline = (request.Deadline ?? config.Router.RequestDeadline) is { } allowed ? began + allowed.Ticks : long.MaxValue;
        var tried = new List<(string Group, string Id, object? Parameters, FailureKind Failure)>();
        var waits = 0;
        while (session.TryNext(out var attempt))
        {
            Assert.True(clock.GetTimestamp() < deadline, "an attempt after the deadline");
            Assert.True(attempt.FirstByteTimeout > TimeSpan.Zero);
            Assert.True(clock.GetTimestamp() + attempt.FirstByteTimeout.Ticks <= deadline, "time beyond the deadline");
            Assert.True(request.Timeout is not { } own || attempt.FirstByteTimeout <= own, "more than the request's own time");
            CheckPolicy(request, attempt, config);
            var before = tried.FindLast(t => t.Group == attempt.ModelGroup && t.Id == attempt.Deployment.Id && ReferenceEquals(t.Parameters, attempt.Parameters));
            if (before.Id is not null)
            {
                Assert.True(waits-- > 0, "the same deployment twice without a wait");
                Assert.True(
                    FailureRules.Of(before.Failure).Remedy == Remedy.Anybody || Grants(config, before.Group, before.Failure),
                    $"asked again after {before.Failure}");
            }

            clock.Advance(TimeSpan.FromMilliseconds(random.Next(2000)));
            if (random.Next(20) == 0)
            {
                // The caller goes away; the lease goes back with the session.
                return;
            }

            var report = random.Next(3) == 0 ? Given.Ok() : Given.Fail(Kinds[1 + random.Next(Kinds.Length - 1)], retryAfter: random.Next(4) == 0 ? random.Next(90) : null);
            if (attempt.Mock is { } mock)
            {
                report = mock.Failure == FailureKind.None ? Given.Ok() : Given.Fail(mock.Failure, mock.Status);
            }

            tried.Add((attempt.ModelGroup, attempt.Deployment.Id, attempt.Parameters, report.Failure));
            var step = session.Report(attempt, report with { Committed = random.Next(15) == 0 });
            Assert.True(step.Delay == TimeSpan.Zero || step.Action == NextAction.Retry);
            if (step.Action == NextAction.Retry)
            {
                waits++;
                Assert.True(clock.GetTimestamp() + step.Delay.Ticks < deadline, "a wait past the deadline");
                clock.Advance(step.Delay);
            }
            else if (step.Action != NextAction.Next)
            {
                Assert.Equal(step.Action == NextAction.GiveUp, session.Failure is not null);
                break;
            }
        }

        // Tiers and fallbacks are free, each retry is paid for.
        var retries = request.NumRetries ?? Math.Max(RouterDefaults.NumRetries, MostByPolicy);
        Assert.True(tried.Count <= 1 + retries + (2 * (1 + RouterDefaults.MaxFallbacks)) + RouterDefaults.MaxFallbacks, $"{tried.Count} attempts");
        Assert.True(session.AttemptedFallbacks <= RouterDefaults.MaxFallbacks);
    }

    private static FallbackTarget[] RandomEntries(RandomSource random)
    {
        var entries = new FallbackTarget[random.Next(5)];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new FallbackTarget($"g{random.Next(4)}")
            {
                Parameters = random.Next(2) == 0 ? new Dictionary<string, JsonElement> { ["n"] = JsonElement.Parse(random.Next(2) == 0 ? "1" : "2") } : null,
            };
        }

        return entries;
    }

    private static RequestMock? RandomMock(RandomSource random) => random.Next(4) != 0 ? null : new RequestMock
    {
        Fallbacks = random.Next(4) == 0,
        ContextWindowFallbacks = random.Next(6) == 0,
        ContentPolicyFallbacks = random.Next(6) == 0,
        RateLimit = random.Next(4) == 0,
        Timeout = random.Next(6) == 0,
        Response = random.Next(4) == 0 ? random.Next(2) == 0 ? "litellm.InternalServerError" : "words" : null,
    };

    private static bool Grants(RouterConfig config, string group, FailureKind failure) =>
        RetryPolicies.Of(config.Router)?.For(group, group, new AttemptReport { Failure = failure }).MayRepeat == true;

    private static RetryPolicy? RandomPolicy(RandomSource random) => random.Next(3) != 0 ? null : new RetryPolicy
    {
        BadRequestErrorRetries = Retries(random),
        AuthenticationErrorRetries = Retries(random),
        TimeoutErrorRetries = Retries(random),
        RateLimitErrorRetries = Retries(random),
        ContentPolicyViolationErrorRetries = Retries(random),
        InternalServerErrorRetries = Retries(random),
        ServiceUnavailableErrorRetries = Retries(random),
        NotFoundErrorRetries = Retries(random),
        DefaultRetries = Retries(random),
    };

    private static int? Retries(RandomSource random) => random.Next(2) == 0 ? random.Next(MostByPolicy + 1) : null;

    private static void CheckPolicy(in RouteRequest request, in RouteAttempt attempt, RouterConfig config)
    {
        var deployment = attempt.Deployment;
        Assert.DoesNotContain(deployment.Id, request.Blocked ?? []);
        if (request.Region is { } region)
        {
            Assert.Equal(region, deployment.Config.Params.RegionName);
        }

        var tags = deployment.Config.Params.Tags;
        var siblings = config.ModelList.Where(d => d.ModelName == deployment.ModelName).ToList();
        if (request.Tags is { } asked && siblings.Exists(s => s.Params.Tags.Intersect(asked).Any()))
        {
            Assert.NotEmpty(tags.Intersect(asked));
        }
        else if (request.Tags is not null || siblings.Exists(s => s.Params.Tags.Contains("default")))
        {
            Assert.Contains("default", tags);
        }
    }

    private static RouterConfig RandomConfig(RandomSource random)
    {
        var list = new List<DeploymentConfig>();
        for (var i = 0; i < 4 + random.Next(8); i++)
        {
            list.Add(Given.Deployment($"g{(i < 4 ? i : random.Next(4))}", $"d{i}", with: p => p with
            {
                Order = random.Next(3) == 0 ? random.Next(3) : null,
                Weight = random.Next(3) == 0 ? random.Next(3) : null,
                Tags = random.Next(2) == 0 ? [random.Next(4) == 0 ? "default" : $"t{random.Next(3)}"] : [],
                RegionName = random.Next(2) == 0 ? "eu" : null,
                Rpm = random.Next(4) == 0 ? random.Next(6) : null,
                Tpm = random.Next(6) == 0 ? random.Next(60) : null,
                CooldownTime = random.Next(5) == 0 ? TimeSpan.FromSeconds(random.Next(10)) : null,
                Timeout = random.Next(4) == 0 ? TimeSpan.FromSeconds(1 + random.Next(5)) : null,
            }));
        }

        var strategies = StrategyNames.All;
        var config = new RouterConfig { ModelList = list }.Strategy(strategies[random.Next(strategies.Count)]).With(r => r with
        {
            EnableTagFiltering = true,
            RequestDeadline = random.Next(4) == 0 ? TimeSpan.FromSeconds(1 + random.Next(20)) : null,
            RetryPolicy = RandomPolicy(random),
            ModelGroupRetryPolicy = RandomPolicy(random) is { } policy ? new Dictionary<string, RetryPolicy> { [$"g{random.Next(4)}"] = policy } : [],
            AllowedFails = random.Next(4) == 0 ? random.Next(3) : null,
            DefaultFallbacks = random.Next(3) == 0 ? [$"g{random.Next(4)}"] : [],
        });
        for (var i = 0; i < 4; i++)
        {
            if (random.Next(2) == 0)
            {
                config = config.Fallback($"g{i}", $"g{random.Next(4)}", $"g{random.Next(4)}");
            }
        }

        return config;
    }
}
