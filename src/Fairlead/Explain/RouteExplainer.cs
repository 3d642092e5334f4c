using System.Globalization;
using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Resolution;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Explain;

/// <summary>Writes down why a request goes where it goes. Asks the same tables and filters as the decision does; changes nothing.</summary>
internal static class RouteExplainer
{
    /// <param name="model">The generation.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="random">Chance.</param>
    /// <param name="request">The request.</param>
    /// <param name="picked">The deployment picked first; null when there is none.</param>
    public static RouteExplanation Explain(RoutingModel model, Clock clock, RandomSource random, in RouteRequest request, string? picked)
    {
        var target = RequestTarget.Of(model, request);
        var groups = new List<GroupExplanation>();
        if (target is not null)
        {
            var candidates = new Candidates(model, clock, random, in request, session: null, clock.Now);
            foreach (var (step, role) in Plan(target, request, model))
            {
                var described = DescribeGroup(ref candidates, step.Group, role, clock, request, model.Affinity);
                groups.Add(TiedGroup.Mark(described, ref candidates, step.Group, model, request));
            }
        }

        return new RouteExplanation
        {
            Model = request.Model,
            ResolvedBy = target?.ResolvedBy ?? "unknown",
            PreRoute = request.PreRoute,
            Groups = groups,
            Picked = picked,
        };
    }

    /// <summary>The groups a failing request would be taken through, then those for a prompt too long or refused.</summary>
    private static List<(ModelTarget Target, string Role)> Plan(ModelTarget target, in RouteRequest request, RoutingModel model)
    {
        var plan = new AttemptPlan(target);
        for (var step = 0; step < plan.Count && step <= model.Settings.MaxFallbacks; step++)
        {
            plan.Extend(plan[step].Target, FailureKind.None, request, model);
        }

        plan.Extend(target, FailureKind.ContextWindow, request, model);
        plan.Extend(target, FailureKind.ContentPolicy, request, model);
        var steps = new List<(ModelTarget, string)> { (target, "primary") };
        var generic = 0;
        for (var step = 1; step < plan.Count; step++)
        {
            if (plan[step].List != FallbackList.Generic || ++generic <= model.Settings.MaxFallbacks)
            {
                steps.Add((plan[step].Target, Role(plan[step].List)));
            }
        }

        return steps;
    }

    private static string Role(FallbackList list) => list switch
    {
        FallbackList.ContextWindow => "context-window-fallback",
        FallbackList.ContentPolicy => "content-policy-fallback",
        _ => "fallback",
    };

    private static GroupExplanation DescribeGroup(
        ref Candidates candidates, ModelGroup group, string role, Clock clock, in RouteRequest request, AffinityRules? affinity)
    {
        var described = new Dictionary<Deployment, CandidateExplanation>();
        var open = false;
        var resting = false;
        candidates.Enter(group);
        foreach (var tier in group.Tiers)
        {
            candidates.Enter(tier);
            if (request.Affinity is { } ties)
            {
                affinity?.Warm(ties, group, tier, ref candidates, candidates.ReadNow());
            }

            var shares = new double[tier.Members.Length];
            tier.Strategy.Shares(ref candidates, shares);
            if (RouteSession.DueMember(tier, ref candidates) is >= 0 and var due)
            {
                Array.Clear(shares);
                shares[due] = 1;
            }

            var openHere = false;
            for (var member = 0; member < tier.Members.Length; member++)
            {
                var (dropped, detail) = Dropped(ref candidates, tier, member, clock);
                resting |= dropped == "cooldown";
                openHere |= dropped is null;
                described[tier.Members[member]] = DescribeMember(ref candidates, tier, member, open ? 0 : shares[member]) with
                {
                    DroppedBy = dropped ?? (open ? "order" : null),
                    Detail = detail ?? (dropped is null && open ? "a lower order can answer" : null),
                };
            }

            open |= openHere;
        }

        return new GroupExplanation(group.Name, group.Strategy, role, [.. group.All.Select(d => described[d])], Panic: resting && !open);
    }

    private static (string? DroppedBy, string? Detail) Dropped(ref Candidates candidates, Tier tier, int member, Clock clock)
    {
        if (candidates.DroppedByPolicy(member) is { } policy)
        {
            return (policy, policy == "budget" ? candidates.DescribeBudgets(member) : null);
        }

        if (candidates.IsSpent(member))
        {
            return ("limit", tier.Usage!.Describe(tier.States[member], member, candidates.Minute));
        }

        if (candidates.IsBusy(member))
        {
            return ("limit", Busy(tier, member));
        }

        return candidates.RestsNow(tier.States[member]) ? ("cooldown", Resting(tier.Members[member], clock, candidates.Now)) : (null, null);
    }

    private static string Busy(Tier tier, int member) => tier.Most(member) is var most && most < tier.MostAtOnce![member]
        ? string.Create(CultureInfo.InvariantCulture, $"full: {tier.States[member].InFlight} of {most} calls at once, as learnt, are under way")
        : string.Create(CultureInfo.InvariantCulture, $"{most} calls at once are under way");

    private static string Resting(Deployment deployment, Clock clock, long now)
    {
        var breaker = deployment.State.Breaker(now);
        if (breaker.State != BreakerState.Open)
        {
            return "half-open: its probe is under way";
        }

        var elsewhere = QuotaRule.IsQuota(breaker.Cause) && deployment.Quota?.RefusedBy is { } refused && refused != deployment ? $" of {refused.Id}, which has the same quota" : "";
        var again = breaker.Openings > 1 ? $", opening {breaker.Openings} in a row" : "";
        return string.Create(CultureInfo.InvariantCulture, $"after {breaker.Cause}{elsewhere}, for {clock.Seconds(breaker.Until - now):0.0} s more{again}");
    }

    private static CandidateExplanation DescribeMember(ref Candidates candidates, Tier tier, int member, double share)
    {
        var deployment = tier.Members[member];
        return new CandidateExplanation(
            deployment.Id,
            $"{deployment.Provider}/{deployment.UpstreamModel}",
            tier.Order,
            DroppedBy: null,
            Detail: null,
            tier.Strategy.Score(member, ref candidates),
            share,
            tier.States[member].InFlight,
            deployment.Config.Metadata is { Count: > 0 } metadata ? metadata : null);
    }
}
