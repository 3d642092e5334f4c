using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>CPU time of the whole machine, so that a report can say how quiet it was.</summary>
internal readonly record struct MachineCpu(long Timestamp, double BusySeconds)
{
    /// <summary>/proc/stat counts in hundredths of a second: USER_HZ, see proc(5).</summary>
    private const double TicksPerSecond = 100;

    public static MachineCpu Now()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = fields[1..].Select(static f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();

        // user, nice, system, irq, softirq; neither idle and iowait nor what the host took (steal).
        return new MachineCpu(Stopwatch.GetTimestamp(), (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / TicksPerSecond);
    }

    /// <summary>Seconds since an earlier reading, and the CPU seconds used in them.</summary>
    public double Since(MachineCpu earlier, out double busySeconds)
    {
        busySeconds = BusySeconds - earlier.BusySeconds;
        return Stopwatch.GetElapsedTime(earlier.Timestamp, Timestamp).TotalSeconds;
    }
}
