using System.Globalization;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>One number of each policy: a bar where the scale begins at zero, else a dot, whose place alone tells.</summary>
/// <param name="Label">What it shows.</param>
/// <param name="Unit">The scale's name and unit.</param>
/// <param name="Of">The number.</param>
/// <param name="Format">How it is written.</param>
internal sealed record ValuePlot(string Label, string Unit, Func<RunResult, double> Of, string Format)
{
    /// <summary>Where the scale begins at the latest.</summary>
    public double Low { get; init; } = double.MaxValue;

    /// <summary>Where it ends at the earliest.</summary>
    public double High { get; init; }

    /// <summary>The plots of a scenario beside those of times.</summary>
    public static IReadOnlyList<ValuePlot> All { get; } =
    [
        new("Success", "% of the requests whose callers stayed", static result => 100 * result.Success, "0.00") { Low = 99.9, High = 100 },
        new("Cost", "US dollars for all answers", static result => result.Cost, "0.00") { Low = 0, High = 0.01 },
        new("Upstream calls per answer", "calls; 1 is the least", static result => result.CallsPerAnswer, "0.000") { Low = 1, High = 1.01 },
        new("Fairness", "calls to the most used over the mean; 1 is even", static result => result.MostOverMean, "0.00") { Low = 1, High = 1.1 },
    ];

    public string Draw(IReadOnlyList<RunResult> results)
    {
        var low = Math.Min(Low, results.Min(Of));
        var high = Math.Max(High, results.Max(Of));
        var plot = new RowPlot(Label, results, right: 48, Unit, (from, to) => Axis.Linear(low, high, from, to));
        for (var i = 0; i < results.Count; i++)
        {
            var number = Of(results[i]);
            var text = number.ToString(Format, CultureInfo.InvariantCulture);
            var colour = Palette.Policy(i, results[i].Policy);
            if (plot.Axis.Ticks[0] == 0)
            {
                plot.Bar("bar " + colour, i, number, $"{results[i].Policy}: {text}");
            }
            else
            {
                plot.Line("guide", i, plot.Axis.Ticks[0], number);
                plot.Dot("q99 " + colour, i, number, 4.5, $"{results[i].Policy}: {text}");
            }

            plot.Note(i, number, text);
        }

        return plot.ToString();
    }
}
