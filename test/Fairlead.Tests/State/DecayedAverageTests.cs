using Fairlead.State;

namespace Fairlead.Tests.State;

public sealed class DecayedAverageTests
{
    [Fact]
    public void Burst_AtOneInstant_CountsEverySample()
    {
        var average = new DecayedAverage();
        foreach (var sample in (double[])[1, 2, 3])
        {
            average.Add(sample);
        }

        Assert.Equal(2, average.Mean, 1e-9);
        Assert.Equal(3, average.Weight(), 1e-9);
    }

    [Fact]
    public void Sample_AHalfLifeOld_CountsHalf()
    {
        var average = new DecayedAverage();
        average.Add(0);
        average.Fade(0.5);
        average.Add(3);

        Assert.Equal(2, average.Mean, 1e-9);
        Assert.Equal(0.75, average.Weight(keep: 0.5), 1e-9);
    }

    [Fact]
    public void LongHistory_DoesNotOutweighWhatFollows()
    {
        var average = new DecayedAverage();
        for (var i = 0; i < 100_000; i++)
        {
            average.Add(10);
        }

        for (var i = 0; i < 32; i++)
        {
            average.Add(1);
        }

        Assert.InRange(average.Mean, 1, 2.5);
    }

    [Fact]
    public void Weight_GrowsWithEverySample_ToTheMostAndNoFurther()
    {
        var average = new DecayedAverage();
        for (var i = 1; i <= 100; i++)
        {
            average.Add(1);
            Assert.Equal(Math.Min(i, DecayedAverage.MaxWeight), average.Weight(), 1e-9);
        }
    }
}
