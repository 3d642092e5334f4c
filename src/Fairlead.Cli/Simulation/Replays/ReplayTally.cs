using Fairlead.Cli.Simulation.Replays.Estimates;
using Fairlead.Cli.Simulation.Traffic.Traces;
using Fairlead.Model;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>Counts what a candidate would do with each recorded request.</summary>
internal sealed class ReplayTally(IReadOnlyList<TraceRow> rows, RoutingModel model)
{
    private readonly OutcomeModel _expects = new(rows);
    private readonly double[] _ratios = new double[rows.Count];
    private readonly bool[] _isRefused = new bool[rows.Count];
    private readonly double[] _moved = new double[rows.Count];
    private readonly Columns[] _columns = [.. Measure.All.Select(_ => new Columns(rows.Count))];
    private readonly Dictionary<string, double> _picks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private double _unknown;

    /// <summary>Notes a request.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="chances">Where the candidate would send it.</param>
    public void Note(int index, Chances chances)
    {
        var row = rows[index];
        var route = row.Route!;
        var isRefused = _isRefused[index] = chances.Refusal is not null;
        var chance = isRefused ? route.Deployment is null ? 1 : 0 : chances.Of(route.Deployment);
        _moved[index] = Math.Max(0, 1 - (chance / route.Propensity!.Value));

        // What comes of a refusal is known without a log.
        _ratios[index] = isRefused ? 1 : chance / route.Propensity.Value;
        if (chances.Refusal is { } why)
        {
            _refusals[why] = _refusals.GetValueOrDefault(why) + 1;
        }

        foreach (var (deployment, share) in chances.Picks)
        {
            _picks[deployment] = _picks.GetValueOrDefault(deployment) + share;
            _unknown += _expects.Knows(deployment) ? 0 : share;
        }

        foreach (var measure in Measure.All)
        {
            Measured(measure, index, chances);
        }
    }

    public ReplayResult ToResult(int missed) => new()
    {
        Rows = rows,
        Moved = _moved,
        Weights = new Weights(_ratios),
        Ratios = _ratios,
        IsRefused = _isRefused,
        Columns = _columns,
        Picks = _picks,
        Refusals = _refusals,
        UnknownPicks = _unknown,
        Missed = missed,
    };

    private void Measured(Measure measure, int index, Chances chances)
    {
        var row = rows[index];
        var columns = _columns[measure.Index];
        var recorded = measure.Of(row);
        var isCost = ReferenceEquals(measure, Measure.Cost);
        var priced = isCost && row.Route!.End.IsAnswer && Measure.Price(row, Find(row.Route.Answerer)) is { } now
            ? Estimates.Measured.Of(now)
            : recorded;
        columns.Recorded[index] = recorded.Count > 0 ? recorded : priced;
        if (chances.Refusal is not null)
        {
            columns.Measured[index] = columns.Modelled[index] = columns.Expected[index] =
                isCost ? Estimates.Measured.Of(0) : ReferenceEquals(measure, Measure.Failed) ? Estimates.Measured.Of(1) : Estimates.Measured.Nothing;
            return;
        }

        columns.Measured[index] = priced;
        columns.Modelled[index] = row.Route!.Deployment is { } picked ? Expect(measure, row, picked) : columns.Measured[index];
        var (amount, count) = (0.0, 0.0);
        foreach (var (deployment, share) in chances.Picks)
        {
            var one = Expect(measure, row, deployment);
            (amount, count) = (amount + (share * one.Amount), count + (share * one.Count));
        }

        columns.Expected[index] = new Measured(amount, count);
    }

    /// <summary>A cost is known from the price and the lengths; all else is what was seen before.</summary>
    private Measured Expect(Measure measure, TraceRow row, string deployment) =>
        ReferenceEquals(measure, Measure.Cost) && Measure.Price(row, Find(deployment)) is { } price
            ? Estimates.Measured.Of(price)
            : _expects.Expect(measure, deployment, row.Stream);

    private Deployment? Find(string? id) => id is null ? null : model.ById(id);

    /// <summary>A measure, request by request.</summary>
    internal sealed class Columns(int requests)
    {
        /// <summary>As it was recorded.</summary>
        public Measured[] Recorded { get; } = new Measured[requests];

        /// <summary>The same at the candidate's prices, or what its refusal means.</summary>
        public Measured[] Measured { get; } = new Measured[requests];

        /// <summary>What the model expects of the recorded pick.</summary>
        public Measured[] Modelled { get; } = new Measured[requests];

        /// <summary>What it expects of the candidate's picks.</summary>
        public Measured[] Expected { get; } = new Measured[requests];
    }
}
