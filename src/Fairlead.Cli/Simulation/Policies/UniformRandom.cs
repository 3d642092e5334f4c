using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>Anybody, by chance.</summary>
internal sealed class UniformRandom(RandomSource random) : Chooser
{
    public override int Choose(IReadOnlyList<int> group, IReadOnlyList<int> open, bool stream) => open[random.Next(open.Count)];
}
