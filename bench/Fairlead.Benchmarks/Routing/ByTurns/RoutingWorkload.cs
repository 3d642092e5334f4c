using Fairlead.Attempts;

namespace Fairlead.Benchmarks.Routing.ByTurns;

/// <summary>What is measured, as plain delegates: the one thing that goes from one load context to another.</summary>
internal static class RoutingWorkload
{
    /// <summary>Name to deployment.</summary>
    public const string Decision = "decision";

    /// <summary>The same with tags, a region and a blocked deployment.</summary>
    public const string Filtered = "filtered";

    /// <summary>Begin, next, report, dispose.</summary>
    public const string Cycle = "cycle";

    /// <summary>The same, the thread that creates it and any other with a router each.</summary>
    public const string Apart = "apart";

    public static Action<int> Create(string kind, string strategy, int size)
    {
        var router = RoutedGroup.Build(strategy, size);
        return kind switch
        {
            Decision => count => Decide(router, count),
            Filtered => count => DecideFiltered(router, count),
            Cycle => count => Cycles(router, count),
            Apart => CyclesApart(router, RoutedGroup.Build(strategy, size)),
            _ => throw new ArgumentException($"'{kind}' is no workload.", nameof(kind)),
        };
    }

    private static void Decide(Router router, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Check(router.Pick(RoutedGroup.Model) is not null);
        }
    }

    private static void DecideFiltered(Router router, int count)
    {
        var request = new RouteRequest(RoutedGroup.Model) { Tags = ["even"], Region = "eu", Blocked = ["d1"] };
        for (var i = 0; i < count; i++)
        {
            Check(router.Pick(request) is not null);
        }
    }

    private static void Cycles(Router router, int count)
    {
        var report = new AttemptReport { Duration = TimeSpan.FromMilliseconds(600), TimeToFirstToken = TimeSpan.FromMilliseconds(120), OutputTokens = 200 };
        for (var i = 0; i < count; i++)
        {
            using var session = router.Begin(new RouteRequest(RoutedGroup.Model));
            Check(session.TryNext(out var attempt) && session.Report(attempt, report).Action == NextAction.Done);
        }
    }

    private static Action<int> CyclesApart(Router own, Router others)
    {
        var owner = Environment.CurrentManagedThreadId;
        return count => Cycles(Environment.CurrentManagedThreadId == owner ? own : others, count);
    }

    private static void Check(bool answered)
    {
        if (!answered)
        {
            throw new InvalidOperationException("Nobody was found, where everybody is well.");
        }
    }
}
