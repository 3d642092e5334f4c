using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Traffic;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>Requests of a workload as the product's router is told of them.</summary>
internal sealed class RouteRequests(Router router)
{
    private readonly PromptBeginnings _beginnings = new();
    private readonly Dictionary<string, RouteCaller> _callers = new(StringComparer.Ordinal);

    public RouteRequest Of(SimulatedRequest request)
    {
        var plain = new RouteRequest(request.Model)
        {
            Stream = request.Stream,
            InputTokens = request.InputTokens,
            Affinity = _beginnings.Of(request, router),
        };
        return request.Wishes is not { } wishes ? plain : plain with
        {
            Tags = wishes.Tags,
            Region = wishes.Region,
            Needs = wishes.Needs,
            Priority = wishes.Priority,
            MaxOutputTokens = wishes.MaxOutputTokens,
            Caller = wishes.Team is { } team ? Caller(team) : null,
        };
    }

    /// <summary>One for all requests of a team: what it means is worked out once.</summary>
    private RouteCaller Caller(string team)
    {
        if (!_callers.TryGetValue(team, out var caller))
        {
            _callers[team] = caller = new RouteCaller { Team = team };
        }

        return caller;
    }
}
