using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Replays.Estimates;

namespace Fairlead.Gateway.Tests.Simulation.Replays.Estimates;

/// <summary>Of a hundred logs whose truth is known, about 95 intervals hold it.</summary>
public sealed class CoverageTests
{
    private const int Logs = 100;
    private const int Requests = 1500;

    // Two kinds of request, three deployments: what the log picked, what the candidate would, what comes of it.
    private static readonly double[][] Logged = [[0.6, 0.3, 0.1], [0.2, 0.2, 0.6]];
    private static readonly double[][] Candidate = [[0.1, 0.3, 0.6], [0.5, 0.4, 0.1]];
    private static readonly double[][] Medians = [[1, 2, 0.5], [3, 1.5, 4]];
    private static readonly double[][] Failing = [[0.02, 0.1, 0.05], [0.3, 0.01, 0.1]];

    /// <summary>One kind in three is the second.</summary>
    private const double Second = 1.0 / 3;

    private const double Spread = 0.5;

    [Fact]
    public void Weighted_OfAMean_HoldsTheTruth() =>
        Covers(MeanTruth(), static log => Ratio.Weighted(log.Weights, log.Times));

    [Fact]
    public void DoublyRobust_WithTheModelOfNobodysKind_HoldsTheTruth() =>
        Covers(MeanTruth(), static log => Ratio.DoublyRobust(log.Weights, log.Times, log.Modelled, log.Expected));

    [Fact]
    public void Share_OfFailures_HoldsTheTruth() =>
        Covers(FailureTruth(), static log => Share.Wilson(Ratio.Weighted(log.Weights, log.Failures), log.Weights.EffectiveSize));

    [Fact]
    public void Quantile_TheMedian_HoldsTheTruth() =>
        Covers(MedianTruth(), static log => WeightedQuantile.At(log.Weights, log.Times, 0.5));

    [Fact]
    public void Change_OfAMean_HoldsTheTruth() =>
        Covers(MeanTruth() - Mean(Logged), static log => Ratio.Change(log.Weights, log.Times, log.Times));

    [Fact]
    public void Recorded_OfTheSameLogs_DoesNot()
    {
        // What the log itself says is no answer: the test above would notice.
        var truth = MeanTruth();

        Assert.All(Enumerable.Range(0, Logs), seed => Assert.True(Math.Abs(Ratio.Recorded(Log.Draw((ulong)seed).Times) - truth) > 0.1));
    }

    private static void Covers(double truth, Func<Log, Estimate> estimate)
    {
        var held = Enumerable.Range(0, Logs).Select(seed => estimate(Log.Draw((ulong)seed))).Count(one => one.Low <= truth && truth <= one.High);

        // 95 of 100, and two deviations of a count with that chance.
        Assert.InRange(held, 91, 99);
    }

    private static double MeanTruth() => Mean(Candidate);

    /// <summary>Of those answered: the mean of a log-normal time is its median times exp(spread² / 2).</summary>
    private static double Mean(double[][] policy)
    {
        var (time, answered) = (0.0, 0.0);
        Each((kind, deployment, share) =>
        {
            var well = share * policy[kind][deployment] * (1 - Failing[kind][deployment]);
            time += well * Medians[kind][deployment] * Math.Exp(Spread * Spread / 2);
            answered += well;
        });
        return time / answered;
    }

    private static double FailureTruth()
    {
        var failed = 0.0;
        Each((kind, deployment, share) => failed += share * Candidate[kind][deployment] * Failing[kind][deployment]);
        return failed;
    }

    /// <summary>From a long draw of the candidate itself.</summary>
    private static double MedianTruth()
    {
        var dice = Dice.For(4711, 0);
        var times = new List<double>();
        for (var i = 0; i < 1_000_000; i++)
        {
            var (kind, deployment) = Draw(ref dice, Candidate);
            var time = dice.LogNormal(Medians[kind][deployment], Spread);
            if (dice.Share() >= Failing[kind][deployment])
            {
                times.Add(time);
            }
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static void Each(Action<int, int, double> visit)
    {
        for (var deployment = 0; deployment < 3; deployment++)
        {
            visit(0, deployment, 1 - Second);
            visit(1, deployment, Second);
        }
    }

    private static (int Kind, int Deployment) Draw(ref Dice dice, double[][] policy)
    {
        var kind = dice.Share() < Second ? 1 : 0;
        var luck = dice.Share();
        return (kind, luck < policy[kind][0] ? 0 : luck < policy[kind][0] + policy[kind][1] ? 1 : 2);
    }

    private sealed record Log(Weights Weights, Measured[] Times, Measured[] Failures, Measured[] Modelled, Measured[] Expected)
    {
        public static Log Draw(ulong seed)
        {
            var dice = Dice.For(seed, 1);
            var ratios = new double[Requests];
            var (times, failures) = (new Measured[Requests], new Measured[Requests]);
            var picks = new (int Kind, int Deployment)[Requests];
            for (var i = 0; i < Requests; i++)
            {
                var (kind, deployment) = picks[i] = CoverageTests.Draw(ref dice, Logged);
                ratios[i] = Candidate[kind][deployment] / Logged[kind][deployment];
                var time = dice.LogNormal(Medians[kind][deployment], Spread);
                var failed = dice.Share() < Failing[kind][deployment];
                times[i] = failed ? Measured.Nothing : Measured.Of(time);
                failures[i] = Measured.Of(failed ? 1 : 0);
            }

            // A model that knows deployments but not kinds: wrong, as models are.
            var model = Enumerable.Range(0, 3).Select(d =>
            {
                var own = Enumerable.Range(0, Requests).Where(i => picks[i].Deployment == d).ToList();
                return new Measured(own.Average(i => times[i].Amount), own.Average(i => times[i].Count));
            }).ToArray();
            return new Log(
                new Weights(ratios),
                times,
                failures,
                [.. picks.Select(pick => model[pick.Deployment])],
                [.. picks.Select(pick => new Measured(Sum(pick.Kind, static one => one.Amount), Sum(pick.Kind, static one => one.Count)))]);

            double Sum(int kind, Func<Measured, double> part) => Enumerable.Range(0, 3).Sum(d => Candidate[kind][d] * part(model[d]));
        }
    }
}
