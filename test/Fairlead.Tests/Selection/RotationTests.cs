using Fairlead.Selection;
using Fairlead.TestKit.Chance;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>The parts weights are turned into, and where the round begins.</summary>
public sealed class RotationTests
{
    private const int Parts = ushort.MaxValue;

    [Theory]
    [InlineData(new[] { 2.0, 4, 6 }, new[] { 1, 2, 3 })]
    [InlineData(new[] { 5.0, 0, 10 }, new[] { 1, 0, 2 })]
    [InlineData(new[] { 0.5, 1.5, 0 }, new[] { 21845, Parts, 0 })]
    [InlineData(new[] { 0.5, 1, 2 }, new[] { 16384, 32768, Parts })]
    [InlineData(new[] { 65535.0, 1 }, new[] { Parts, 1 })]
    [InlineData(new[] { 65536.0, 1 }, new[] { Parts, 1 })]
    [InlineData(new[] { 131070.0, 2 }, new[] { Parts, 1 })]
    [InlineData(new[] { 131072.0, 3 }, new[] { Parts, 1 })]
    [InlineData(new[] { 1e9, 1 }, new[] { Parts, 1 })]
    [InlineData(new[] { 4294967296.0, 2147483648 }, new[] { Parts, 32768 })]
    public void Weights_BecomeParts_WholeWhereTheyAre(double[] weights, int[] parts)
    {
        var rotation = Rotation.Build(weights);

        Assert.Equal(parts, Enumerable.Range(0, weights.Length).Select(rotation.WeightOf));
    }

    [Theory]
    [InlineData(0.0, "a")]
    [InlineData(0.5, "c")]
    [InlineData(0.99, "d")]
    public void Round_BeginsAnywhere_AndGoesOnFromThere(double draw, string first)
    {
        var router = Given.Config([.. ((string[])["a", "b", "c", "d"]).Select(id => Given.Deployment("m", id))]).Strategy("round-robin").Router(random: new ScriptedRandom(draw));
        var picked = Enumerable.Range(0, 8).Select(_ => router.Pick("m")!.Id).ToArray();

        Assert.Equal(Enumerable.Range(0, 8).Select(i => ((string[])["a", "b", "c", "d"])[(first[0] - 'a' + i) % 4]), picked);
    }
}
