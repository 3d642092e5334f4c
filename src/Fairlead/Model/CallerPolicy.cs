using Fairlead.Attempts;
using Fairlead.Resolution;

namespace Fairlead.Model;

/// <summary>What a caller may use in one generation of the configuration.</summary>
internal sealed class CallerPolicy
{
    private readonly IReadOnlyList<string>? _models;
    private readonly TagMask _accessGroups;
    private readonly NameResolver _names;

    public CallerPolicy(RouteCaller caller, RoutingModel model)
    {
        Model = model;
        Team = model.Filters.TeamId(caller.Team);
        UserAgents = caller.UserAgent is { Length: > 0 } agent ? model.Filters.UserAgents.Matching(agent) : default;
        _models = caller.Models;
        _names = model.Teams.For(caller);
        _accessGroups = _models is null ? default : TagMask.Of(_models, model.Filters.AccessGroups);
    }

    public RoutingModel Model { get; }

    /// <summary>The team's number.</summary>
    public int Team { get; }

    /// <summary>The <c>tag_regex</c> patterns that the client matches.</summary>
    public TagMask UserAgents { get; }

    /// <summary>There are models the caller may not use.</summary>
    public bool IsRestricted => _models is not null;

    /// <summary>Whether every deployment of a group may be used: the group itself is named, an alias of it, or a pattern that covers it.</summary>
    public bool Allows(ModelGroup group)
    {
        for (var i = 0; i < _models!.Count; i++)
        {
            var name = _models[i];
            if (string.Equals(name, group.Name, StringComparison.Ordinal)
                || WildcardPattern.Covers(name, group.Name)
                || (Model.Config.Router.ModelGroupAlias.ContainsKey(name) && _names.Resolve(name) is { } meant && (meant.Group == group || meant.Key == group.Name)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one deployment may be used: by its id, its own group, or one of its access groups.</summary>
    public bool Allows(Deployment deployment)
    {
        if (deployment.AccessGroups.Overlaps(_accessGroups))
        {
            return true;
        }

        for (var i = 0; i < _models!.Count; i++)
        {
            if (string.Equals(_models[i], deployment.Id, StringComparison.Ordinal) || string.Equals(_models[i], deployment.ModelName, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
