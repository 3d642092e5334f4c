using Fairlead.State;

namespace Fairlead.Tests.State;

public sealed class DecayedAverageTests
{
    private const double HalfLife = 10;

    [Fact]
    public void Burst_AtOneInstant_CountsEverySample()
    {
        var average = new DecayedAverage();
        foreach (var sample in (double[])[1, 2, 3])
        {
            average.Add(sample, 100, HalfLife);
        }

        Assert.Equal(2, average.Mean, 1e-9);
        Assert.Equal(3, average.Weight(100, HalfLife), 1e-9);
    }

    [Fact]
    public void Sample_AHalfLifeOld_CountsHalf()
    {
        var average = new DecayedAverage();
        average.Add(0, 0, HalfLife);
        average.Add(3, 10, HalfLife);

        Assert.Equal(2, average.Mean, 1e-9);
        Assert.Equal(0.75, average.Weight(20, HalfLife), 1e-9);
    }

    [Fact]
    public void LongHistory_DoesNotOutweighWhatFollows()
    {
        var average = new DecayedAverage();
        for (var i = 0; i < 100_000; i++)
        {
            average.Add(10, 0, HalfLife);
        }

        for (var i = 0; i < 32; i++)
        {
            average.Add(1, 0, HalfLife);
        }

        Assert.InRange(average.Mean, 1, 2.5);
    }
}
