using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>The routing groups that can be asked for by name: each holds the deployments of all its models.</summary>
internal static class RoutingSets
{
    /// <summary>Those whose name no model has. A wildcard's deployments are left out: nobody said which model they would be.</summary>
    public static IEnumerable<ModelGroup> Of(RoutingModel model, IReadOnlyList<ModelGroup> groups)
    {
        foreach (var set in model.Config.Router.RoutingGroups)
        {
            Deployment[] members = [.. groups.SelectMany(static group => group.All).Where(d => !d.IsWildcard && set.Models.Contains(d.ModelName, StringComparer.Ordinal))];
            if (members.Length > 0 && !groups.Any(group => group.Name == set.Name) && !model.Config.Router.ModelGroupAlias.ContainsKey(set.Name))
            {
                var group = ModelGroup.Create(set.Name, model.Strategies.OfSet(set), members);
                group.Hedging = model.SetHedging.GetValueOrDefault(set.Name);
                yield return group;
            }
        }
    }
}
