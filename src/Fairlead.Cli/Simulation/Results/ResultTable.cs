using System.Globalization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Simulation.Scenarios;

namespace Fairlead.Cli.Simulation.Results;

/// <summary>Results as text, one scenario a table.</summary>
internal static class ResultTable
{
    /// <summary>The columns after the policy's name. Times in seconds.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["TTFT P50", "P99", "P99.9", "WHOLE P50", "P99", "P99.9", "SUCCESS %", "COST $", "CALLS/ANSWER", "MAX/MEAN"];

    public static void Write(TextWriter output, Scenario scenario, IReadOnlyList<RunResult> results)
    {
        output.WriteLine($"{scenario.Name}: {scenario.About}");
        output.WriteLine("  " + Size(scenario, results[0]));
        var table = new TextTable(["POLICY", .. Columns]);
        foreach (var result in results)
        {
            table.Add([result.Policy, .. Cells(result)]);
        }

        table.Write(output, "  ");
        if (results[0].Classes.Count > 0)
        {
            WriteClasses(output, results);
        }

        output.WriteLine();
    }

    /// <summary>What became of the urgent and of the others, in bursts and outside.</summary>
    private static void WriteClasses(TextWriter output, IReadOnlyList<RunResult> results)
    {
        output.WriteLine("  In bursts, and outside; goodput is what was answered in bursts, in % of what the deployments can serve at their usual speed:");
        var classes = results[0].Classes;
        var table = new TextTable(["POLICY", "GOODPUT %", .. classes.SelectMany(static one => new[] { $"{(one.InBurst ? "BURST" : "CALM")} {one.Priority}: TTFT P50", "P99", "ANSWERED %" })]);
        foreach (var result in results)
        {
            table.Add(
            [
                result.Policy,
                Number(100 * result.Goodput, "0.0"),
                .. result.Classes.SelectMany(static one => new[] { Seconds(one.FirstToken, 0.5), Seconds(one.FirstToken, 0.99), Number(100.0 * one.Answered / one.Requests, "0.00") }),
            ]);
        }

        table.Write(output, "  ");
    }

    /// <summary>How large a scenario is, in words.</summary>
    public static string Size(Scenario scenario, RunResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Requests} requests, {scenario.Deployments.Count} deployments, {scenario.Replicas} {(scenario.Replicas == 1 ? "router" : "routers")}");

    public static string[] Cells(RunResult result) =>
    [
        Seconds(result.FirstToken, 0.5), Seconds(result.FirstToken, 0.99), Seconds(result.FirstToken, 0.999),
        Seconds(result.Completion, 0.5), Seconds(result.Completion, 0.99), Seconds(result.Completion, 0.999),
        Number(result.Success * 100, "0.00"), Number(result.Cost, "0.00"), Number(result.CallsPerAnswer, "0.000"), Number(result.MostOverMean, "0.00"),
    ];

    private static string Seconds(Quantiles times, double share) => times.Count == 0 ? "-" : Number(times.At(share), "0.00");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
