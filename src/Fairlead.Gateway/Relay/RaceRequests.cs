using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Gateway.Relay;

/// <summary>Takes <c>fastest_response</c> with <c>model: "a,b,c"</c> apart into requests to one model each.</summary>
internal static class RaceRequests
{
    /// <summary>Most models of one race: each is a call that is paid for, and nobody has asked for more than a handful.</summary>
    public const int Most = 16;

    /// <summary>Whether a name is a list of names: it has a comma, and nobody is called so. That a wildcard would cover it says nothing.</summary>
    public static bool IsList(string name, RoutingModel model) =>
        name.Contains(',', StringComparison.Ordinal) && model.Names.ResolveOwn(name) is null or { ResolvedBy: "wildcard" };

    /// <summary>The names of a list.</summary>
    public static string[] Names(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads the list.</summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="model">The generation: a name with a comma that exists is a name.</param>
    /// <param name="fault">Why it is refused; null when it is not.</param>
    /// <returns>The requests; null where there is one model only.</returns>
    public static List<RouteRequest>? Of(in RouteRequest request, RoutingModel model, out RequestFault? fault)
    {
        fault = null;
        if (!IsList(request.Model, model))
        {
            return null;
        }

        var requests = new List<RouteRequest>();
        foreach (var name in Names(request.Model))
        {
            if (!requests.Exists(other => other.Model == name))
            {
                // A race is hedged by its nature.
                requests.Add(request with { Model = name, Hedge = false });
            }
        }

        if (requests.Count is 0 or > Most)
        {
            fault = RequestFault.Invalid($"'model' must name 1 to {Most} models for fastest_response.", "model");
        }

        return requests;
    }
}
