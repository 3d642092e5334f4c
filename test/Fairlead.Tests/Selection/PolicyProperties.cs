using System.Text.RegularExpressions;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Costs;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Selection;

/// <summary>
/// No pick ever goes round a policy: under every strategy, whatever rests, in panic and through fallbacks. What is allowed is worked out here anew from the
/// configuration, in the plainest way there is.
/// </summary>
public sealed class PolicyProperties
{
    private static readonly RequestNeeds[] Abilities =
    [
        RequestNeeds.Tools, RequestNeeds.Vision, RequestNeeds.AudioInput, RequestNeeds.AudioOutput, RequestNeeds.PdfInput, RequestNeeds.ResponseSchema,
    ];

    private static readonly FailureKind[] Failures =
    [
        FailureKind.Authentication, FailureKind.ServerError, FailureKind.RateLimited, FailureKind.Timeout, FailureKind.Connection, FailureKind.ContextWindow,
    ];

    [Fact]
    public void AnyPick_UnderAnyStrategy_KeepsToPolicy() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => Check((ulong)seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    /// <summary>That the property above is not true for want of picks: most runs have some, most filters leave somebody out.</summary>
    [Fact]
    public void TheProperty_SeesPicksAndRefusals()
    {
        var (picks, refusals) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var (picked, refused) = Check((ulong)seed);
            picks += picked;
            refusals += refused;
        }

        Assert.InRange(picks, 500, int.MaxValue);
        Assert.InRange(refusals, 100, int.MaxValue);
    }

    private static (int Picks, int Refusals) Check(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var config = RandomConfig(random, StrategyNames.All[(int)(seed % (ulong)StrategyNames.All.Count)]);
        var router = config.Router(clock, random);
        var (picks, refusals) = (0, 0);
        for (var i = 0; i < 12; i++)
        {
            var request = RandomRequest(random);
            if (router.Pick(request) is { } picked)
            {
                Assert.True(Allowed(config, request, picked.Config, picked.ModelName, anyGroup: true), Describe(request, picked.Config));
            }

            using var session = router.Begin(request);
            var before = picks;
            while (session.TryNext(out var attempt))
            {
                picks++;
                Assert.True(Allowed(config, request, attempt.Deployment.Config, attempt.ModelGroup, anyGroup: false), Describe(request, attempt.Deployment.Config));
                var step = session.Report(attempt, random.Next(3) == 0 ? Given.Ok() : Given.Fail(Failures[random.Next(Failures.Length)]));
                clock.Advance(step.Delay);
                if (step.Action is NextAction.Done or NextAction.GiveUp)
                {
                    break;
                }
            }

            refusals += picks == before ? 1 : 0;
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(2000)));
        }

        return (picks, refusals);
    }

    /// <param name="config">The configuration.</param>
    /// <param name="request">The request.</param>
    /// <param name="deployment">Who was picked.</param>
    /// <param name="group">The name it was picked under.</param>
    /// <param name="anyGroup">That name is not known: the deployment's own, or the one its team knows it by.</param>
    private static bool Allowed(RouterConfig config, RouteRequest request, DeploymentConfig deployment, string group, bool anyGroup)
    {
        if (anyGroup && deployment.Info.TeamPublicModelName is { } known && Allowed(config, request, deployment, known, anyGroup: false))
        {
            return true;
        }

        var checks = config.Router.EnablePreCallChecks == true;
        var needs = request.Needs;
        if (deployment.Info.Blocked == true
            || !IsVisible(request, deployment, group)
            || ((needs & RequestNeeds.PassThrough) != 0 && deployment.Params.UseInPassThrough != true)
            || ((needs & RequestNeeds.WebSearch) != 0 && (deployment.Info.Lacks & ModelCapabilities.WebSearch) != 0)
            || (checks && Array.Exists(Abilities, ability => (needs & ability) != 0 && ((int)deployment.Info.Lacks & (int)ability) != 0))
            || (checks && deployment.Info.MaxInputTokens < Math.Max(1, request.InputTokens))
            || (request.Region is { } region && !string.Equals(region, deployment.Params.RegionName, StringComparison.OrdinalIgnoreCase))
            || (request.Blocked ?? []).Any(name => name == deployment.Info.Id || name == deployment.Params.Model || name == deployment.ModelName || name == group))
        {
            return false;
        }

        var team = request.Caller?.Team;
        var seen = config.ModelList
            .Where(d => d.ModelName == group || (team is not null && d.Info.TeamId == team && d.Info.TeamPublicModelName == group))
            .Where(d => IsVisible(request, d, group))
            .ToList();
        return seen.Exists(d => Matches(config, request, d)) ? Matches(config, request, deployment)
            : seen.Exists(static d => d.Params.Tags.Contains("default")) ? deployment.Params.Tags.Contains("default")
            : request.Tags is not { Count: > 0 };
    }

    private static bool IsVisible(RouteRequest request, DeploymentConfig deployment, string group) =>
        (deployment.Info.TeamId is not { } owner || owner == request.Caller?.Team)
        && (request.Caller?.Models is not { } models
            || models.Any(name => name == group || name == deployment.ModelName || name == deployment.Info.Id || deployment.Info.AccessGroups.Contains(name)
                || (name.EndsWith('*') && group.StartsWith(name[..^1], StringComparison.Ordinal))));

    private static bool Matches(RouterConfig config, RouteRequest request, DeploymentConfig deployment)
    {
        var any = config.Router.TagFilteringMatchAny != false;
        var asked = request.Tags ?? [];
        var tags = deployment.Params.Tags;
        if (asked.Count > 0 && (any ? asked.Any(tags.Contains) : asked.All(tags.Contains)))
        {
            return true;
        }

        return request.Caller?.UserAgent is { } agent
            && (any || asked.Count == 0 || tags.Count == 0)
            && deployment.Params.TagRegex.Any(pattern => Regex.IsMatch($"User-Agent: {agent}", pattern));
    }

    private static RouteRequest RandomRequest(RandomSource random)
    {
        var needs = RequestNeeds.None;
        foreach (var ability in Abilities)
        {
            needs |= random.Next(8) == 0 ? ability : RequestNeeds.None;
        }

        needs |= random.Next(8) == 0 ? RequestNeeds.WebSearch : RequestNeeds.None;
        needs |= random.Next(16) == 0 ? RequestNeeds.PassThrough : RequestNeeds.None;
        return new RouteRequest(random.Next(5) == 0 ? $"p{random.Next(2)}" : $"g{random.Next(4)}")
        {
            Needs = needs,
            InputTokens = random.Next(3) * 100,
            Region = random.Next(6) == 0 ? "EU" : null,
            Blocked = random.Next(5) == 0 ? [random.Next(2) == 0 ? $"d{random.Next(16)}" : $"g{random.Next(4)}"] : null,
            Tags = random.Next(3) == 0 ? [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => $"t{random.Next(4)}")] : null,
            NumRetries = random.Next(4),
            Caller = random.Next(3) == 0 ? null : new RouteCaller
            {
                Team = random.Next(2) == 0 ? $"team{random.Next(3)}" : null,
                UserAgent = random.Next(2) == 0 ? $"agent-{random.Next(3)}/1" : null,
                Models = random.Next(3) != 0 ? null : [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4) switch
                {
                    0 => $"g{random.Next(4)}",
                    1 => $"d{random.Next(16)}",
                    2 => $"access{random.Next(2)}",
                    _ => random.Next(2) == 0 ? "g*" : "p*",
                })],
            },
        };
    }

    private static RouterConfig RandomConfig(RandomSource random, string strategy)
    {
        var list = new List<DeploymentConfig>();
        for (var i = 0; i < 6 + random.Next(10); i++)
        {
            var deployment = Given.Deployment($"g{(i < 4 ? i : random.Next(4))}", $"d{i}", "openai/unheard-of", p => p with
            {
                Order = random.Next(3) == 0 ? random.Next(3) : null,
                Rpm = random.Next(6) == 0 ? random.Next(6) : null,
                Tags = random.Next(2) == 0 ? [random.Next(4) == 0 ? "default" : $"t{random.Next(3)}", $"t{random.Next(3)}"] : [],
                TagRegex = random.Next(4) == 0 ? [$"^User-Agent: agent-{random.Next(3)}/"] : [],
                RegionName = random.Next(2) == 0 ? "eu" : null,
                UseInPassThrough = random.Next(2) == 0 ? true : null,
            });
            var lacks = ModelCapabilities.None;
            foreach (var ability in Abilities)
            {
                lacks |= random.Next(4) == 0 ? (ModelCapabilities)(int)ability : ModelCapabilities.None;
            }

            var team = random.Next(4) == 0 ? $"team{random.Next(3)}" : null;
            list.Add(deployment with
            {
                Info = deployment.Info with
                {
                    Blocked = random.Next(12) == 0 ? true : null,
                    TeamId = team,
                    TeamPublicModelName = team is not null && random.Next(2) == 0 ? $"p{random.Next(2)}" : null,
                    AccessGroups = random.Next(3) == 0 ? [$"access{random.Next(2)}"] : [],
                    MaxInputTokens = random.Next(3) == 0 ? random.Next(3) * 100 : null,
                    Lacks = lacks | (random.Next(4) == 0 ? ModelCapabilities.WebSearch : ModelCapabilities.None),
                },
            });
        }

        var config = new RouterConfig { ModelList = list }.Strategy(strategy).With(r => r with
        {
            EnableTagFiltering = true,
            TagFilteringMatchAny = random.Next(2) == 0,
            EnablePreCallChecks = random.Next(3) != 0,
            AllowedFails = random.Next(2) == 0 ? 0 : null,
            DefaultFallbacks = random.Next(3) == 0 ? [$"g{random.Next(4)}"] : [],
        });
        for (var i = 0; i < 4; i++)
        {
            config = random.Next(2) == 0 ? config.Fallback($"g{i}", $"g{random.Next(4)}", $"g{random.Next(4)}") : config;
        }

        return random.Next(2) == 0 ? config : config.With(r => r with
        {
            ContextWindowFallbacks = new Dictionary<string, IReadOnlyList<FallbackTarget>> { ["g0"] = ["g1"], ["g2"] = ["g3", "g0"] },
        });
    }

    private static string Describe(RouteRequest request, DeploymentConfig deployment) =>
        $"{request.Model} needs={request.Needs} tokens={request.InputTokens} tags=[{string.Join(',', request.Tags ?? [])}] region={request.Region} blocked=[{string.Join(',', request.Blocked ?? [])}] "
        + $"team={request.Caller?.Team} models=[{string.Join(',', request.Caller?.Models ?? ["any"])}] agent={request.Caller?.UserAgent} went to {deployment.Info.Id} of {deployment.ModelName} "
        + $"team={deployment.Info.TeamId} public={deployment.Info.TeamPublicModelName} tags=[{string.Join(',', deployment.Params.Tags)}] lacks={deployment.Info.Lacks} window={deployment.Info.MaxInputTokens} access=[{string.Join(',', deployment.Info.AccessGroups)}]";
}
