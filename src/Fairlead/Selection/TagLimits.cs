using Fairlead.Model;

namespace Fairlead.Selection;

/// <summary>Tags of a request that narrow it whatever else it prefers: those no deployment may have (<c>!tag</c>), and those each must have (<c>&amp;tag</c>), as LiteLLM writes them.</summary>
internal sealed class TagLimits
{
    private readonly TagMask _banned;
    private readonly TagMask _required;

    private TagLimits(TagMask banned, TagMask required, TagMask plain, bool isTagged, bool requires)
    {
        _banned = banned;
        _required = required;
        Plain = plain;
        IsTagged = isTagged;
        Requires = requires;
    }

    /// <summary>The request's other tags.</summary>
    public TagMask Plain { get; }

    /// <summary>There are others by which it is routed.</summary>
    public bool IsTagged { get; }

    /// <summary>Some tag is required: who meets it is not chosen among by <c>User-Agent</c>.</summary>
    public bool Requires { get; }

    /// <summary>Reads them.</summary>
    /// <param name="tags">The request's tags.</param>
    /// <param name="model">The generation, whose tags have numbers and may have a prefix that marks those to route by.</param>
    /// <returns>Null where none narrows the request, as in most.</returns>
    public static TagLimits? Of(IReadOnlyList<string> tags, RoutingModel model)
    {
        var prefix = model.Settings.TagPrefix ?? "";
        var any = false;
        for (var i = 0; i < tags.Count && !any; i++)
        {
            any = IsLimit(tags[i]) || (prefix.Length > 0 && tags[i].StartsWith(prefix, StringComparison.Ordinal) && IsLimit(tags[i].AsSpan(prefix.Length)));
        }

        return any ? Read(tags, model, prefix) : null;
    }

    /// <summary>Whether a deployment keeps within them.</summary>
    public bool Allow(Deployment deployment) => !deployment.Tags.Overlaps(_banned) && deployment.Tags.Contains(_required);

    private static TagLimits Read(IReadOnlyList<string> tags, RoutingModel model, string prefix)
    {
        var (banned, required, plain) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var tag in tags)
        {
            var isMarked = prefix.Length > 0 && tag.StartsWith(prefix, StringComparison.Ordinal);
            var text = isMarked ? tag[prefix.Length..] : tag;
            var isLimit = IsLimit(text);
            var name = isLimit ? text[1..] : text;

            // Where a prefix marks the tags to route by, others count only if some deployment has them.
            if (isMarked || prefix.Length == 0 || model.Filters.Tags.ContainsKey(name))
            {
                (!isLimit ? plain : text[0] == '!' ? banned : required).Add(name);
            }
        }

        var numbers = model.Filters.Tags;
        return new TagLimits(TagMask.Of(banned, numbers), TagMask.Of(required, numbers), TagMask.Of(plain, numbers), plain.Count > 0, required.Count > 0);
    }

    private static bool IsLimit(ReadOnlySpan<char> tag) => tag.Length > 1 && (tag[0] is '!' or '&');
}
