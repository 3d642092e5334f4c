namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>A scale of a plot: from a number to its place between two pixels, with round numbers to mark.</summary>
internal sealed class Axis
{
    /// <summary>Intervals between marks, at most: more than these run into each other.</summary>
    private const int MostIntervals = 4;

    /// <summary>From so many powers of ten on, a logarithmic scale is marked at these alone.</summary>
    private const int ManyDecades = 3;

    private readonly bool _isLogarithmic;
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;

    private Axis(bool isLogarithmic, double[] ticks, double low, double high, double from, double to)
    {
        (_isLogarithmic, _low, _high, _from, _to) = (isLogarithmic, low, high, from, to);
        Ticks = ticks;
    }

    /// <summary>The numbers to mark.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Equal steps; both ends are extended to round numbers.</summary>
    /// <param name="low">The lowest number.</param>
    /// <param name="high">The highest; above the lowest.</param>
    /// <param name="from">The lowest's pixel.</param>
    /// <param name="to">The highest's pixel.</param>
    public static Axis Linear(double low, double high, double from, double to)
    {
        var step = Step((high - low) / MostIntervals);
        var (first, last) = (Math.Floor((low / step) + 1e-9), Math.Ceiling((high / step) - 1e-9));
        var ticks = Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step).ToArray();
        return new Axis(false, ticks, ticks[0], ticks[^1], from, to);
    }

    /// <summary>Equal factors, for times that differ by as much as ten: 1, 2 and 5 of each power of ten.</summary>
    public static Axis Logarithmic(double low, double high, double from, double to)
    {
        var first = (int)Math.Floor(Math.Log10(low));
        var last = (int)Math.Ceiling(Math.Log10(high));
        double[] within = last - first > ManyDecades ? [1] : [1, 2, 5];
        var marks = Enumerable.Range(first, last - first + 1).SelectMany(power => within.Select(digit => digit * Math.Pow(10, power))).ToArray();
        var (least, most) = (marks.Last(mark => mark <= low * (1 + 1e-9)), marks.FirstOrDefault(mark => mark >= high && mark > low, marks[^1]));
        return new Axis(true, Array.FindAll(marks, mark => mark >= least && mark <= most), Math.Log(least), Math.Log(most), from, to);
    }

    /// <summary>A number's pixel.</summary>
    public double Place(double number) => _from + (((_isLogarithmic ? Math.Log(number) : number) - _low) / (_high - _low) * (_to - _from));

    /// <summary>The least of 1, 2 and 5 times a power of ten that is not below a number.</summary>
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch
        {
            <= 1 + 1e-9 => power,
            <= 2 + 1e-9 => 2 * power,
            <= 5 + 1e-9 => 5 * power,
            _ => 10 * power,
        };
    }
}
