using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>Groups whose name holds <c>*</c>, the most specific first: longer pattern, then more stars, then the order of the configuration (LiteLLM's order).</summary>
internal sealed class WildcardTable
{
    private readonly RoutingModel _model;
    private readonly (WildcardPattern Pattern, ModelGroup Group)[] _entries;

    public WildcardTable(RoutingModel model, IReadOnlyList<ModelGroup> groups)
    {
        _model = model;
        _entries =
        [
            .. groups
                .Where(static group => group.Name.Contains('*', StringComparison.Ordinal))
                .Select(static group => (Pattern: new WildcardPattern(group.Name), Group: group))
                .OrderByDescending(static entry => entry.Pattern.Text.Length)
                .ThenByDescending(static entry => entry.Pattern.Stars),
        ];
    }

    /// <summary>The group for a name, with the names its deployments are to be called by; null when no pattern covers it.</summary>
    public ModelGroup? Find(string name)
    {
        if (_entries.Length == 0)
        {
            return null;
        }

        if (Match(name, name) is { } found)
        {
            return found;
        }

        // A bare name is tried with its provider before it, too.
        return !name.Contains('/', StringComparison.Ordinal) && ProviderNames.TryResolve(name, null, null, out var provider, out _)
            ? Match($"{provider}/{name}", name)
            : null;
    }

    private ModelGroup? Match(string name, string requested)
    {
        foreach (var (pattern, group) in _entries)
        {
            if (pattern.TryMatch(name, out var parts) && Fill(group, parts, name) is { Length: > 0 } deployments)
            {
                var covered = ModelGroup.Create(requested, group.Rules, deployments);
                covered.Hedging = group.Hedging;
                return covered;
            }
        }

        return null;
    }

    private static Deployment[] Fill(ModelGroup group, string[] parts, string name)
    {
        var deployments = new List<Deployment>(group.All.Length);
        foreach (var deployment in group.All)
        {
            var call = deployment.Config.Params;
            var model = WildcardPattern.Fill(call.Model, parts, name);
            if (deployment.Provider.Length > 0)
            {
                deployments.Add(deployment.For(deployment.Provider, WithoutProvider(model, call, deployment.Provider)));
            }
            else if (ProviderNames.TryResolve(model, call.CustomProvider, call.ApiBase, out var provider, out var upstream))
            {
                // The deployment's own model is all wildcard: the name asked for says which provider it is.
                deployments.Add(deployment.For(provider, upstream));
            }
        }

        return [.. deployments];
    }

    private static string WithoutProvider(string model, DeploymentParams call, string provider) =>
        ProviderNames.TryResolve(model, call.CustomProvider, call.ApiBase, out var found, out var upstream) && found == provider ? upstream : model;
}
