using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.State;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.State;

/// <summary>What the provider's cache had part in: shares, totals and the money.</summary>
public sealed class CacheSharesTests
{
    private readonly FakeTimeProvider _clock = new();

    /// <summary>Anthropic's proportions: a read costs a tenth, a write a quarter more.</summary>
    private static DeploymentConfig Priced(string id) => Given.Deployment("m", id, "openai/unheard-of", static p => p with
    {
        InputCostPerToken = 4,
        OutputCostPerToken = 20,
        CacheReadInputTokenCost = 0.4,
        CacheCreationInputTokenCost = 5,
    });

    private static AttemptReport Used(int input, int cached, int written, int output = 0) =>
        Given.Ok(tokens: output) with { InputTokens = input, CachedInputTokens = cached, CacheWriteTokens = written };

    [Fact]
    public void Shares_AreByTokens_AndRecentAnswersWeighMore()
    {
        var shares = default(CacheShares);
        Assert.Equal((false, 0.0, 0.0), (shares.IsKnown, shares.Read, shares.Written));

        shares.Add(1000, 0, 900);
        Assert.Equal((true, 0.0, 0.9), (shares.IsKnown, shares.Read, shares.Written));

        // The first counts 255/256 of itself by the second.
        shares.Add(3000, 2700, 300);
        var before = 1000 * 255 / 256.0;
        Assert.Equal(2700 / (before + 3000), shares.Read, 1e-12);
        Assert.Equal(((0.9 * before) + 300) / (before + 3000), shares.Written, 1e-12);

        shares.Add(0, 5, 5);
        Assert.Equal(2700 / (before + 3000), shares.Read, 1e-12);
    }

    [Theory]
    [InlineData(100, 150, 50, 1, 0)]
    [InlineData(100, 60, 60, 0.6, 0.4)]
    [InlineData(100, -1, -1, 0, 0)]
    public void Shares_OfCountsThatDoNotAddUp_AreAtMostTheWhole(int input, int cached, int written, double read, double wrote)
    {
        var shares = default(CacheShares);
        shares.Add(input, cached, written);

        Assert.Equal((read, wrote), (shares.Read, shares.Written));
    }

    [Fact]
    public void Snapshot_TellsSharesTotalsEffectivePriceAndTheBill()
    {
        var router = Given.Config(Priced("a")).Router(_clock);
        var fresh = router.Snapshot().Deployments[0];
        Assert.Equal((null, 4.0, 0L, 0L), (fresh.CacheHitShare, fresh.EffectiveInputPrice, fresh.CachedInputTokens, fresh.CacheWriteTokens));

        router.Run("m", static _ => Used(100, 80, 10, output: 2));

        // 10 tokens at 4, 80 at 0.4, 10 at 5, and 2 of output at 20.
        var told = router.Snapshot().Deployments[0];
        Assert.Equal((0.8, 80L, 10L), (told.CacheHitShare, told.CachedInputTokens, told.CacheWriteTokens));
        Assert.Equal((40 + 32 + 50) / 100.0, told.EffectiveInputPrice!.Value, 1e-9);
        Assert.Equal(40 + 32 + 50 + 40, told.Cost!.Value, 1e-9);
    }

    [Fact]
    public void Snapshot_WithoutPrices_TellsTheShareAlone()
    {
        var router = Given.Config(Given.Deployment("m", "a", "openai/unheard-of")).Router(_clock);
        router.Run("m", static _ => Used(100, 25, 0));

        var told = router.Snapshot().Deployments[0];
        Assert.Equal((0.25, null, null), (told.CacheHitShare, told.EffectiveInputPrice, told.Cost));
    }

    [Fact]
    public void Thick_AnswersPutDownTogether_AreCountedAsOneByOne()
    {
        var router = Given.Config(Priced("a")).Router(_clock);
        for (var i = 0; i < 200; i++)
        {
            _clock.Advance(TimeSpan.FromTicks(1000));
            router.Run("m", static _ => Used(100, 80, 20));
        }

        var told = router.Snapshot().Deployments[0];
        Assert.Equal((16_000L, 4000L), (told.CachedInputTokens, told.CacheWriteTokens));
        Assert.Equal(0.8, told.CacheHitShare!.Value, 1e-9);
        Assert.Equal(200 * ((80 * 0.4) + (20 * 5)), told.Cost!.Value, 1e-6);
    }

    [Fact]
    public void Budget_IsSpentByWhatACacheWriteCosts()
    {
        var router = Given.Config(Priced("a") with { Params = Priced("a").Params with { MaxBudget = 450, BudgetDuration = TimeSpan.FromDays(1) } }).Router(_clock);
        router.Run("m", static _ => Used(100, 0, 100));

        // 500 with the premium, 400 without it.
        Assert.Equal(RouteRefusal.OverBudget, router.Run("m", static _ => Given.Ok()).Failure!.Refusal);
    }

    [Fact]
    public void FailedAttempt_IsCountedAtWhatItsCacheCost()
    {
        var router = Given.Config(Priced("a")).Router(_clock);
        router.Run(new RouteRequest("m") { NumRetries = 0 }, static _ => Used(10, 10, 0) with { Failure = FailureKind.StreamBroken, Committed = true });

        var told = router.Snapshot().Deployments[0];
        Assert.Equal((10L, null), (told.CachedInputTokens, told.CacheHitShare));
        Assert.Equal(4, told.Cost!.Value, 1e-9);
    }
}
