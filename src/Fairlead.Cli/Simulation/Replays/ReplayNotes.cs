using System.Globalization;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>How far a replay's estimates can be believed, in sentences.</summary>
internal static class ReplayNotes
{
    /// <summary>Overlap below which it is said what the estimates are of: less of the candidate's choices than this is known from the log.</summary>
    private const double FullOverlap = 0.99;

    /// <summary>Requests that tell so little that an interval is a guess.</summary>
    private const double LeastEffective = 50;

    public static IEnumerable<string> Of(ReplayResult result)
    {
        var weights = result.Weights;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Effective sample size {weights.EffectiveSize:0} of {result.Requests}. Weights are clipped at {weights.Most:0.0}: {weights.Clipped} were above, {100 * weights.Lost:0.0} % of all weight is cut off.");
        if (result.Refused > 0)
        {
            yield return $"Refused: {string.Join("; ", result.Refusals.OrderByDescending(static entry => entry.Value).Select(static entry => $"{entry.Value} ({entry.Key})"))}.";
        }

        var asked = result.Requests - result.Refused;
        foreach (var id in result.Picks.Keys.Where(id => !result.Rows.Any(row => row.Route!.Deployment == id)).Order(StringComparer.Ordinal))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"warning: {id} was never picked in this log and would get {100 * result.Picks[id] / result.Requests:0.0} % of the requests: what they would cost and how long they would take cannot be told from this log; simulated instead.");
        }

        var overlap = result.Overlap;
        if (asked > 0 && overlap.Value < FullOverlap && !(overlap.High >= 1))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"warning: of what the candidate would choose, {100 * Math.Max(0, overlap.Value):0} % had a chance in this log ({100 * Math.Max(0, overlap.Low):0} to {100 * overlap.High:0} %): the estimates are of that part alone; the simulation is of all.");
        }

        if (weights.EffectiveSize < LeastEffective)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"warning: the log tells of the candidate as much as {weights.EffectiveSize:0} requests would: the intervals are guesses.");
        }

        if (result.Missed > 0)
        {
            yield return $"{result.Missed} recorded calls could not be told to the candidate's router: their deployments are not in it, or are at a limit of it.";
        }
    }
}
