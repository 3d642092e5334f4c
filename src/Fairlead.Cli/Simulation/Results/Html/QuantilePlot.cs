using System.Globalization;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>The median, the p99 and the p99.9 of each policy's times, on one logarithmic scale: a row tells how far the slow are from the usual.</summary>
internal static class QuantilePlot
{
    private const double Median = 0.5;
    private const double Late = 0.99;
    private const double Latest = 0.999;

    /// <summary>Of times too short to be drawn on a logarithmic scale.</summary>
    private const double Least = 1e-3;

    public static string Draw(string label, IReadOnlyList<RunResult> results, Func<RunResult, Quantiles> times)
    {
        var known = results.Select(times).Where(static t => t.Count > 0).ToList();
        var low = known.Select(static t => Math.Max(Least, t.At(Median))).DefaultIfEmpty(1).Min();
        var high = known.Select(static t => Math.Max(Least, t.At(Latest))).DefaultIfEmpty(1).Max();
        var plot = new RowPlot(label, results, right: 18, "seconds, logarithmic", (from, to) => Axis.Logarithmic(low, high, from, to));
        for (var i = 0; i < results.Count; i++)
        {
            var own = times(results[i]);
            if (own.Count == 0)
            {
                plot.Note(i, double.NaN, "no answers");
                continue;
            }

            var colour = Palette.Policy(i, results[i].Policy);
            var (median, late, latest) = (Math.Max(Least, own.At(Median)), Math.Max(Least, own.At(Late)), Math.Max(Least, own.At(Latest)));
            var title = string.Create(CultureInfo.InvariantCulture, $"{results[i].Policy}: p50 {median:0.00} s, p99 {late:0.00} s, p99.9 {latest:0.00} s");
            plot.Line("span " + colour, i, median, latest);
            plot.Dot("q50 " + colour, i, median, 3, title);
            plot.Dot("q99 " + colour, i, late, 4.5, title);
            plot.Dot("q999 " + colour, i, latest, 3.5, title);
        }

        return plot.ToString();
    }
}
