using Fairlead.Cli.Simulation.Replays.Estimates;
using Fairlead.Cli.Simulation.Traffic.Traces;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>What a candidate configuration would have done with recorded traffic.</summary>
internal sealed class ReplayResult
{
    /// <summary>The recorded requests, in the order of arrival.</summary>
    public required IReadOnlyList<TraceRow> Rows { get; init; }

    /// <summary>How much of each would move, 0 to 1.</summary>
    public required double[] Moved { get; init; }

    public required Weights Weights { get; init; }

    /// <summary>The same, not clipped.</summary>
    public required double[] Ratios { get; init; }

    /// <summary>The candidate has nobody to ask.</summary>
    public required bool[] IsRefused { get; init; }

    /// <summary>The measures, in the order of <see cref="Measure.All"/>.</summary>
    public required ReplayTally.Columns[] Columns { get; init; }

    /// <summary>Requests that each deployment would be asked first, on average.</summary>
    public required IReadOnlyDictionary<string, double> Picks { get; init; }

    /// <summary>Requests refused, by reason.</summary>
    public required IReadOnlyDictionary<string, int> Refusals { get; init; }

    /// <summary>Picks, on average, of deployments that were never picked in the log.</summary>
    public required double UnknownPicks { get; init; }

    /// <summary>Recorded calls that the candidate's router could not be told of.</summary>
    public required int Missed { get; init; }

    public int Requests => Rows.Count;

    public int Refused => Refusals.Values.Sum();

    /// <summary>Share of all that would move.</summary>
    public double MovedShare => Moved.Sum() / Requests;

    /// <summary>Share of the candidate's choices that had any chance in the log: the mean weight of those not refused, which is 1 where all had.</summary>
    public Estimate Overlap
    {
        get
        {
            var asked = Requests - Refused;
            if (asked == 0)
            {
                return Estimate.Unknown;
            }

            var mean = Ratios.Where((_, i) => !IsRefused[i]).Sum() / asked;
            return Estimate.Within(mean, new Batches(Requests).HalfWidth(i => IsRefused[i] ? 0 : (Ratios[i] - mean) / asked));
        }
    }

    /// <summary>A measure as it was recorded.</summary>
    public double Recorded(Measure measure) => Ratio.Recorded(Columns[measure.Index].Recorded);

    /// <summary>Its mean under the candidate (SNIPS).</summary>
    public Estimate Candidate(Measure measure)
    {
        var mean = Ratio.Weighted(Weights, Columns[measure.Index].Measured);
        return ReferenceEquals(measure, Measure.Failed) ? Share.Wilson(mean, Weights.EffectiveSize) : mean;
    }

    /// <summary>How it changes.</summary>
    public Estimate Change(Measure measure) => Ratio.Change(Weights, Columns[measure.Index].Measured, Columns[measure.Index].Recorded);

    /// <summary>Its mean under the candidate, with a model of deployments to help.</summary>
    public Estimate DoublyRobust(Measure measure)
    {
        var columns = Columns[measure.Index];
        return Ratio.DoublyRobust(Weights, columns.Measured, columns.Modelled, columns.Expected);
    }

    /// <summary>A quantile under the candidate.</summary>
    public Estimate Quantile(Measure measure, double share) => WeightedQuantile.At(Weights, Columns[measure.Index].Measured, share);

    /// <summary>The same as it was recorded.</summary>
    public double RecordedQuantile(Measure measure, double share) =>
        new Results.Quantiles(Columns[measure.Index].Recorded.Where(static one => one.Count > 0).Select(static one => one.Amount)).At(share);
}
