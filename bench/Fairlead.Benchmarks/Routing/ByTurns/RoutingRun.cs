using System.Diagnostics;

namespace Fairlead.Benchmarks.Routing.ByTurns;

/// <summary>Times decisions and whole requests of every strategy, in turns so short and so many that each has quiet moments on a machine that is not quiet.</summary>
internal static class RoutingRun
{
    /// <summary>Passes over all cases before the first round: the compiler works in the background, on counts of calls and a timer of a tenth of a second.</summary>
    private const int Passes = 6;

    public static int Run(string[] args)
    {
        var options = RoutingOptions.Parse(args);
        var cases = Cases(options);
        using var second = new SecondThread();
        for (var pass = 0; pass < Passes; pass++)
        {
            for (var times = 0; times < 10; times++)
            {
                cases.ForEach(static one => one.Warm());
            }

#pragma warning disable RS0030 // Nobody else runs here: what is hot is compiled anew in the background meanwhile.
            Thread.Sleep(400);
#pragma warning restore RS0030
        }

        for (var round = 0; round < options.Rounds; round++)
        {
            // There and back: of two builds each goes first as often as the other.
            cases.Reverse();
            cases.ForEach(one => one.Turn(second));
        }

        var page = new RoutingPage(options, cases, ClockRead()).ToString();
        Console.WriteLine(page);
        if (options.Markdown is { } path)
        {
            File.WriteAllText(path, page);
        }

        return 0;
    }

    private static List<RoutingCase> Cases(RoutingOptions options)
    {
        var cases = new List<RoutingCase>();
        foreach (var strategy in options.Strategies)
        {
            var builds = options.Builds.Select(build => (build.Name, Code: new RoutingBuild(build.Folder))).ToArray();
            foreach (var (kind, size) in RoutingPage.Columns)
            {
                cases.AddRange(builds.Select(build => new RoutingCase(build.Name, kind, strategy, size, 1, build.Code.Workload(kind, strategy, size))));
            }

            // One router for both rows, one right after the other: what disturbs the one disturbs the other.
            foreach (var (name, code) in builds)
            {
                var shared = code.Workload(RoutingWorkload.Cycle, strategy, RoutingPage.SharedSize);
                cases.Add(new RoutingCase(name, RoutingPage.Shared, strategy, RoutingPage.SharedSize, 1, shared));
                cases.Add(new RoutingCase(name, RoutingPage.Shared, strategy, RoutingPage.SharedSize, 2, shared));
                var decisions = code.Workload(RoutingWorkload.Decision, strategy, RoutingPage.SharedSize);
                cases.Add(new RoutingCase(name, RoutingPage.SharedDecision, strategy, RoutingPage.SharedSize, 1, decisions));
                cases.Add(new RoutingCase(name, RoutingPage.SharedDecision, strategy, RoutingPage.SharedSize, 2, decisions));
                cases.Add(new RoutingCase(
                    name, RoutingWorkload.Apart, strategy, RoutingPage.SharedSize, 2, code.Workload(RoutingWorkload.Apart, strategy, RoutingPage.SharedSize)));
            }
        }

        return cases;
    }

    /// <summary>What one look at the clock costs here, in nanoseconds: a cycle has two, and it differs fivefold between virtual machines.</summary>
    private static double ClockRead()
    {
        var least = double.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            var from = Stopwatch.GetTimestamp();
            for (var j = 0; j < 1000; j++)
            {
                Stopwatch.GetTimestamp();
            }

            least = Math.Min(least, (Stopwatch.GetTimestamp() - from) * 1e6 / Stopwatch.Frequency);
        }

        return least;
    }
}
