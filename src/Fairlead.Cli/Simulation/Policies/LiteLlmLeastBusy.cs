using Fairlead.Attempts;
using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Policies;

/// <summary>LiteLLM's <c>least-busy</c>, as of version 1.81.</summary>
/// <remarks>
/// The lowest count of all members, resting ones too; the first of equals. When that one may not be asked, anybody by chance.
/// A caller who leaves is never counted off. Later versions mend ties and resting members, not the count.
/// </remarks>
internal sealed class LiteLlmLeastBusy(int deployments, RandomSource random) : Chooser
{
    private readonly int[] _counts = new int[deployments];

    public override int Choose(IReadOnlyList<int> group, IReadOnlyList<int> open, bool stream)
    {
        var least = group[0];
        foreach (var member in group)
        {
            least = _counts[member] < _counts[least] ? member : least;
        }

        return open.Contains(least) ? least : open[random.Next(open.Count)];
    }

    public override void Begins(int deployment) => _counts[deployment]++;

    public override void Ends(int deployment, in AttemptReport report) => _counts[deployment]--;
}
