using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Resolution;

/// <summary>
/// The deployments of one generation as callers with credentials of their own see them: each is a deployment by itself, with its own id and state, so that
/// one caller's refused or exhausted key rests nobody else.
/// </summary>
internal sealed class ShadowTable(ShadowStates states)
{
    private readonly IdleCache<ModelTarget> _targets = new(ShadowStates.Most, states.Clock.Ticks(ShadowStates.Patience));

    public ShadowStates States => states;

    /// <summary>A target under a caller's credentials: those of its deployments that allow them. Nobody where none does.</summary>
    public ModelTarget Of(ModelTarget target, ClientCredentials credentials)
    {
        var found = _targets.Get(
            $"{DeploymentIdentity.Of(credentials)}{target.Requested.Length}\n{target.Requested}{target.Key}",
            states.Clock.Now,
            (Table: this, Target: target, Credentials: credentials),
            static on => on.Target.With(on.Table.GroupOf(on.Target.Group, on.Credentials)));

        // Asked for, so that they are not forgotten while the table still has them.
        foreach (var shadow in found.Group.All)
        {
            states.Touch(shadow.Id);
        }

        return found;
    }

    private ModelGroup GroupOf(ModelGroup group, ClientCredentials credentials)
    {
        var shadows = new List<Deployment>(group.All.Length);
        foreach (var deployment in group.All)
        {
            if (ShadowConfig.Of(deployment.Config, credentials) is { } config)
            {
                var id = DeploymentIdentity.OfShadow(deployment.Id, config);
                shadows.Add(deployment.Shadow(id, config, states.Of(id)));
            }
        }

        QuotaDomain.Assign(shadows);
        var created = ModelGroup.Create(group.Name, group.Rules, [.. shadows]);
        created.Hedging = group.Hedging;
        return created;
    }
}
