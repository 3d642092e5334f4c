using Fairlead.Configuration;

namespace Fairlead.Resolution;

/// <summary>Looks up a group's fallbacks in the settings.</summary>
internal static class FallbackTable
{
    private const string Everybody = "*";

    /// <summary>The names of a list for one model: by the name asked for, then the group's.</summary>
    /// <remarks>Generic fallbacks only: then the name without a known provider before it, then <c>*</c>, then <c>default_fallbacks</c>. A list of its own beats the default.</remarks>
    public static IReadOnlyList<FallbackTarget> Entries(RouterSettings router, string requested, string group, FallbackList list)
    {
        var table = list switch
        {
            FallbackList.ContextWindow => router.ContextWindowFallbacks,
            FallbackList.ContentPolicy => router.ContentPolicyFallbacks,
            _ => router.Fallbacks,
        };
        if (table.TryGetValue(requested, out var names) || table.TryGetValue(group, out names))
        {
            return names;
        }

        if (list != FallbackList.Generic)
        {
            return [];
        }

        if (WithoutProvider(requested) is { } bare && table.TryGetValue(bare, out names))
        {
            return names;
        }

        return table.TryGetValue(Everybody, out names) ? names : router.DefaultFallbacks;
    }

    /// <summary>The entries of a request's own table, which has no default.</summary>
    public static IReadOnlyList<FallbackTarget> Entries(IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>> table, string requested, string group) =>
        table.TryGetValue(requested, out var entries) || table.TryGetValue(group, out entries) ? entries : [];

    private static string? WithoutProvider(string name) =>
        name.Contains('/', StringComparison.Ordinal)
        && ProviderNames.TryResolve(name, null, null, out _, out var bare)
        && bare.Length < name.Length
            ? bare
            : null;
}
