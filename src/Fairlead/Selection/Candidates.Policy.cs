using Fairlead.Model;

namespace Fairlead.Selection;

/// <content>Policy: what a request, a group and a deployment ask of each other. Health never bends it.</content>
internal ref partial struct Candidates
{
    /// <summary>Whether policy leaves a member, be it healthy or not.</summary>
    public readonly bool PolicyAllows(int member) =>
        DroppedByPolicy(member) is null && !(_session is { HasTried: true } session && session.Excludes(_tier.Members[member]));

    /// <summary>The policy that drops a member; null when none does. The cheap questions come first.</summary>
    public readonly string? DroppedByPolicy(int member)
    {
        var deployment = _tier.Members[member];
        if (_region != RoutingModel.AnyRegion && deployment.Region != _region)
        {
            return "region";
        }

        if (_tagRule != TagRule.All && !TagsAllow(deployment))
        {
            return "tags";
        }

        if (_tier.Drained is { } drained && drained[member])
        {
            return "drained";
        }

        if (_groupBlocked || (_request.Blocked is { Count: > 0 } blocked && IsBlocked(deployment, blocked)))
        {
            return "blocked";
        }

        // The last question: whoever is dropped here would be asked but for the money.
        return _tagsCrossed || (deployment.Budgets is { Any: true } budgets && budgets.AreCrossed(Time)) ? "budget" : null;
    }

    /// <summary>The budgets that drop a member, for people.</summary>
    public readonly string DescribeBudgets(int member)
    {
        var now = Time;
        return string.Join("; ", _tier.Members[member].Budgets!.Crossed(_request.Tags, now).Select(budget => budget.Describe(now)));
    }

    private readonly long Time => _now != 0 ? _now : _clock.Now;

    private readonly bool TagsCrossed() => _model.Budgets!.AreCrossed(_request.Tags!, Time);

    private static bool Names(IReadOnlyList<string> blocked, string group)
    {
        for (var i = 0; i < blocked.Count; i++)
        {
            if (string.Equals(blocked[i], group, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBlocked(Deployment deployment, IReadOnlyList<string> blocked)
    {
        for (var i = 0; i < blocked.Count; i++)
        {
            var name = blocked[i];
            if (string.Equals(name, deployment.Id, StringComparison.Ordinal)
                || string.Equals(name, deployment.Written, StringComparison.Ordinal)
                || string.Equals(name, deployment.ModelName, StringComparison.Ordinal)
                || string.Equals(name, deployment.OriginalId, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
