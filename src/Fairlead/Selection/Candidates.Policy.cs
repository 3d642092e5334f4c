using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Selection;

/// <content>Policy: what a request, a group and a deployment ask of each other. Health never bends it.</content>
internal ref partial struct Candidates
{
    /// <summary>The reason of whoever is dropped because the prompt is too long for it.</summary>
    public const string ContextWindow = "context_window";

    private const string Budget = "budget";

    /// <summary>Reasons that say little of a request, the least first: any other is told before them when deployments were dropped for several.</summary>
    private static readonly string[] LittleTold = ["team", "access", "drained", "paused"];

    /// <summary>Whether policy leaves a member, be it healthy or not.</summary>
    public readonly bool PolicyAllows(int member) =>
        DroppedByPolicy(member) is null && !(_session is { HasTried: true } session && session.Excludes(_tier.Members[member]));

    /// <summary>The policy that drops a member; null when none does. The cheap questions come first.</summary>
    public readonly string? DroppedByPolicy(int member)
    {
        var deployment = _tier.Members[member];
        var lacks = deployment.Lacks & _needs;
        if (lacks != 0 && Lacking(deployment, lacks) is { } lacking)
        {
            return lacking;
        }

        if (!MayUse(deployment))
        {
            return "access";
        }

        if (_region != FilterTables.None && deployment.Region != _region)
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

        if (_groupBlocked || ((deployment.NameMarks & _blocked) != 0 && IsBlocked(deployment, _request.Blocked!)))
        {
            return "blocked";
        }

        // Near the end: whoever is dropped for this would have answered a shorter prompt.
        if (deployment.MaxInputTokens < _tokens)
        {
            return ContextWindow;
        }

        // The last question: whoever is dropped here would be asked but for the money.
        return _tagsCrossed || (deployment.Budgets is { Any: true } budgets && budgets.AreCrossed(Time)) ? Budget : null;
    }

    /// <summary>
    /// Why a group that was entered has nobody: <see cref="FailureKind.ContextWindow"/> when the prompt is too long for all whom policy leaves, so that
    /// the fallbacks for that are turned to; else <see cref="FailureKind.None"/>. One that is large enough and rests, is full or has spent its budget still counts as somebody.
    /// </summary>
    public FailureKind WhyNobody(ModelGroup group)
    {
        if (_tokens == 0)
        {
            return FailureKind.None;
        }

        var found = FailureKind.None;
        foreach (var tier in group.Tiers)
        {
            Enter(tier);
            for (var member = 0; member < tier.Members.Length; member++)
            {
                var dropped = DroppedByPolicy(member);
                if (dropped is null or Budget)
                {
                    return FailureKind.None;
                }

                found = ReferenceEquals(dropped, ContextWindow) ? FailureKind.ContextWindow : found;
            }
        }

        return found;
    }

    /// <summary>Of two reasons the one worth more to the caller; of equals the first.</summary>
    public static string MoreTelling(string? first, string second) => first is null || Worth(second) > Worth(first) ? second : first;

    /// <summary>Which of the things lacking drops a deployment. Belonging to a team lacks nothing to that team.</summary>
    private readonly string? Lacking(Deployment deployment, int lacks)
    {
        if ((lacks & Deployment.Paused) != 0)
        {
            return "paused";
        }

        if ((lacks & Deployment.Owned) != 0 && deployment.Team != (_caller?.Team ?? FilterTables.None))
        {
            return "team";
        }

        return (RequestNeeds)(lacks & ~Deployment.Owned) switch
        {
            RequestNeeds.None => null,
            var need when (need & RequestNeeds.PassThrough) != 0 => "pass_through",
            var need when (need & RequestNeeds.WebSearch) != 0 => "web_search",
            var need when (need & RequestNeeds.Tools) != 0 => "tools",
            var need when (need & RequestNeeds.Vision) != 0 => "vision",
            var need when (need & (RequestNeeds.AudioInput | RequestNeeds.AudioOutput)) != 0 => "audio",
            var need when (need & RequestNeeds.PdfInput) != 0 => "pdf",
            _ => "response_format",
        };
    }

    private static int Worth(string reason) => Array.IndexOf(LittleTold, reason) is var at and >= 0 ? at : LittleTold.Length;

    private readonly bool MayUse(Deployment deployment) => _groupAllowed || _caller!.Allows(deployment);

    /// <summary>Whether the caller knows of a deployment at all: another team's, or one outside the caller's list, has no say in how tags are read.</summary>
    private readonly bool IsVisible(Deployment deployment) =>
        ((deployment.Lacks & Deployment.Owned) == 0 || deployment.Team == (_caller?.Team ?? FilterTables.None)) && MayUse(deployment);

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
