using System.Collections.Concurrent;
using Fairlead.Attempts;
using Fairlead.Selection;

namespace Fairlead.Compatibility;

/// <summary>The functions documented for the module <c>fast_litellm</c>. Thread-safe.</summary>
public static class FastLiteLlm
{
    private static readonly ConcurrentDictionary<string, AdvancedRouter> Routers = new(StringComparer.Ordinal);

    /// <summary>The process's router of a strategy, whose picks <see cref="GetAvailableDeployment"/> gives: report calls to it.</summary>
    /// <param name="strategy">The strategy, in any spelling.</param>
    /// <exception cref="ArgumentException">No strategy has this name; the message lists those that exist.</exception>
    public static AdvancedRouter Router(string strategy = "simple_shuffle") =>
        StrategyNames.TryParse(strategy, out var name)
            ? Routers.GetOrAdd(name, static name => new AdvancedRouter(name))
            : new AdvancedRouter(strategy);

    /// <summary>An available deployment for the model.</summary>
    /// <param name="modelList">The deployments.</param>
    /// <param name="model">The model name to route to.</param>
    /// <param name="blockedModels">Not to be used: model names, provider model strings, ids or endpoints.</param>
    /// <param name="context">What is known of the request: <c>tags</c> (a list) and <c>region</c> are looked at.</param>
    /// <param name="settings"><c>strategy</c> or <c>routing_strategy</c>; simple_shuffle where neither is set.</param>
    /// <returns>One of the objects of the list; null when no deployment is available.</returns>
    /// <exception cref="ArgumentException">An entry cannot be read, or no strategy has the name asked for.</exception>
    public static TEntry? GetAvailableDeployment<TEntry>(
        IReadOnlyList<TEntry> modelList,
        string model,
        IReadOnlyList<string>? blockedModels = null,
        IReadOnlyDictionary<string, object?>? context = null,
        IReadOnlyDictionary<string, object?>? settings = null)
        where TEntry : class
    {
        EntryMap.TryWrap(settings, out var set);
        EntryMap.TryWrap(context, out var known);
        var router = Router(set.Text("strategy") ?? set.Text("routing_strategy") ?? "simple_shuffle");
        return router.Pick(modelList, new RouteRequest(model)
        {
            Blocked = blockedModels,
            Tags = known.Texts("tags") is { Count: > 0 } tags ? tags : null,
            Region = known.Text("region"),
        });
    }
}
