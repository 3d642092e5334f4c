using System.Collections.Frozen;
using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>The names that a team's members know its deployments by (<c>team_public_model_name</c>), beside those that are everybody's.</summary>
/// <remarks>A team's view of the names is made when its first request comes; teams without such names, or wildcards of their own, share everybody's.</remarks>
internal sealed class TeamNames
{
    private readonly RoutingModel _model;
    private readonly FrozenDictionary<string, int> _teams;
    private readonly NameResolver?[] _views;

    public TeamNames(RoutingModel model)
    {
        _model = model;
        _teams = model.Deployments
            .Where(static d => d.Config.Info.TeamId is not null && (d.Config.Info.TeamPublicModelName is not null || d.IsWildcard))
            .Select(static d => d.Config.Info.TeamId!)
            .Distinct(StringComparer.Ordinal)
            .Select(static (team, index) => (team, index))
            .ToFrozenDictionary(static entry => entry.team, static entry => entry.index, StringComparer.Ordinal);
        _views = new NameResolver?[_teams.Count];
        foreach (var own in model.Deployments
            .Where(static d => d.Config.Info is { TeamId: not null, TeamPublicModelName: not null })
            .GroupBy(static d => (d.Config.Info.TeamId, d.Config.Info.TeamPublicModelName!)))
        {
            var (_, name) = own.Key;
            var hasAlternative = own.Count() > 1 || model.Groups.Any(group => group.Name == name) || model.Names.HasFallback(name);
            foreach (var member in own)
            {
                member.HasAlternative |= hasAlternative;
            }
        }
    }

    /// <summary>The groups as those see them who have no team: a wildcard of a team's covers no name of theirs.</summary>
    public static IReadOnlyList<ModelGroup> Common(ModelGroup[] groups) => Without(groups, team: null);

    /// <summary>The names as a request's team sees them.</summary>
    public NameResolver For(RouteCaller? caller) =>
        caller?.Team is { } team && _teams.TryGetValue(team, out var index) ? _views[index] ??= View(team) : _model.Names;

    /// <summary>The names a model listing shows to a team.</summary>
    /// <param name="team">The team; null for whoever has none.</param>
    public IReadOnlyList<string> Listed(string? team)
    {
        List<string> names = [.. Own(team).Select(static own => own.Name)];
        foreach (var name in _model.ModelNames)
        {
            if (!names.Contains(name) && !IsHidden(name, team))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>A group of other teams' deployments alone. What is known by a public name is not shown by its other one.</summary>
    private bool IsHidden(string name, string? team)
    {
        foreach (var group in _model.Groups)
        {
            if (group.Name == name)
            {
                return Array.TrueForAll(group.All, d => d.Config.Info.TeamId is { } owner && (owner != team || d.Config.Info.TeamPublicModelName is not null));
            }
        }

        return false;
    }

    private NameResolver View(string team)
    {
        var groups = Without(_model.Groups, team);
        foreach (var (name, members) in Own(team))
        {
            // Whoever else has the name and is not another team's stands beside the team's own.
            var index = groups.FindIndex(group => group.Name == name);
            Deployment[] all = index < 0 ? members : [.. members, .. groups[index].All.Except(members).Where(d => d.Config.Info.TeamId is not { } owner || owner == team)];
            var like = index < 0 ? groups.Find(group => group.Name == members[0].ModelName)! : groups[index];
            var group = ModelGroup.Create(name, like.Rules, all);
            group.Hedging = like.Hedging;
            if (index < 0)
            {
                groups.Add(group);
            }
            else
            {
                groups[index] = group;
            }
        }

        return new NameResolver(_model, groups);
    }

    private static List<ModelGroup> Without(IReadOnlyList<ModelGroup> groups, string? team) =>
        [.. groups.Where(group => !group.Name.Contains('*', StringComparison.Ordinal) || !Array.TrueForAll(group.All, d => d.Config.Info.TeamId is { } owner && owner != team))];

    private IEnumerable<(string Name, Deployment[] Members)> Own(string? team) => team is null ? [] : _model.Deployments
        .Where(d => d.Config.Info.TeamId == team && d.Config.Info.TeamPublicModelName is not null)
        .GroupBy(static d => d.Config.Info.TeamPublicModelName!, StringComparer.Ordinal)
        .Select(static own => (own.Key, own.ToArray()));
}
