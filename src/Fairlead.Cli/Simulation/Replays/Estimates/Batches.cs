namespace Fairlead.Cli.Simulation.Replays.Estimates;

/// <summary>Requests in runs that came one after the other: what an error is reckoned from.</summary>
/// <remarks>
/// Requests that come together share what befell a deployment meanwhile, so that they are not so many witnesses as they are many. Sums of a hundred runs are nearly independent where single
/// requests are not (batch means; Law and Carson 1979). With fewer requests each is a run of its own, and the interval is the delta method's for independent ones.
/// </remarks>
internal sealed class Batches(int requests)
{
    /// <summary>With a hundred, Student's t is within 2 % of the normal's quantile, and runs are as long as they can be then.</summary>
    private const int Most = 100;

    private readonly double[] _sums = new double[Math.Min(requests, Most)];

    /// <summary>Runs.</summary>
    public int Count => _sums.Length;

    /// <summary>Half the width of the 95 % interval of an estimate whose error is the sum of the requests' influences.</summary>
    /// <param name="influence">How far a request moves the estimate off the truth.</param>
    public double HalfWidth(Func<int, double> influence)
    {
        if (Count < 2)
        {
            return double.PositiveInfinity;
        }

        Array.Clear(_sums);
        for (var i = 0; i < requests; i++)
        {
            _sums[(int)((long)i * Count / requests)] += influence(i);
        }

        // The influences sum up to zero, or nearly; the factor is that of a variance of so few.
        return StudentT.Central95(Count - 1) * Math.Sqrt(_sums.Sum(static sum => sum * sum) * Count / (Count - 1));
    }
}
