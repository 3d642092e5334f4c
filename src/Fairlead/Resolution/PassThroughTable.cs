using Fairlead.Configuration;
using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>
/// Models that nobody is configured for, where all of them may pass (<c>router_general_settings.pass_through_all_models</c>): a deployment for each, of the provider
/// that the name tells.
/// </summary>
/// <remarks>
/// The caller chooses a provider and a model, and nothing else: the host is the provider's own or that of the operator's environment, and so is the key. What is learnt of
/// a name lives as long as it is asked for, across reloads; names are bounded like callers' credentials, and apart from them.
/// </remarks>
internal sealed class PassThroughTable(RoutingModel model, ShadowStates states)
{
    public ShadowStates States => states;

    /// <summary>The target of a name; null where names do not pass, and where it tells no provider.</summary>
    public ModelTarget? Find(string name, NameResolver names)
    {
        if (model.Config.Router.PassThroughAllModels != true
            || name.Contains('*', StringComparison.Ordinal)
            || !ProviderNames.TryResolve(name, null, null, out var provider, out var upstream)
            || provider == ProviderTable.Simulated)
        {
            return null;
        }

        var id = $"{provider}/{upstream}";
        var entry = new DeploymentConfig { ModelName = name, Params = new DeploymentParams { Model = name } };
        var deployment = new Deployment(id, RoutingModelBuilder.WithDefaults(entry, provider, upstream, model.Config), provider, upstream, model.Config.Catalogue)
        {
            State = states.Of(id),
            IsPassThrough = true,
            Budgets = model.Budgets?.Of(id, id, provider, entry.Params),
            HasAlternative = names.HasFallback(name),
        };
        return new ModelTarget(names, name, "pass-through", ModelGroup.Create(name, model.Strategies.Of(name), [deployment]), name);
    }
}
