namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>One target under one load for a second or two.</summary>
/// <param name="Target">The target's name.</param>
/// <param name="Round">Which round; ratios are taken within one.</param>
/// <param name="Figures">What the generator saw.</param>
/// <param name="CpuNanoseconds">The target's CPU time.</param>
/// <param name="GeneratorShare">How much of one core the generator used.</param>
/// <param name="UpstreamShare">How much of one core the mock used.</param>
/// <param name="OthersShare">How many cores were used by anything that is no part of the measurement.</param>
/// <param name="ResidentBytes">The target's resident memory at the end.</param>
/// <param name="AllocatedBytes">What the target allocated; null where it cannot say.</param>
/// <param name="Refusal">Why the slot's figures must not be used; null when they may.</param>
internal sealed record Slot(
    string Target,
    int Round,
    SlotFigures Figures,
    long CpuNanoseconds,
    double GeneratorShare,
    double UpstreamShare,
    double OthersShare,
    long ResidentBytes,
    long? AllocatedBytes,
    string? Refusal)
{
    public double CpuMicroseconds(LoadPlan plan) => CpuNanoseconds / 1000.0 / Units(plan);

    public double Units(LoadPlan plan) => Math.Max(1, plan.Streams ? Figures.Events : Figures.Requests);
}
