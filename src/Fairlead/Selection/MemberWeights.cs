using Fairlead.Model;

namespace Fairlead.Selection;

/// <summary>The weights that shuffles and round robin go by.</summary>
internal static class MemberWeights
{
    /// <summary>Each member's <c>weight</c>, else <c>rpm</c>, else <c>tpm</c>, zero where it has none; null where no member has any above zero.</summary>
    public static double[]? Of(Deployment[] members) =>
        Of(members, static d => d.Config.Params.Weight)
            ?? Of(members, static d => d.Config.Params.Rpm)
            ?? Of(members, static d => d.Config.Params.Tpm);

    /// <summary>The members a weight of zero takes out of service; null when none.</summary>
    public static bool[]? Drained(Deployment[] members) =>
        Array.Exists(members, static d => d.Config.Params.Weight == 0) ? Array.ConvertAll(members, static d => d.Config.Params.Weight == 0) : null;

    private static double[]? Of(Deployment[] members, Func<Deployment, double?> metric)
    {
        var weights = Array.ConvertAll(members, d => metric(d) ?? 0);
        return Array.Exists(weights, static w => w > 0) ? weights : null;
    }
}
