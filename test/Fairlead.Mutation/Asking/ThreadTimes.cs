using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Mutation.Asking;

/// <summary>
/// Whether any thread of this process but the one that looks has something to do. Linux says of each how long it ran and how long it would have but for others,
/// so a process that is kept from the processor is told from one that waits; elsewhere only processor time is known, and a busy machine may be taken for a hang.
/// </summary>
internal sealed class ThreadTimes
{
    private const string Threads = "/proc/self/task";

    // Threads of the runtime wake now and then; one that has work has it all the time.
    private const double Busy = 0.5;
    private const double Nothing = 0.01;

    private readonly string? _own = Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget);
    private Dictionary<string, long> _seen = [];
    private TimeSpan _used;
    private long _at;

    /// <summary>Since it was asked last.</summary>
    public bool AnyWasBusy()
    {
        var now = Stopwatch.GetTimestamp();
        var between = Stopwatch.GetElapsedTime(_at, now);
        var used = Environment.CpuUsage.TotalTime;
        var usedSome = used - _used > Nothing * between;
        (_at, _used) = (now, used);
        return _own is null ? usedSome : AnyWasRunnable(between);
    }

    private bool AnyWasRunnable(TimeSpan between)
    {
        var seen = new Dictionary<string, long>();
        var any = false;
        foreach (var thread in Directory.EnumerateDirectories(Threads))
        {
            var id = Path.GetFileName(thread);
            if (id != _own && Nanoseconds(thread) is { } nanoseconds)
            {
                seen[id] = nanoseconds;
                any |= (nanoseconds - _seen.GetValueOrDefault(id, nanoseconds)) / 1e6 > Busy * between.TotalMilliseconds;
            }
        }

        _seen = seen;
        return any;
    }

    /// <summary>It ran, and waited to run: the first two numbers. Null for a thread that has just ended.</summary>
    private static long? Nanoseconds(string thread)
    {
        try
        {
            var numbers = File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ');
            return long.Parse(numbers[0], CultureInfo.InvariantCulture) + long.Parse(numbers[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
