using System.Globalization;
using Fairlead.Cli.Commands;
using Fairlead.Cli.Simulation.Replays.Estimates;
using Fairlead.Cli.Simulation.Results;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>A replay as tables.</summary>
internal static class ReplayTable
{
    private static readonly (string Name, double Share)[] Quantiles = [("p50", 0.5), ("p99", 0.99)];

    /// <summary>What a replay is called.</summary>
    public static string Title(string candidate) => $"{candidate}: what it would have done with recorded traffic";

    /// <summary>All tables, each with its head.</summary>
    public static IReadOnlyList<string[]>[] All(ReplayResult result) => [Groups(result), Deployments(result), Measures(result)];

    /// <summary>Writes aligned columns.</summary>
    public static void Write(TextWriter output, string candidate, ReplayResult result)
    {
        output.WriteLine(Title(candidate));
        output.WriteLine("  " + Summary(result));
        foreach (var rows in All(result))
        {
            var table = new TextTable(rows[0]);
            foreach (var row in rows.Skip(1))
            {
                table.Add(row);
            }

            table.Write(output, "  ");
        }

        foreach (var note in ReplayNotes.Of(result))
        {
            output.WriteLine("  " + note);
        }

        output.WriteLine();
    }

    /// <summary>Writes Markdown.</summary>
    public static void WriteMarkdown(TextWriter output, string candidate, ReplayResult result)
    {
        output.Write($"{Title(candidate)}: {Summary(result)}.\n\n");
        foreach (var rows in All(result))
        {
            output.Write(MarkdownTable.Row(rows[0]) + "\n" + MarkdownTable.Row(rows[0].Select(static (_, column) => column == 0 ? "---" : "---:")) + "\n");
            foreach (var row in rows.Skip(1))
            {
                output.Write(MarkdownTable.Row(row) + "\n");
            }

            output.Write("\n");
        }

        foreach (var note in ReplayNotes.Of(result))
        {
            output.Write($"- {note}\n");
        }

        output.Write("\n");
    }

    /// <summary>How much was recorded, and how much of it would move.</summary>
    public static string Summary(ReplayResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Requests} requests recorded{Span(result)}; {100 * result.MovedShare:0.0} % would move ({result.Moved.Sum():0}), {result.Refused} would be refused");

    /// <summary>Groups asked for, with how much of their requests would move.</summary>
    public static IReadOnlyList<string[]> Groups(ReplayResult result) =>
    [
        ["MODEL", "REQUESTS", "MOVED %", "REFUSED"],
        .. result.Rows.Select(static (row, i) => (row, i)).GroupBy(static entry => entry.row.Model ?? "").OrderBy(static group => group.Key, StringComparer.Ordinal).Select(group => new[]
        {
            group.Key.Length > 0 ? group.Key : "-",
            Number(group.Count(), "0"),
            Number(100 * group.Average(entry => result.Moved[entry.i]), "0.0"),
            Number(group.Count(entry => result.IsRefused[entry.i]), "0"),
        }),
    ];

    /// <summary>Deployments, with how often each was picked and would be.</summary>
    public static IReadOnlyList<string[]> Deployments(ReplayResult result)
    {
        var recorded = result.Rows.Select(static (row, i) => (row.Route!.Deployment, i)).Where(static entry => entry.Deployment is not null).ToLookup(static entry => entry.Deployment!, static entry => entry.i);
        return
        [
            ["DEPLOYMENT", "RECORDED %", "CANDIDATE %", "LEAVE IT %"],
            .. recorded.Select(static group => group.Key).Union(result.Picks.Keys).Order(StringComparer.Ordinal).Select(id => new[]
            {
                id,
                Number(100.0 * recorded[id].Count() / result.Requests, "0.0"),
                Number(100 * result.Picks.GetValueOrDefault(id) / result.Requests, "0.0"),
                recorded[id].Any() ? Number(100 * recorded[id].Average(i => result.Moved[i]), "0.0") : "-",
            }),
        ];
    }

    /// <summary>Estimates with their intervals.</summary>
    public static IReadOnlyList<string[]> Measures(ReplayResult result) =>
    [
        ["ESTIMATE", "RECORDED", "CANDIDATE", "95 %", "CHANGE", "95 %", "DOUBLY ROBUST", "95 %"],
        .. Measure.All.SelectMany(measure => Rows(measure, result)),
    ];

    private static IEnumerable<string[]> Rows(Measure measure, ReplayResult result)
    {
        // Costs are of a thousand requests, shares in hundredths.
        var (name, scale, format) = measure == Measure.Cost ? ("cost $/1000", 1000, "0.0000") : measure == Measure.Failed ? (measure.Name, 100, "0.00") : (measure.Name + ", mean", 1, "0.000");
        var change = result.Change(measure);
        yield return
        [
            name, Scaled(result.Recorded(measure)),
            .. Cells(result.Candidate(measure)),
            change.IsKnown ? (change.Value >= 0 ? "+" : "") + Scaled(change.Value) : "-", Interval(change),
            .. Cells(result.DoublyRobust(measure)),
        ];
        if (measure != Measure.FirstToken)
        {
            yield break;
        }

        foreach (var (quantile, share) in Quantiles)
        {
            yield return [$"{measure.Name}, {quantile}", Scaled(result.RecordedQuantile(measure, share)), .. Cells(result.Quantile(measure, share)), "", "", "", ""];
        }

        string[] Cells(Estimate estimate) => [Scaled(estimate.Value), Interval(estimate)];

        string Scaled(double value) => double.IsFinite(value) ? Number(scale * value, format) : "-";

        string Interval(Estimate estimate) => estimate.IsKnown && double.IsFinite(estimate.High) ? $"{Scaled(estimate.Low)} to {Scaled(estimate.High)}" : "-";
    }

    private static string Span(ReplayResult result) => result.Rows[0].IsDate
        ? string.Create(CultureInfo.InvariantCulture, $" from {new DateTime(result.Rows[0].Arrives):yyyy-MM-dd HH:mm} to {new DateTime(result.Rows[^1].Arrives):yyyy-MM-dd HH:mm} UTC")
        : "";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
