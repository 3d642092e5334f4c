using System.Globalization;
using System.Text;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Turns slots into a page. Leaves out every figure that should not be believed, and says why.</summary>
internal sealed class Report(HarnessOptions options)
{
    /// <summary>More cores than this used by others, and queues form that no target made.</summary>
    private const double BusyMachine = 0.25;

    private readonly StringBuilder _text = new();
    private readonly List<double> _others = [];

    public void Add(LoadPlan plan, List<Slot> slots)
    {
        _others.AddRange(slots.Select(static slot => slot.OthersShare));
        var unit = plan.Streams ? "event" : "request";
        Line($"## {plan.Name}: {plan.Title}");
        Line($"");
        Line($"| target | CPU µs/{unit} | × nginx | range of × | rps | p50 µs | p99 µs |{(plan.Streams ? " first byte p50 µs | event delay p50 µs | event delay p99 µs |" : string.Empty)} RSS MB | allocated B/{unit} |");
        Line($"|---|--:|--:|--:|--:|--:|--:|{(plan.Streams ? "--:|--:|--:|" : string.Empty)}--:|--:|");
        foreach (var target in slots.Select(static slot => slot.Target).Distinct())
        {
            Line($"{Row(plan, slots, target)}");
        }

        Line($"");
        if (plan.Goal > 0)
        {
            Line($"Goal: at most {plan.Goal:F1} × nginx.");
            Line($"");
        }
    }

    public void Write()
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # End to end: CPU of the whole gateway, as a ratio to nginx

            {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, commit {Machine.Commit()}. {Machine.Describe(options.Nginx)}.
            {options.Rounds} interleaved rounds of {options.Seconds} s slots; other processes used {Median(_others):F2} cores (median of the slots; largest {_others.Max():F2}).

            CPU is user and system time of the target's processes. **× nginx** is the median over rounds of the target's CPU per request
            divided by nginx's in the same round; differences under 15 % are not findings. Latency and rate are medians over rounds.
            Method and how to repeat: [docs/operate/performance.md](../../docs/operate/performance.md).


            """);
        if (Median(_others) > BusyMachine)
        {
            head += "**The machine was busy with other work.** Ratios hold roughly, for both sides of one suffer alike; latencies and rates do not.\n\n";
        }

        var page = head + _text.ToString().TrimEnd() + "\n";
        Console.WriteLine(page);
        if (options.Out is { } path)
        {
            File.WriteAllText(path, page);
        }
    }

    private string Row(LoadPlan plan, List<Slot> slots, string target)
    {
        var mine = slots.Where(slot => slot.Target == target).ToList();
        var good = mine.Where(static slot => slot.Refusal is null).ToList();
        if (good.Count * 2 <= mine.Count || mine.Any(static slot => slot.Figures.Errors > 0))
        {
            var reason = mine.First(static slot => slot.Refusal is not null).Refusal!;
            return $"| {target} | no figure: {reason.Replace('|', ' ')} |";
        }

        var yardstick = slots.Where(static slot => slot is { Target: "nginx", Refusal: null }).ToDictionary(static slot => slot.Round);
        var ratios = good.Where(slot => yardstick.ContainsKey(slot.Round))
            .Select(slot => slot.CpuMicroseconds(plan) / yardstick[slot.Round].CpuMicroseconds(plan)).ToList();
        var ratio = ratios.Count == 0 ? "–" : Text($"{Median(ratios):F2}");
        var range = ratios.Count == 0 ? "–" : Text($"{ratios.Min():F2}–{ratios.Max():F2}");
        var streamed = plan.Streams
            ? Text($" {Of(good, static s => s.FirstByteP50):N0} | {Of(good, static s => s.ChunkP50):N0} | {Of(good, static s => s.ChunkP99):N0} |")
            : string.Empty;
        var allocated = good[0].AllocatedBytes is null ? "–" : Text($"{Median(good.Select(slot => slot.AllocatedBytes!.Value / slot.Units(plan))):N0}");
        return Text(
            $"| {target} | {Median(good.Select(slot => slot.CpuMicroseconds(plan))):F1} | {ratio} | {range} | {Of(good, static s => s.Requests / s.Seconds):N0} | {Of(good, static s => s.P50):N0} | {Of(good, static s => s.P99):N0} |{streamed} {Median(good.Select(static s => s.ResidentBytes / 1e6)):F0} | {allocated} |");
    }

    private static double Of(List<Slot> slots, Func<SlotFigures, double> figure) => Median(slots.Select(slot => figure(slot.Figures)));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString text) => _text.AppendLine(Text(text));
}
