using Fairlead.Model;

namespace Fairlead.Selection;

/// <content>Tags: which rule a request follows in a group, and what the rule asks of a member.</content>
internal ref partial struct Candidates
{
    private readonly bool TagsAllow(Deployment deployment) => _tagRule switch
    {
        TagRule.Matched => Matches(deployment.Tags),
        TagRule.Default => deployment.HasDefaultTag,
        TagRule.Nobody => false,
        _ => true,
    };

    private readonly bool Matches(in TagMask tags) => _model.Settings.TagsMatchAny ? tags.Overlaps(_tags) : tags.Contains(_tags);

    /// <summary>LiteLLM's rule: a tagged request goes to the deployments that match, else to those tagged <c>default</c>, else nowhere; an untagged one to those tagged <c>default</c>, else anywhere.</summary>
    private TagRule Rule(ModelGroup group)
    {
        if (_request.Tags is not { Count: > 0 } tags)
        {
            return group.HasDefaultTag ? TagRule.Default : TagRule.All;
        }

        _tags = TagMask.Of(tags, _model.TagIndex);
        if (_model.Settings.TagsMatchAny ? group.AllTags.Overlaps(_tags) : AnyContains(group))
        {
            return TagRule.Matched;
        }

        return group.HasDefaultTag ? TagRule.Default : TagRule.Nobody;
    }

    private readonly bool AnyContains(ModelGroup group)
    {
        foreach (var deployment in group.All)
        {
            if (deployment.Tags.Contains(_tags))
            {
                return true;
            }
        }

        return false;
    }

    private enum TagRule
    {
        All,
        Matched,
        Default,
        Nobody,
    }
}
