using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Selection;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Selection;

/// <summary>Whatever answers tell, effective prices lie between what tokens cost at the least and at the most; and deciding by them allocates nothing.</summary>
public sealed class EffectivePriceProperties
{
    private const int Output = 10;

    [Fact]
    public void AnyPrice_LiesBetweenTheCheapestAndTheDearestToken() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), static seed => Check((ulong)seed)).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static void Check(ulong seed)
    {
        var random = RandomSource.Seeded(seed);
        var clock = new FakeTimeProvider();
        var prices = new (double Plain, double Read, double Write)[2 + random.Next(4)];
        for (var i = 0; i < prices.Length; i++)
        {
            prices[i] = (random.NextDouble(), random.NextDouble(), random.NextDouble());
        }

        var router = Build([.. prices.Select(static (price, i) => Priced(i, price))], "cost-based", clock, random);
        for (var turn = 0; turn < 40; turn++)
        {
            clock.Advance(TimeSpan.FromSeconds(random.Next(1000)));
            var request = Asking(1 + random.Next(3), 1 + random.Next(40_000), 4096 << random.Next(4));
            router.Run(request, _ => random.Next(5) == 0 ? Given.Fail(FailureKind.BadRequest, 400) : Given.Ok(tokens: random.Next(Output)) with
            {
                InputTokens = random.Next(40_000),
                CachedInputTokens = random.Next(50_000),
                CacheWriteTokens = random.Next(50_000),
            });
            foreach (var candidate in router.Explain(request).Groups[0].Candidates)
            {
                var (plain, read, write) = prices[int.Parse(candidate.Id[1..], System.Globalization.CultureInfo.InvariantCulture)];
                var input = (candidate.Score!.Value - OutputCost(router, request)) / request.InputTokens;
                Assert.InRange(input, Math.Min(plain, Math.Min(read, write)) - 1e-6, Math.Max(plain, Math.Max(read, write)) + 1e-6);
            }
        }
    }

    /// <summary>An output token costs a dollar everywhere: what is left of a score when the input is taken away is the same for all.</summary>
    private static double OutputCost(Router router, RouteRequest request)
    {
        var plain = request with { Affinity = null, InputTokens = 1 };
        var first = router.Explain(plain).Groups[0].Candidates[0];
        return first.Score!.Value - router.Model.ById(first.Id)!.Config.Params.InputCostPerToken!.Value;
    }

    [Theory]
    [InlineData("cost-based", 2)]
    [InlineData("cost-based", 10)]
    [InlineData("cost-based", 100)]
    [InlineData("adaptive", 10)]
    [InlineData("adaptive", 100)]
    public void Decision_ByEffectivePrices_AllocatesNothing(string strategy, int size)
    {
        var router = Build([.. Enumerable.Range(0, size).Select(static i => Priced(i, (1 + (i % 5), 0.1, 1.25)))], strategy, new FakeTimeProvider(), RandomSource.Seeded(1));
        var (warm, cold) = (Asking(1, 2000, 8192), Asking(2, 2000, 8192));
        router.Run(warm, static _ => Given.Ok() with { InputTokens = 2000, CacheWriteTokens = 2000 });
        var before = 0L;
        for (var i = 0; i < 200; i++)
        {
            foreach (var request in (ReadOnlySpan<RouteRequest>)[warm, cold])
            {
                using var session = router.Begin(request);
                before -= i < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread();
                session.TryNext(out _);
                before += i < 100 ? 0 : GC.GetAllocatedBytesForCurrentThread();
            }
        }

        Assert.Equal(0, before);
    }

    private static Router Build(DeploymentConfig[] deployments, string strategy, FakeTimeProvider clock, RandomSource random) =>
        Given.Config(deployments).Strategy(strategy).With(static r => r with { StrategyArgs = new StrategyArgs { EffectivePrice = true, PriceWeight = 1 } }).Router(clock, random);

    private static DeploymentConfig Priced(int i, (double Plain, double Read, double Write) price) => Given.Deployment("m", $"d{i}", "openai/unheard-of", p => p with
    {
        InputCostPerToken = price.Plain,
        OutputCostPerToken = 1,
        CacheReadInputTokenCost = price.Read,
        CacheCreationInputTokenCost = price.Write,
    });

    private static RouteRequest Asking(int conversation, int tokens, int bytes) => new("m")
    {
        InputTokens = tokens,
        MaxOutputTokens = Output,
        Affinity = new RequestAffinity { Prefix = PromptPrefix.Of(Enumerable.Repeat((byte)conversation, bytes).ToArray()) },
    };
}
