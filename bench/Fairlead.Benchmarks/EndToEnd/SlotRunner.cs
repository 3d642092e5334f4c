using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Runs one slot and judges whether it may be believed.</summary>
internal sealed class SlotRunner(ChildProcess generator, ChildProcess upstream)
{
    /// <summary>A helper this busy may have set the pace itself: what then looks like the target's rate is the helper's.</summary>
    private const double BusyLimit = 0.93;

    /// <summary>An open loop that sent less than this share of its schedule did not offer the load it is named for.</summary>
    private const double ScheduleLimit = 0.98;

    public Slot Run(Target target, LoadPlan plan, int round, double seconds)
    {
        var patience = TimeSpan.FromSeconds(seconds + 30);
        generator.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plan.Name} {target.Port} {target.Key} {seconds}"));
        Expect("ready", generator.ReadLine(patience), target, plan);
        var machine = MachineCpu.Now();
        var allocated = target.AllocatedBytes;
        var (cpu, load, mock) = (target.Process.CpuNanoseconds, generator.CpuNanoseconds, upstream.CpuNanoseconds);
        generator.WriteLine("go");
        var answer = generator.ReadLine(patience);
        (cpu, load, mock) = (target.Process.CpuNanoseconds - cpu, generator.CpuNanoseconds - load, upstream.CpuNanoseconds - mock);
        var elapsed = MachineCpu.Now().Since(machine, out var busy);
        var figures = SlotFigures.Parse(Expect(null, answer, target, plan));
        var measured = cpu + load + (target.Process == upstream ? 0 : mock);
        var slot = new Slot(
            target.Name,
            round,
            figures,
            cpu,
            load / 1e9 / figures.Seconds,
            mock / 1e9 / figures.Seconds,
            Math.Max(0, busy - (measured / 1e9)) / elapsed,
            target.Process.ResidentBytes,
            target.AllocatedBytes - allocated,
            null);
        return slot with { Refusal = Judge(slot, plan, target.Process == upstream) };
    }

    private static string? Judge(Slot slot, LoadPlan plan, bool direct)
    {
        if (slot.Figures.Errors > 0)
        {
            return $"{slot.Figures.Errors} wrong answers, the first: {slot.Figures.FirstError}";
        }

        if (slot.GeneratorShare > BusyLimit)
        {
            return "the generator was the bottleneck";
        }

        if (slot.UpstreamShare > BusyLimit && !direct)
        {
            return "the upstream was the bottleneck";
        }

        var planned = plan.Rate * slot.Figures.Seconds * ScheduleLimit;
        return plan.Rate > 0 && slot.Figures.Requests < planned - 1 ? "the schedule was not kept" : null;
    }

    private static string Expect(string? wanted, string answer, Target target, LoadPlan plan) =>
        (wanted is null && !answer.StartsWith("failed", StringComparison.Ordinal)) || answer == wanted
            ? answer
            : throw new InvalidOperationException($"{target.Name} under {plan.Name}: {answer}");
}
