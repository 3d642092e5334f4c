using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.State;

/// <summary>How many failures a deployment may have in a minute, where a person has said so.</summary>
/// <param name="Number">The number.</param>
/// <param name="Counted">What is counted: one class, or all that no class is named for.</param>
internal readonly record struct AllowedFails(int Number, FailureClass Counted)
{
    /// <summary>
    /// The number for a failure. In this order: the deployment's for the class, even where nobody can stand in for it; the deployment's own for any;
    /// the router's for the class; the router's for any. LiteLLM's order; the deployment's number for any does not rest one that stands alone.
    /// </summary>
    /// <param name="deployment">Whose failure.</param>
    /// <param name="report">The failure.</param>
    /// <param name="settings">The generation's settings.</param>
    /// <returns>Null where nobody has said a number: the share of failures decides.</returns>
    public static AllowedFails? For(Deployment deployment, in AttemptReport report, RoutingSettings settings)
    {
        var own = deployment.Config.Params;
        if (own.AllowedFailsPolicy is null && own.AllowedFails is null && settings.AllowedFailsPolicy is null && settings.AllowedFails is null)
        {
            return null;
        }

        var failure = FailureClasses.Of(report.Failure, report.Status);
        if (own.AllowedFailsPolicy?.Allowed(failure) is { } ownOfClass)
        {
            return new AllowedFails(ownOfClass, failure);
        }

        if (own.AllowedFails is { } ownOfAny && deployment.HasAlternative)
        {
            return new AllowedFails(ownOfAny, FailureClass.Other);
        }

        return settings.AllowedFailsPolicy?.Allowed(failure) is { } ofClass ? new AllowedFails(ofClass, failure)
            : settings.AllowedFails is { } ofAny ? new AllowedFails(ofAny, FailureClass.Other)
            : null;
    }

    /// <summary>The number is one for the failure's class: it counts whatever the failure says of the deployment's health.</summary>
    public bool IsOfClass => Counted != FailureClass.Other;
}
