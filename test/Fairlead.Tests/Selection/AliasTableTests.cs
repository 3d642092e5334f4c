using Fairlead.Selection;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Selection;

public sealed class AliasTableTests
{
    [Fact]
    public void Sample_AnyWeights_ConvergesAndNeverDrawsZero()
    {
        var weights = Gen.Choose(0, 20).Select(w => w > 10 ? 0.0 : w * 1.7).ArrayOf().Where(w => w.Length is > 0 and <= 40 && w.Sum() > 0);
        Prop.ForAll(weights.ToArbitrary(), w =>
        {
            const int Draws = 20_000;
            var table = AliasTable.Build(w);
            var random = RandomSource.Seeded(42);
            var counts = new int[w.Length];
            for (var i = 0; i < Draws; i++)
            {
                counts[table.Sample(random)]++;
            }

            var total = w.Sum();
            for (var i = 0; i < w.Length; i++)
            {
                Assert.Equal(w[i] / total, counts[i] / (double)Draws, 0.02);
                Assert.False(w[i] == 0 && counts[i] > 0);
            }
        }).QuickCheckThrowOnFailure();
    }
}
