using Fairlead.Cli.Simulation.Engine;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>A recorded trace as a workload.</summary>
internal sealed class Trace(IReadOnlyList<TraceRow> rows)
{
    /// <summary>Kind of dice thrown for the router a request comes to, where the trace does not tell.</summary>
    private const int RouterDice = 6;

    /// <summary>Its requests.</summary>
    public int Count => rows.Count;

    /// <summary>The same as they were recorded, in the order of arrival.</summary>
    public IReadOnlyList<TraceRow> Rows => rows;

    /// <summary>It tells where requests were sent, and with what chance.</summary>
    public bool HasRoutes => rows.Any(static row => row.Route is { Propensity: not null });

    /// <summary>The requests, for a scenario.</summary>
    /// <param name="models">The models there are. Of one all are asked for, whatever the trace calls it.</param>
    /// <param name="replicas">Routers.</param>
    /// <param name="rate">Requests a second on average instead of the trace's own: it passes so much faster or slower; null for its own pace.</param>
    /// <param name="seed">Seed of chance, for what the trace does not tell: which router a request comes to.</param>
    /// <param name="resolves">Whether a name is one that may be asked for besides; null for none.</param>
    /// <exception cref="TraceException">A model is asked for that is not there.</exception>
    public IReadOnlyList<SimulatedRequest> ToRequests(IReadOnlyList<ModelShare> models, int replicas, double? rate, ulong seed, Func<string, bool>? resolves = null)
    {
        var start = rows[0].IsDate ? rows[0].Arrives : 0;
        var length = TimeSpan.FromTicks(rows[^1].Arrives - rows[0].Arrives).TotalSeconds;
        var pace = rate is { } wanted && length > 0 ? (rows.Count - 1) / length / wanted : 1;
        var sessions = new Dictionary<string, int>(StringComparer.Ordinal);
        var prefixes = new Dictionary<string, int>(StringComparer.Ordinal);
        var requests = new SimulatedRequest[rows.Count];
        for (var i = 0; i < requests.Length; i++)
        {
            var row = rows[i];
            requests[i] = new SimulatedRequest(
                i,
                Model(row, models, resolves),
                (long)((decimal)(row.Arrives - start) * (decimal)pace),
                row.Router is { } router && router < replicas ? router : Dice.For(seed, RouterDice, i).Whole(replicas),
                Math.Max(1, row.InputTokens),
                Math.Max(1, row.OutputTokens),
                row.Stream,
                row.LeavesAfter)
            {
                Conversation = Number(sessions, row.Session),
                Prefix = Number(prefixes, row.Prefix),
                PrefixTokens = Math.Min(row.PrefixTokens, row.InputTokens),
                Wishes = row.Wishes,
            };
        }

        return requests;
    }

    /// <summary>The trace without the requests for models that are not there.</summary>
    /// <param name="models">The models there are.</param>
    /// <param name="resolves">Whether a name is one that may be asked for besides.</param>
    /// <param name="unknown">The others.</param>
    public Trace Known(IReadOnlyList<ModelShare> models, Func<string, bool>? resolves, out IReadOnlyList<TraceRow> unknown)
    {
        var known = rows.ToLookup(row => row.Model is null || IsKnown(row.Model, models, resolves));
        unknown = [.. known[false]];
        return unknown.Count == 0 ? this : new Trace([.. known[true]]);
    }

    private static bool IsKnown(string name, IReadOnlyList<ModelShare> models, Func<string, bool>? resolves) =>
        models.Any(model => model.Name == name) || resolves?.Invoke(name) == true;

    private static string Model(TraceRow row, IReadOnlyList<ModelShare> models, Func<string, bool>? resolves)
    {
        if (row.Model is { } name && IsKnown(name, models, resolves))
        {
            return name;
        }

        if (models.Count == 1)
        {
            return models[0].Name;
        }

        throw new TraceException(
            row.Line, row.Model is null ? $"{TraceColumn.Model.Name} is missing: there are {Names(models)}" : $"there is no model '{row.Model}': there are {Names(models)}")
        { Path = row.Path };
    }

    private static string Names(IReadOnlyList<ModelShare> models) => string.Join(", ", models.Select(static model => model.Name));

    private static int? Number(Dictionary<string, int> numbers, string? name)
    {
        if (name is null)
        {
            return null;
        }

        if (!numbers.TryGetValue(name, out var number))
        {
            numbers[name] = number = numbers.Count;
        }

        return number;
    }
}
