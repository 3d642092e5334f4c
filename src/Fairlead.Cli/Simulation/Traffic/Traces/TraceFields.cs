using System.Globalization;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>What one line tells, as texts.</summary>
internal sealed partial class TraceFields(int line)
{
    /// <summary>Most tokens of a prompt or an answer that are believed: above any context window, and far below what a sum of them could overflow.</summary>
    private const int MostTokens = 100_000_000;

    /// <summary>From here on a number is no time since a start but seconds of Unix time: that of 2001, or a trace of thirty years.</summary>
    private const decimal UnixFrom = 1_000_000_000;

    /// <summary>Where Unix time ends for a date of .NET.</summary>
    private const decimal UnixTo = 253_402_300_800;

    /// <summary>Longest wait believed, in seconds: a day.</summary>
    private const int LongestWait = 86_400;

    private const int MostRouters = 1_000_000;

    private readonly Dictionary<TraceColumn, string> _texts = [];

    /// <summary>Notes a text; of two for the same column the first counts.</summary>
    public void Add(TraceColumn column, string text)
    {
        if (text.Trim() is { Length: > 0 } told)
        {
            _texts.TryAdd(column, told);
        }
    }

    /// <exception cref="TraceException">Something is missing, or not what it should be.</exception>
    public TraceRow ToRow()
    {
        var (arrives, isDate) = Arrival();
        var row = new TraceRow(line, arrives, isDate)
        {
            InputTokens = Whole(TraceColumn.Input, MostTokens) ?? throw Missing(TraceColumn.Input),
            OutputTokens = Whole(TraceColumn.Output, MostTokens) ?? throw Missing(TraceColumn.Output),
            Model = Text(TraceColumn.Model),
            Session = Text(TraceColumn.Session),
            Prefix = Text(TraceColumn.Prefix),
            PrefixTokens = Whole(TraceColumn.PrefixTokens, MostTokens) ?? 0,
            Stream = Flag(TraceColumn.Stream) ?? true,
            LeavesAfter = Seconds(TraceColumn.LeavesAfter),
            Router = Whole(TraceColumn.Router, MostRouters),
            Wishes = Wishes(),
            Route = Route(),
        };
        return row.Prefix is null || Text(TraceColumn.PrefixTokens) is not null
            ? row
            : throw new TraceException(line, $"{TraceColumn.Prefix.Name} without {TraceColumn.PrefixTokens.Name}: how long is it?");
    }

    private (long Ticks, bool IsDate) Arrival()
    {
        var text = Text(TraceColumn.Arrival) ?? throw Missing(TraceColumn.Arrival);
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds is >= 0 and < UnixTo
                ? seconds < UnixFrom
                    ? ((long)(seconds * TimeSpan.TicksPerSecond), false)
                    : (DateTimeOffset.UnixEpoch.Ticks + (long)(seconds * TimeSpan.TicksPerSecond), true)
                : throw Expected(TraceColumn.Arrival, "seconds since the start", text);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? (date.Ticks, true)
            : throw Expected(TraceColumn.Arrival, "seconds since the start, or a date and time", text);
    }

    private string? Text(TraceColumn column) => _texts.GetValueOrDefault(column);

    private int? Whole(TraceColumn column, int most) => Text(column) is not { } text
        ? null
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= most && number == decimal.Truncate(number)
            ? (int)number
            : throw Expected(column, $"a whole number from 0 to {most}", text);

    private TimeSpan? Seconds(TraceColumn column) => Text(column) is not { } text
        ? null
        : decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= LongestWait
            ? TimeSpan.FromTicks((long)(number * TimeSpan.TicksPerSecond))
            : throw Expected(column, $"seconds from 0 to {LongestWait}", text);

    private bool? Flag(TraceColumn column) => Text(column)?.ToUpperInvariant() switch
    {
        null => null,
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw Expected(column, "true or false", Text(column)!),
    };

    private TraceException Missing(TraceColumn column) => new(line, $"{column.Name} is missing");

    private TraceException Expected(TraceColumn column, string what, string text) => new(line, $"{column.Name}: expected {what}, not '{text}'");
}
