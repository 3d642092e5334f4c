using Fairlead.Compatibility;
using Fairlead.Selection;
using Fairlead.TestKit.Time;

namespace Fairlead.Tests.Compatibility;

/// <summary>Lists of deployments as fast_litellm's callers write them, and routers to pick of them.</summary>
internal static class EntryLists
{
    // The list the documentation of fast_litellm begins with.
    public static Dictionary<string, object?>[] Documented =>
    [
        Entry("gpt-4", "https://api.openai.com"),
        Entry("gpt-4", "https://api.azure.com"),
        Entry("gpt-3.5-turbo", "https://api.openai.com"),
    ];

    public static AdvancedRouter Create(FakeTimeProvider clock, string strategy = "simple_shuffle") =>
        new(strategy, new RouterOptions { TimeProvider = clock, Random = RandomSource.Seeded(7) });

    public static Dictionary<string, object?> Entry(string name, string endpoint, params (string Key, object? Value)[] more)
    {
        var entry = new Dictionary<string, object?> { ["model_name"] = name, ["endpoint"] = endpoint };
        foreach (var (key, value) in more)
        {
            entry[key] = value;
        }

        return entry;
    }

    /// <summary>How often each entry is picked.</summary>
    public static Dictionary<object, int> Count<TEntry>(AdvancedRouter router, IReadOnlyList<TEntry> list, int picks = 1000)
        where TEntry : class
    {
        var counts = new Dictionary<object, int>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < picks; i++)
        {
            var picked = router.GetAvailableDeployment(list, "gpt-4")!;
            counts[picked] = counts.GetValueOrDefault(picked) + 1;
        }

        return counts;
    }
}
