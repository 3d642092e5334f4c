using System.Runtime.CompilerServices;
using Fairlead.Model;

namespace Fairlead.Selection;

/// <content>Tags: which rule a request follows in a group, and what the rule asks of a member.</content>
internal ref partial struct Candidates
{
    private enum TagRule
    {
        All,
        Matched,
        Default,
        Nobody,

        /// <summary>Anybody within the request's limits.</summary>
        Limited,

        /// <summary>Those tagged <c>default</c>, limits or not: nobody keeps within them, and the group may do without (<c>allow_fail_open</c>).</summary>
        Open,
    }

    private readonly bool TagsAllow(Deployment deployment) => _tagRule switch
    {
        TagRule.Matched => IsWithinLimits(deployment) && Matches(deployment),
        TagRule.Default => IsWithinLimits(deployment) && deployment.HasDefaultTag,
        TagRule.Limited => IsWithinLimits(deployment),
        TagRule.Open => deployment.HasDefaultTag,
        TagRule.Nobody => false,
        _ => true,
    };

    private readonly bool IsWithinLimits(Deployment deployment) => _limits is null || _limits.Allow(deployment);

    /// <summary>By its tags, or by its patterns. Where all tags are asked for, patterns do not make good for tags that are missing; they speak for a deployment that has none.</summary>
    private readonly bool Matches(Deployment deployment)
    {
        var any = _model.Settings.TagsMatchAny;
        if (_isTagged && (any ? deployment.Tags.Overlaps(_tags) : deployment.Tags.Contains(_tags)))
        {
            return true;
        }

        return _caller is { } caller && (any || !_isTagged || deployment.Tags.IsEmpty) && deployment.UserAgents.Overlaps(caller.UserAgents);
    }

    /// <summary>
    /// LiteLLM's rule: a tagged request goes to the deployments that match, else to those tagged <c>default</c>, else nowhere; an untagged one to those tagged
    /// <c>default</c>, else anywhere. A client that a pattern matches counts as tagged, but is never turned away for it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TagRule Rule(ModelGroup group)
    {
        ReadTags();
        if (_limits is { } limits)
        {
            return Rule(group, limits);
        }

        var (matched, hasDefault) = (group.Lacks & Deployment.Owned) != 0 || !_groupAllowed
            ? Seen(group)
            : ((_isTagged || _caller is not null) && AnyMatches(group), group.HasDefaultTag);
        return matched ? TagRule.Matched
            : hasDefault ? TagRule.Default
            : _isTagged ? TagRule.Nobody
            : TagRule.All;
    }

    /// <summary>
    /// The same for a request with limits: what it prefers counts among those who keep within them. Without a preference it goes to those tagged <c>default</c>
    /// where there are any, as untagged requests do, and of these to whoever keeps within.
    /// </summary>
    private readonly TagRule Rule(ModelGroup group, TagLimits limits)
    {
        var (matched, defaults, within, withinDefault) = (false, false, false, false);
        foreach (var deployment in group.All)
        {
            if (!IsVisible(deployment))
            {
                continue;
            }

            defaults |= deployment.HasDefaultTag;
            if (limits.Allow(deployment))
            {
                within = true;
                withinDefault |= deployment.HasDefaultTag;
                matched |= (_isTagged || !limits.Requires) && Matches(deployment);
            }
        }

        return matched ? TagRule.Matched
            : withinDefault ? TagRule.Default
            : within && !_isTagged && !defaults ? TagRule.Limited
            : group.FailsOpen && defaults && !(within && _isTagged) ? TagRule.Open
            : TagRule.Nobody;
    }

    /// <summary>The request's own tags, whatever group it is in: those of a deployment that failed are never among them.</summary>
    private void ReadTags()
    {
        if (_request.Tags is not { Count: > 0 } tags)
        {
            return;
        }

        if (TagLimits.Of(tags, _model) is { } limits)
        {
            _limits = limits;
            _tags = limits.Plain;
            _isTagged = limits.IsTagged;
        }
        else if (_model.Settings.TagPrefix is { Length: > 0 } prefix)
        {
            _tags = TagMask.OfRouting(tags, _model.Filters.Tags, prefix, out _isTagged);
        }
        else
        {
            _tags = TagMask.Of(tags, _model.Filters.Tags);
            _isTagged = true;
        }
    }

    private readonly bool AnyMatches(ModelGroup group)
    {
        if (_model.Settings.TagsMatchAny)
        {
            return (_isTagged && group.AllTags.Overlaps(_tags)) || (_caller is { } caller && group.AllUserAgents.Overlaps(caller.UserAgents));
        }

        foreach (var deployment in group.All)
        {
            if (Matches(deployment))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same among those whom the caller may see.</summary>
    private readonly (bool Matched, bool HasDefault) Seen(ModelGroup group)
    {
        var (matched, hasDefault) = (false, false);
        foreach (var deployment in group.All)
        {
            if (IsVisible(deployment))
            {
                matched |= Matches(deployment);
                hasDefault |= deployment.HasDefaultTag;
            }
        }

        return (matched, hasDefault);
    }
}
