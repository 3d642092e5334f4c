using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>One slot as the generator saw it; crosses the process boundary as one line.</summary>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="Requests">Answers received.</param>
/// <param name="Events">Events received.</param>
/// <param name="Errors">Answers that were not what the mock sent.</param>
/// <param name="P50">Median latency in µs.</param>
/// <param name="P99">99th percentile of latency in µs.</param>
/// <param name="FirstByteP50">Median time to the first byte of a body in µs.</param>
/// <param name="FirstByteP99">99th percentile of the same.</param>
/// <param name="ChunkP50">Median time from the mock's write of an event to its arrival, in µs.</param>
/// <param name="ChunkP99">99th percentile of the same.</param>
/// <param name="LateP99">99th percentile of how late the generator sent, in µs; 0 in a closed loop.</param>
/// <param name="FirstError">What the first error was.</param>
internal sealed record SlotFigures(
    double Seconds,
    long Requests,
    long Events,
    long Errors,
    double P50,
    double P99,
    double FirstByteP50,
    double FirstByteP99,
    double ChunkP50,
    double ChunkP99,
    double LateP99,
    string FirstError)
{
    public static SlotFigures From(LoadTally tally, double seconds) => new(
        seconds,
        tally.Requests,
        tally.Events,
        tally.Errors,
        tally.Latency.Percentile(0.5),
        tally.Latency.Percentile(0.99),
        tally.FirstByte.Percentile(0.5),
        tally.FirstByte.Percentile(0.99),
        tally.ChunkDelay.Percentile(0.5),
        tally.ChunkDelay.Percentile(0.99),
        tally.Lateness.Percentile(0.99),
        tally.FirstError ?? string.Empty);

    public static SlotFigures Parse(string line)
    {
        var words = line.Split(' ', 12);
        double Number(int at) => double.Parse(words[at], CultureInfo.InvariantCulture);
        return new SlotFigures(
            Number(0), (long)Number(1), (long)Number(2), (long)Number(3), Number(4), Number(5), Number(6), Number(7), Number(8), Number(9), Number(10), words[11]);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds:F4} {Requests} {Events} {Errors} {P50:F1} {P99:F1} {FirstByteP50:F1} {FirstByteP99:F1} {ChunkP50:F1} {ChunkP99:F1} {LateP99:F1} {FirstError}");
}
