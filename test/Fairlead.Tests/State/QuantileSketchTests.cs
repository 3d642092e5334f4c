using Fairlead.Attempts;
using Fairlead.Selection;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.State;

public sealed class QuantileSketchTests
{
    /// <summary>The width of a bucket, a sixteenth of its lower edge.</summary>
    private const double Error = 1.0 / 16;

    [Fact]
    public void Empty_SaysZero()
    {
        var sketch = new QuantileSketch();
        sketch.Fade(2);

        Assert.Equal(new QuantileView(0, 0, 0, 0), sketch.View());
    }

    [Fact]
    public void AnySamples_QuantilesAreWithinABucketOfTheExactOnes() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => CheckQuantiles((ulong)seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void TimesBeyondTheTable_CountAtItsEnds()
    {
        var sketch = new QuantileSketch();
        foreach (var time in (double[])[0, -1, 1e-9, 1e9, double.PositiveInfinity])
        {
            sketch.Add(time);
        }

        Assert.Equal(5, sketch.Weight(), 1e-9);
        Assert.InRange(sketch.Quantile(0.4), 0, 1e-4);
        Assert.InRange(sketch.Quantile(0.9), 900, 1024);
    }

    [Fact]
    public void SampleAHalfLifeOld_CountsHalf()
    {
        var sketch = new QuantileSketch();
        sketch.Add(1);
        sketch.Add(1);
        sketch.Fade(2);
        sketch.Add(10);
        sketch.Add(10);

        // One of three is old: a third lies at 1, two thirds at 10.
        Assert.Equal(3, sketch.Weight(), 1e-6);
        Assert.InRange(sketch.Quantile(0.32), 1, 1 + Error);
        Assert.InRange(sketch.Quantile(0.35), 10 * (1 - Error), 10 * (1 + Error));
        Assert.Equal(1.5, sketch.Weight(keep: 0.5), 1e-6);
    }

    [Fact]
    public void LongSilence_ForgetsAll()
    {
        var sketch = new QuantileSketch();
        sketch.Add(1);
        sketch.Fade(double.PositiveInfinity);
        sketch.Add(100);

        Assert.Equal(1, sketch.Weight(), 1e-9);
        Assert.InRange(sketch.Quantile(0.01), 90, 110);
    }

    [Fact]
    public void ManyHalfLives_KeepTheWeightOfTheRecent()
    {
        var sketch = new QuantileSketch();
        for (var i = 0; i < 10_000; i++)
        {
            sketch.Fade(1 / 0.9);
            sketch.Add(i % 10 == 0 ? 4 : 2);
        }

        // 1 / (1 - 0.9) samples' worth.
        Assert.Equal(10, sketch.Weight(), 1e-3);
        Assert.InRange(sketch.Quantile(0.5), 2, 2 * (1 + Error));
        Assert.InRange(sketch.Quantile(0.99), 4, 4 * (1 + Error));
    }

    [Fact]
    public void Deployment_TellsQuantilesOfWhatWasReported()
    {
        var clock = new FakeTimeProvider();
        var router = Given.Config(Given.Deployment("m", "a")).Router(clock, RandomSource.Seeded(1));
        for (var i = 1; i <= 100; i++)
        {
            using var session = router.Begin(new RouteRequest("m"));
            Assert.True(session.TryNext(out var attempt));
            session.Report(attempt, new AttemptReport
            {
                TimeToFirstToken = TimeSpan.FromMilliseconds(i <= 90 ? 100 : 2000),
                Duration = TimeSpan.FromMilliseconds((i <= 90 ? 100 : 2000) + 1000),
                OutputTokens = 50,
            });
        }

        var (first, perToken) = router.Model.Deployments[0].State.Quantiles(router.Clock.Now, router.Model.Settings.Rate.HalfLife);
        Assert.InRange(first.P50, 0.1 * (1 - Error), 0.1 * (1 + Error));
        Assert.InRange(first.P99, 2 * (1 - Error), 2 * (1 + Error));
        Assert.InRange(perToken.P90, 0.02 * (1 - Error), 0.02 * (1 + Error));
        Assert.Equal(100, first.Weight, 1e-6);
    }

    private static void CheckQuantiles(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var sketch = new QuantileSketch();
        var times = new double[1 + random.Next(500)];
        for (var i = 0; i < times.Length; i++)
        {
            // From a millisecond to seventeen minutes, evenly by the logarithm.
            times[i] = 0.001 * Math.Pow(10, 6 * random.NextDouble());
            sketch.Add(times[i]);
        }

        Array.Sort(times);
        foreach (var share in (double[])[0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1])
        {
            var exact = times[Math.Clamp((int)Math.Ceiling(share * times.Length) - 1, 0, times.Length - 1)];
            Assert.InRange(sketch.Quantile(share), exact * (1 - Error) - 1e-12, exact * (1 + Error) + 1e-12);
        }
    }
}
