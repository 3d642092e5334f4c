using Fairlead.Attempts;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <summary>Who asks, from headers and metadata.</summary>
internal static class RequestCaller
{
    /// <summary>The caller's team.</summary>
    public const string TeamHeader = "x-fairlead-team";

    /// <summary>Whose share of a queue the request takes.</summary>
    public const string KeyHeader = "x-fairlead-key";

    /// <summary>The only models the caller may use, separated by commas.</summary>
    public const string ModelsHeader = "x-fairlead-models";

    /// <summary>Works out who asks.</summary>
    /// <param name="headers">The request's headers, which win over its metadata.</param>
    /// <param name="view">The request, read.</param>
    /// <param name="trusted">The request brought the master key: who holds it may speak for teams.</param>
    /// <param name="userAgents">The configuration routes by <c>User-Agent</c>.</param>
    /// <param name="queues">Requests may wait, each key's in turn.</param>
    public static RouteCaller? From(IHeaderDictionary headers, RequestView view, bool trusted, bool userAgents, bool queues)
    {
        // Without a master key everybody is who they say: by the key they bring.
        var key = !queues ? null : trusted ? headers.TryGetValue(KeyHeader, out var named) ? named.ToString() : view.Key : RelayAffinity.CallerOf(headers);
        var team = trusted ? headers.TryGetValue(TeamHeader, out var sent) ? sent.ToString() : view.Team : null;
        var agent = userAgents ? headers.UserAgent.ToString() : null;
        var models = trusted ? Models(headers, view) : null;
        if (string.IsNullOrEmpty(team) && string.IsNullOrEmpty(agent) && string.IsNullOrEmpty(key) && models is null)
        {
            return null;
        }

        team = string.IsNullOrEmpty(team) ? null : team;
        key = string.IsNullOrEmpty(key) ? null : key;

        // A context serves one client after another, and most often it is the same client.
        return view.Caller is { } before && models is null && before.Models is null && before.Team == team && before.UserAgent == agent && before.Key == key
            ? before
            : new RouteCaller { Team = team, Models = models, UserAgent = agent, Key = key };
    }

    /// <summary>The list; null for none and for an empty one, which stands for every model where LiteLLM's keys have it.</summary>
    private static IReadOnlyList<string>? Models(IHeaderDictionary headers, RequestView view)
    {
        IReadOnlyList<string>? models = headers.TryGetValue(ModelsHeader, out var sent)
            ? sent.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : view.Models;
        return models is { Count: > 0 } ? models : null;
    }
}
