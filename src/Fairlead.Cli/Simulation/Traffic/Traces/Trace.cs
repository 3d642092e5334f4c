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
    /// <exception cref="TraceException">A model is asked for that is not there.</exception>
    public IReadOnlyList<SimulatedRequest> ToRequests(IReadOnlyList<ModelShare> models, int replicas, double? rate, ulong seed)
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
                Model(row, models),
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

    private static string Model(TraceRow row, IReadOnlyList<ModelShare> models)
    {
        if (models.Count == 1)
        {
            return models[0].Name;
        }

        if (row.Model is null)
        {
            throw new TraceException(row.Line, $"{TraceColumn.Model.Name} is missing: there are {Names(models)}");
        }

        return models.Any(model => model.Name == row.Model)
            ? row.Model
            : throw new TraceException(row.Line, $"there is no model '{row.Model}': there are {Names(models)}");
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
