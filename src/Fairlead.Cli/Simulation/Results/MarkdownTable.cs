using System.Globalization;
using Fairlead.Cli.Simulation.Scenarios;

namespace Fairlead.Cli.Simulation.Results;

/// <summary>Results as Markdown: one table, scenario by scenario, as the reference page has it.</summary>
internal static class MarkdownTable
{
    /// <summary>The table's head.</summary>
    public static string Head { get; } = Row(["scenario", "policy", .. ResultTable.Columns]) + "\n" + Row(["---", "---", .. ResultTable.Columns.Select(static _ => "---:")]);

    public static void Write(TextWriter output, IReadOnlyList<(Scenario Scenario, IReadOnlyList<RunResult> Results)> report)
    {
        output.Write(Head + "\n");
        foreach (var (scenario, results) in report)
        {
            for (var i = 0; i < results.Count; i++)
            {
                output.Write(Row([i == 0 ? scenario.Name : "", "`" + results[i].Policy + "`", .. ResultTable.Cells(results[i])]) + "\n");
            }
        }
    }

    /// <summary>Where one policy stands against the best of the others: what is above 1 is so many times worse.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="report">The results.</param>
    /// <param name="judged">The policy.</param>
    public static void WriteStanding(TextWriter output, IReadOnlyList<(Scenario Scenario, IReadOnlyList<RunResult> Results)> report, string judged)
    {
        output.Write(Row(["scenario", "TTFT P99", "best other", "times", "WHOLE P99.9", "best other", "times", "SUCCESS %", "best other"]) + "\n");
        output.Write(Row(["---", "---:", "---", "---:", "---:", "---", "---:", "---:", "---"]) + "\n");
        foreach (var (scenario, results) in report)
        {
            if (results.FirstOrDefault(result => result.Policy == judged) is not { } own || results.Count < 2)
            {
                continue;
            }

            var others = results.Where(result => result.Policy != judged).ToList();
            var first = others.MinBy(static other => other.FirstToken.At(0.99))!;
            var whole = others.MinBy(static other => other.Completion.At(0.999))!;
            var success = others.MaxBy(static other => other.Success)!;
            output.Write(Row(
            [
                scenario.Name,
                Number(own.FirstToken.At(0.99)), Number(first.FirstToken.At(0.99)) + " " + first.Policy, Number(own.FirstToken.At(0.99) / first.FirstToken.At(0.99)),
                Number(own.Completion.At(0.999)), Number(whole.Completion.At(0.999)) + " " + whole.Policy, Number(own.Completion.At(0.999) / whole.Completion.At(0.999)),
                Number(100 * own.Success), Number(100 * success.Success) + " " + success.Policy,
            ]) + "\n");
        }
    }

    /// <summary>A row of cells.</summary>
    public static string Row(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |";

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
