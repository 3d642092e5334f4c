using Fairlead.Cli.Simulation.Replays.Estimates;
using Fairlead.Cli.Simulation.Traffic.Traces;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>What to expect of a deployment, for the doubly robust estimate: the mean of what was recorded of it, streams and plain answers apart; of one never picked, the mean of all.</summary>
internal sealed class OutcomeModel
{
    private readonly Dictionary<(string? Deployment, bool Stream), Measured[]> _means = [];

    /// <param name="rows">The recorded requests.</param>
    public OutcomeModel(IReadOnlyList<TraceRow> rows)
    {
        var sums = new Dictionary<(string?, bool), (Measured[] Sums, int Count)>();
        foreach (var row in rows)
        {
            // Nobody's own name stands for all.
            Add(sums, (null, row.Stream), row);
            if (row.Route!.Deployment is { } deployment)
            {
                Add(sums, (deployment, row.Stream), row);
            }
        }

        foreach (var (of, (sum, count)) in sums)
        {
            _means[of] = [.. sum.Select(one => new Measured(one.Amount / count, one.Count / count))];
        }
    }

    /// <summary>The deployment was picked.</summary>
    public bool Knows(string deployment) => _means.ContainsKey((deployment, true)) || _means.ContainsKey((deployment, false));

    public Measured Expect(Measure measure, string deployment, bool stream) =>
        (_means.GetValueOrDefault((deployment, stream)) ?? _means[(null, stream)])[measure.Index];

    private static void Add(Dictionary<(string?, bool), (Measured[] Sums, int Count)> sums, (string?, bool) of, TraceRow row)
    {
        var (sum, count) = sums.TryGetValue(of, out var known) ? known : (new Measured[Measure.All.Count], 0);
        for (var i = 0; i < sum.Length; i++)
        {
            var one = Measure.All[i].Of(row);
            sum[i] = new Measured(sum[i].Amount + one.Amount, sum[i].Count + one.Count);
        }

        sums[of] = (sum, count + 1);
    }
}
