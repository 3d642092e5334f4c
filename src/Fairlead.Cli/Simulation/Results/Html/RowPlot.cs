using System.Globalization;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>What plots with a row for each policy have in common: names on the left, a scale with its unit below, guides across.</summary>
internal sealed class RowPlot
{
    private const double Width = 380;
    private const double RowHeight = 19;
    private const double Top = 4;
    private const double Bottom = 34;

    /// <summary>The longest name of a policy fits.</summary>
    private const double Left = 134;

    /// <summary>Between a name and the scale: a mark at its beginning stays clear of the name.</summary>
    private const double Gap = 12;

    private readonly Svg _svg;
    private readonly double _floor;

    /// <param name="label">What it shows.</param>
    /// <param name="results">The policies, a row each.</param>
    /// <param name="right">Where the scale ends, left of the right edge, for what is written behind it.</param>
    /// <param name="unit">The scale's name and unit.</param>
    /// <param name="axis">Makes the scale between two pixels.</param>
    public RowPlot(string label, IReadOnlyList<RunResult> results, double right, string unit, Func<double, double, Axis> axis)
    {
        _floor = Top + (results.Count * RowHeight);
        _svg = new Svg(Width, _floor + Bottom, label);
        Axis = axis(Left + Gap, Width - right);
        foreach (var tick in Axis.Ticks)
        {
            _svg.Line("grid", Axis.Place(tick), Top, Axis.Place(tick), _floor);
            _svg.Text("tick mid", Axis.Place(tick), _floor + 14, tick.ToString("0.###", CultureInfo.InvariantCulture));
        }

        _svg.Line("axis", Left + Gap, _floor, Width - right, _floor);
        _svg.Text("tick mid", (Left + Gap + Width - right) / 2, _floor + 29, unit);
        for (var i = 0; i < results.Count; i++)
        {
            _svg.Text("name", Left, Middle(i) + 4, results[i].Policy);
        }
    }

    /// <summary>The scale.</summary>
    public Axis Axis { get; }

    /// <summary>Draws a line of a row.</summary>
    public void Line(string kind, int row, double from, double to) => _svg.Line(kind, Axis.Place(from), Middle(row), Axis.Place(to), Middle(row));

    /// <summary>Draws a mark in a row.</summary>
    public void Dot(string kind, int row, double number, double radius, string title) => _svg.Dot(kind, Axis.Place(number), Middle(row), radius, title);

    /// <summary>Draws a bar of a row, from the scale's beginning.</summary>
    public void Bar(string kind, int row, double number, string title) =>
        _svg.Box(kind, Axis.Place(Axis.Ticks[0]), Middle(row) - 5, Axis.Place(number) - Axis.Place(Axis.Ticks[0]), 10, title);

    /// <summary>Writes behind a number's place in a row, or at the scale's beginning where there is none.</summary>
    public void Note(int row, double number, string text) =>
        _svg.Text("note", Axis.Place(double.IsFinite(number) ? number : Axis.Ticks[0]) + 8, Middle(row) + 4, text);

    public override string ToString() => _svg.ToString();

    private static double Middle(int row) => Top + ((row + 0.5) * RowHeight);
}
