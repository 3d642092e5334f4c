using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Fairlead.Benchmarks.Routing.ByTurns;

/// <summary>The figures as a page.</summary>
internal sealed class RoutingPage(RoutingOptions options, List<RoutingCase> cases, double clockRead)
{
    /// <summary>Cycles over one router, by one thread and by two.</summary>
    public const string Shared = "shared";

    /// <summary>Decisions over one router, by one thread and by two.</summary>
    public const string SharedDecision = "shared decision";

    /// <summary>Deployments of that router.</summary>
    public const int SharedSize = 10;

    /// <summary>What is timed of each strategy on one thread.</summary>
    public static readonly IReadOnlyList<(string Kind, int Size)> Columns =
    [
        (RoutingWorkload.Decision, 10), (RoutingWorkload.Decision, 100), (RoutingWorkload.Decision, 1000),
        (RoutingWorkload.Filtered, 10), (RoutingWorkload.Filtered, 100), (RoutingWorkload.Filtered, 1000),
        (RoutingWorkload.Cycle, 10), (RoutingWorkload.Cycle, 100), (RoutingWorkload.Cycle, 1000),
    ];

    public override string ToString()
    {
        var builds = string.Join(" → ", options.Builds.Select(static build => build.Name));
        var text = new StringBuilder(Text(
            $"""
            # Routing decisions

            {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {builds}. {Environment.ProcessorCount} cores ({Cpu()}), {RuntimeInformation.FrameworkDescription}; load {Load()}; one look at the clock costs {clockRead:F0} ns.
            {options.Rounds} rounds; in each every figure is taken once, over 2,000 operations, the builds by turns in one process. Told is the least in nanoseconds, with the median in brackets:
            the least is what the code costs, the median what the machine made of it. Each strategy has the code to itself, compiled for it alone.
            How to repeat: [bench/README.md](../README.md).

            Decisions: name to deployment, health asked; one thread. Goals: 40 ns at 10 deployments, 300 ns at 1000, nothing allocated.


            """));
        Table(text, RoutingWorkload.Decision);
        text.Append("The same for requests with tags, a region and a blocked deployment: half of the deployments are left.\n\n");
        Table(text, RoutingWorkload.Filtered);
        text.Append("Whole cycle: begin, next, report, dispose. Goals: 300 ns, one small object.\n\n");
        Table(text, RoutingWorkload.Cycle);
        text.Append(Text(
            $"""
            One router of {SharedSize} by one thread and by two, each of the two as often as the one: nanoseconds for each of both together, and how many times as many two threads do, by the
            least and by the median figures. Decisions; goal: 1.7.

            | strategy | one thread | two threads | times as many |
            |---|--:|--:|--:|

            """));
        foreach (var strategy in options.Strategies)
        {
            text.Append(Text(
                $"| `{strategy}` | {Nanoseconds(strategy, SharedDecision, SharedSize)} | {Nanoseconds(strategy, SharedDecision, SharedSize, 2)} | {Times(strategy, SharedDecision, SharedDecision)} |\n"));
        }

        text.Append(Text(
            $"""

            Whole cycles, which write to the same deployments. The last column is what the machine gives two threads that share nothing, a router each: where the two cores
            are two threads of one, it is far from 2.

            | strategy | one thread | two threads | times as many | a router each |
            |---|--:|--:|--:|--:|

            """));
        foreach (var strategy in options.Strategies)
        {
            text.Append(Text(
                $"| `{strategy}` | {Nanoseconds(strategy, Shared, SharedSize)} | {Nanoseconds(strategy, Shared, SharedSize, 2)} | {Times(strategy, Shared, Shared)} | {Times(strategy, Shared, RoutingWorkload.Apart)} |\n"));
        }

        return text.ToString();
    }

    private void Table(StringBuilder text, string kind)
    {
        var sizes = Columns.Where(column => column.Kind == kind).Select(static column => column.Size).ToArray();
        text.Append("| strategy |").AppendJoin("|", sizes.Select(static size => Text($" {size} deployments "))).Append("| bytes |\n|---|");
        text.Append(string.Concat(Enumerable.Repeat("--:|", sizes.Length + 1))).Append('\n');
        foreach (var strategy in options.Strategies)
        {
            text.Append(Text($"| `{strategy}` |"));
            foreach (var size in sizes)
            {
                text.Append(Text($" {Nanoseconds(strategy, kind, size, 1)} |"));
            }

            var bytes = sizes.Select(size => Each(build => Of(build, strategy, kind, size).Bytes, "F0")).Distinct();
            text.Append(Text($" {string.Join(", ", bytes)} |\n"));
        }

        text.Append('\n');
    }

    private string Nanoseconds(string strategy, string kind, int size, int threads = 1) => Text(
        $"{Each(build => Of(build, strategy, kind, size, threads).Least, "F0")} ({Each(build => Of(build, strategy, kind, size, threads).Median, "F0")})");

    private string Times(string strategy, string alone, string kind)
    {
        var least = Each(build => Of(build, strategy, alone, SharedSize).Least / Of(build, strategy, kind, SharedSize, 2).Least, "F2");
        var median = Each(build => Of(build, strategy, alone, SharedSize).Median / Of(build, strategy, kind, SharedSize, 2).Median, "F2");
        return Text($"{least} ({median})");
    }

    /// <summary>A figure of every build, the oldest first.</summary>
    private string Each(Func<string, double> figure, string format) =>
        string.Join(" → ", options.Builds.Select(build => figure(build.Name).ToString(format, CultureInfo.InvariantCulture)));

    private RoutingCase Of(string build, string strategy, string kind, int size, int threads = 1) =>
        cases.First(one => one.Build == build && one.Strategy == strategy && one.Kind == kind && one.Size == size && one.Threads == threads);

    private static string Cpu() =>
        (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) : null)?.Split(": ")[1]
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>Of the last minute: whether the machine was quiet.</summary>
    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
