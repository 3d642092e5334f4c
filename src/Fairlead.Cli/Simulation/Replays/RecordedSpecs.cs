using Fairlead.Attempts;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic.Traces;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>Simulated deployments as the log knows them: what is else guessed of their times and failures is read off what was recorded.</summary>
internal static class RecordedSpecs
{
    /// <summary>Answers below which a deployment keeps the usual times: a median of thirty is off by a quarter of the spread.</summary>
    private const int Least = 30;

    /// <summary>Shortest times told: below, a logarithm says nothing.</summary>
    private const double Shortest = 1e-4;

    /// <summary>The scenario with what the log tells of its deployments. Those whose behaviour a person has written stay as they are.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="rows">The log.</param>
    /// <param name="known">The ids of those that the log tells of.</param>
    public static Scenario Apply(Scenario scenario, IReadOnlyList<TraceRow> rows, out IReadOnlyList<string> known)
    {
        var answers = rows.Where(static row => row.Route is { Attempts.Count: 0, End.IsAnswer: true, Answerer: not null }).ToLookup(static row => row.Route!.Answerer!);
        var calls = rows.SelectMany(Calls).ToLookup(static call => call.Deployment, static call => call.Failure);
        var found = new List<string>();
        var specs = scenario.Deployments.Select(spec =>
        {
            if (spec.IsToldSo || answers[spec.Id].Count() < Least)
            {
                return spec;
            }

            found.Add(spec.Id);
            return Of(spec, [.. answers[spec.Id]], [.. calls[spec.Id]]);
        }).ToList();
        known = found;
        return scenario with { Deployments = specs };
    }

    private static DeploymentSpec Of(DeploymentSpec spec, List<TraceRow> answers, List<FailureKind> calls)
    {
        var first = Fit(answers.Where(static row => row is { Stream: true, Route.FirstToken: not null }).Select(row => row.Route!.FirstToken!.Value.TotalSeconds - (row.InputTokens * spec.PerPromptToken)));
        var each = Fit(answers.Where(static row => row is { OutputTokens: > 1, Route: { Duration: not null, FirstToken: not null } })
            .Select(static row => (row.Route!.Duration!.Value - row.Route.FirstToken!.Value).TotalSeconds / (row.OutputTokens - 1)));
        return spec with
        {
            FirstToken = first?.Median ?? spec.FirstToken,
            FirstTokenSpread = first?.Spread ?? spec.FirstTokenSpread,
            PerToken = each?.Median ?? spec.PerToken,
            PerTokenSpread = each?.Spread ?? spec.PerTokenSpread,

            // It has served so many at the recorded times.
            Capacity = Math.Max(spec.Capacity, MostAtOnce(answers)),
            Errors = [.. calls.Where(static kind => kind is not (FailureKind.None or FailureKind.Cancelled or FailureKind.Lost)).CountBy(static kind => kind).OrderBy(static entry => entry.Key)
                .Select(entry => ((double)entry.Value / calls.Count, entry.Key, FailureRules.Of(entry.Key).Status))],
        };
    }

    /// <summary>Median and deviation of the logarithm; null of too few.</summary>
    private static (double Median, double Spread)? Fit(IEnumerable<double> seconds)
    {
        var times = new Quantiles(seconds.Select(static time => Math.Max(Shortest, time)));
        return times.Count < Least ? null : (times.At(0.5), Math.Log(times.At(0.8413) / times.At(0.1587)) / 2);
    }

    private static int MostAtOnce(List<TraceRow> answers)
    {
        var (most, now) = (0, 0);
        foreach (var (_, step) in answers.SelectMany(static row => new[] { (row.Arrives, 1), (row.Arrives + (row.Route!.Duration?.Ticks ?? 0), -1) }).OrderBy(static change => change))
        {
            now += step;
            most = Math.Max(most, now);
        }

        return most;
    }

    private static IEnumerable<(string Deployment, FailureKind Failure)> Calls(TraceRow row) => row.Route switch
    {
        { Attempts.Count: > 0 } route => route.Attempts.Select(static attempt => (attempt.Deployment, attempt.Failure)),
        { Answerer: { } only } route => [(only, route.End.Kind)],
        _ => [],
    };
}
