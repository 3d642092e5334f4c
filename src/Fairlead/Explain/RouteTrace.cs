using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.Selection;
using Fairlead.State;

namespace Fairlead.Explain;

/// <summary>What is written down of one request whose decisions somebody wants to see. Made only for such requests.</summary>
internal sealed class RouteTrace(RouteExplanation? before)
{
    private readonly List<double> _propensities = [];

    /// <summary>The state of things before the first pick; null where chances alone are noted.</summary>
    public RouteExplanation? Explanation { get; private set; } = before;

    /// <summary>The first pick was the one deployment that knows what the request continues.</summary>
    public bool IsContinued { get; private set; }

    /// <summary>Looks at everything before the first pick changes it.</summary>
    public static RouteTrace Begin(RoutingModel model, Clock clock, RandomSource random, in RouteRequest request) =>
        new(RouteExplainer.Explain(model, clock, random, request, picked: null));

    /// <summary>Notes a pick and the chance it had, before its lease changes that. A pick whose lease is refused is noted over by the next.</summary>
    /// <param name="index">Which of the request's attempts, from 0.</param>
    /// <param name="choice">The pick.</param>
    /// <param name="candidates">Among whom.</param>
    public void Note(int index, in Choice choice, ref Candidates candidates)
    {
        var propensity = Propensity(choice, ref candidates);
        if (index < _propensities.Count)
        {
            _propensities[index] = propensity;
        }
        else
        {
            _propensities.Add(propensity);
        }

        if (index == 0)
        {
            Explanation = Explanation is null ? null : Explanation with { Picked = choice.Deployment.Id, Propensity = propensity };
            IsContinued = choice.IsContinued;
        }
    }

    /// <summary>The chance that an attempt had; null for one that was not noted.</summary>
    /// <param name="index">Which of the request's attempts, from 0.</param>
    public double? ChanceOf(int index) => index < _propensities.Count ? _propensities[index] : null;

    /// <summary>The explanation with the attempts made, each with its chance.</summary>
    /// <param name="attempts">The attempts.</param>
    /// <param name="overRetryBudget">A try was refused.</param>
    public RouteExplanation? With(List<AttemptRecord> attempts, bool overRetryBudget)
    {
        if (Explanation is null)
        {
            return null;
        }

        for (var i = 0; i < attempts.Count; i++)
        {
            if (attempts[i].Number <= _propensities.Count)
            {
                attempts[i] = attempts[i] with { Propensity = _propensities[attempts[i].Number - 1] };
            }
        }

        return Explanation with { Attempts = attempts, OverRetryBudget = overRetryBudget };
    }

    /// <summary>The least bad of those who rest is not drawn: it is the one. So is whom a request is tied to, and whose rest is over.</summary>
    private static double Propensity(in Choice choice, ref Candidates candidates)
    {
        if (choice.InSpiteOf.Word != 0 || choice.IsTied || RouteSession.DueMember(choice.Tier, ref candidates) == choice.Member)
        {
            return 1;
        }

        // A trial is taken by now, and stands in no share.
        var trial = candidates.Trial != 0 ? candidates.TrialChance : 0;
        var shares = new double[choice.Tier.Members.Length];
        var asked = candidates.Trial;
        candidates.Enter(choice.Tier);
        choice.Tier.Strategy.Shares(ref candidates, shares);
        candidates.Trial = asked;
        return (shares[choice.Member] * (1 - trial)) + trial;
    }
}
