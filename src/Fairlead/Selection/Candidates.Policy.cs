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

        return _groupBlocked || (_request.Blocked is { Count: > 0 } blocked && IsBlocked(deployment, blocked)) ? "blocked" : null;
    }

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
                || string.Equals(name, deployment.ModelName, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
