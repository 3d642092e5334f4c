using Fairlead.Affinity;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.TestKit.Time;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.Selection;

/// <summary>What requests cost with the providers' caches counted, in numbers worked out by hand.</summary>
/// <remarks>
/// Every request has a thousand tokens or more and an answer of ten. <c>cached</c> costs 4 a token, 0.4 from its cache and 5 into it, and 20 a token of its answer; <c>plain</c> costs 2 and 20, and caches nothing.
/// Before any answer each conversation is taken to have one more turn.
/// </remarks>
public sealed class EffectivePriceTests
{
    private const int Output = 10;

    private readonly FakeTimeProvider _clock = new();

    private Router Of(string strategy = "cost-based", StrategyArgs? args = null, params DeploymentConfig[] more) =>
        Given.Config([Priced("cached", 4, 0.4, 5), Priced("plain", 2), .. more]).Strategy(strategy)
            .With(r => r with { StrategyArgs = args ?? new StrategyArgs { EffectivePrice = true } }).Router(_clock);

    private static DeploymentConfig Priced(string id, double input, double? read = null, double? write = null) => Given.Deployment("m", id, "openai/unheard-of", p => p with
    {
        InputCostPerToken = input,
        OutputCostPerToken = 20,
        CacheReadInputTokenCost = read,
        CacheCreationInputTokenCost = write,
    });

    /// <summary>A turn of a conversation, whose prompt begins with all turns before it.</summary>
    private static RouteRequest Turn(int tokens, byte conversation = 1, int bytes = 4096) => new("m")
    {
        InputTokens = tokens,
        MaxOutputTokens = Output,
        Affinity = new RequestAffinity { Prefix = PromptPrefix.Of(Enumerable.Repeat(conversation, bytes).ToArray()) },
    };

    private static double Score(Router router, RouteRequest request, string id) =>
        Math.Round(router.Explain(request).Groups[0].Candidates.Single(c => c.Id == id).Score!.Value, 6);

    private void Answer(Router router, RouteRequest request, string by, int cached, int written = 0, int? told = null)
    {
        var others = router.Model.Deployments.Where(d => d.Id != by).Select(static d => d.Id).ToList();
        var run = router.Run(request with { Blocked = others }, _ => Given.Ok(tokens: Output) with
        {
            InputTokens = told ?? request.InputTokens,
            CachedInputTokens = cached,
            CacheWriteTokens = written,
        });
        Assert.Equal([by], run.Tried);
    }

    [Fact]
    public void ShortPrompt_CostsTheListPrice()
    {
        var router = Of();
        var request = new RouteRequest("m") { InputTokens = 100, MaxOutputTokens = Output };

        Assert.Equal(((4 * 100) + 200, (2 * 100) + 200), (Score(router, request, "cached"), Score(router, request, "plain")));
        Assert.Equal("plain", router.Pick(request)!.Id);
    }

    [Fact]
    public void NewConversation_CostsTheMeanOfItsTurns()
    {
        var router = Of();

        // Half at 5, to be written, half at 0.4, for the turn that follows.
        Assert.Equal(1000 * (5 + 0.4) / 2 + 200, Score(router, Turn(1000), "cached"));
        Assert.Equal(2000 + 200, Score(router, Turn(1000), "plain"));
        Assert.Equal("plain", router.Pick(Turn(1000))!.Id);
    }

    [Fact]
    public void TurnsThatFollow_MakeADearCacheTheCheaper()
    {
        var router = Of();
        for (var turn = 0; turn < 6; turn++)
        {
            Answer(router, Turn(1000), "cached", turn == 0 ? 0 : 1000, written: turn == 0 ? 1000 : 0);
        }

        // One and one before; one began, five went on. All counts fade by 1/256 with each answer.
        var faded = Enumerable.Range(0, 7).Select(static answers => Math.Pow(255 / 256.0, answers)).ToArray();
        var (begun, continued) = (faded[6] + faded[5], faded[6] + faded[..5].Sum());
        var follow = continued / begun;
        Assert.Equal(Math.Round((1000 * (5 + (follow * 0.4)) / (1 + follow)) + 200, 6), Score(router, Turn(1000, conversation: 9), "cached"));
        Assert.Equal("cached", router.Pick(Turn(1000, conversation: 9))!.Id);
    }

    [Fact]
    public void WarmConversation_CostsWhatWasRead_AndTheRestAnew()
    {
        var router = Of();
        Answer(router, Turn(1000), "cached", cached: 0, written: 1000);
        var next = Turn(1250);

        // Four fifths were read. A quarter of what follows (one went on, as is taken for granted, where two began) counts at the later price, all of it read.
        const double Keep = 255 / 256.0;
        const double Follow = Keep / (Keep + 1) / 4;
        const double Now = (0.8 * 0.4) + (0.2 * 5);
        Assert.Equal((1250 * (Now + (Follow * 0.4)) / (1 + Follow)) + 200, Score(router, next, "cached"), 1e-3);
        Assert.Equal(2500 + 200, Score(router, next, "plain"), 1e-6);
        Assert.Equal("cached", router.Pick(next)!.Id);
    }

    [Fact]
    public void WarmConversation_GoesWhereItCostsLess_ThoughNobodyHasReadItThere()
    {
        var router = Of(more: Priced("cheap", 0.3));
        Answer(router, Turn(1000), "cached", cached: 0, written: 1000);

        Assert.Equal("cheap", router.Pick(Turn(1250))!.Id);
        Assert.Equal("cached", router.Pick(Turn(1250) with { Blocked = ["cheap"] })!.Id);
    }

    [Fact]
    public void Conversation_WhoseTurnsDoNotHit_IsPricedByItsOwn()
    {
        var router = Of();
        Answer(router, Turn(1000, 1), "cached", cached: 0, written: 1000);
        Answer(router, Turn(1000, 2), "cached", cached: 0, written: 1000);
        Answer(router, Turn(1000, 1), "cached", cached: 0, written: 1000);
        Answer(router, Turn(1000, 2), "cached", cached: 1000);

        Assert.Equal("plain", router.Pick(Turn(1000, 1))!.Id);
        Assert.Equal("cached", router.Pick(Turn(1000, 2))!.Id);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(6, 0.5)]
    [InlineData(59, 0.5)]
    public void Age_OfWhatWasRead_SaysHowMuchIsThere(int minutes, double hit)
    {
        var router = Of("adaptive", new StrategyArgs { EffectivePrice = true, PriceWeight = 1 });
        Answer(router, Turn(1000), "cached", cached: 0, written: 1000);
        _clock.Advance(TimeSpan.FromMinutes(minutes));

        // Under adaptive nothing is counted ahead: 1 + price ÷ the dearest's is the factor of its time.
        var price = (1000 * ((hit * 0.4) + ((1 - hit) * 5))) + 200;
        var ratio = (1 + (price / 4200)) / (1 + (2200 / 4200.0));
        Assert.Equal(ratio, Score(router, Turn(1000), "cached") / Score(router, Turn(1000), "plain") * Times(router), 1e-4);
    }

    /// <summary>How many times longer the time of one is than the other's, prices apart: by a prompt that costs the list price.</summary>
    private static double Times(Router router)
    {
        var request = new RouteRequest("m") { InputTokens = 1000, MaxOutputTokens = Output };
        return (1 + 1) / (1 + (2200 / 4200.0)) / (Score(router, request, "cached") / Score(router, request, "plain"));
    }

    [Fact]
    public void Adaptive_FavoursTheWarm_AndFailsWithoutTheSwitch()
    {
        foreach (var (isOn, picked) in ((bool, string)[])[(true, "cached"), (false, "plain")])
        {
            var router = Of("adaptive", new StrategyArgs { EffectivePrice = isOn, PriceWeight = 20 });
            for (var i = 0; i < 20; i++)
            {
                Answer(router, Turn(1000, (byte)(i + 2)), "plain", cached: 0);
                Answer(router, Turn(1000), "cached", i == 0 ? 0 : 1000, i == 0 ? 1000 : 0);
            }

            Assert.Equal(picked, router.Pick(Turn(1000))!.Id);
        }
    }

    [Fact]
    public void Switch_Off_TiesArePricesOfTheList()
    {
        var router = Of(args: new StrategyArgs());
        Answer(router, Turn(1000), "cached", cached: 0, written: 1000);

        Assert.Null(router.Model.Affinity);
        Assert.Equal((4200, 2200), (Score(router, Turn(1000), "cached"), Score(router, Turn(1000), "plain")));
    }

    [Fact]
    public void Alike_WhoseSharesDifferALittle_AreAskedInTurnByWhatIsNew()
    {
        var router = Of(more: [Priced("near", 1, 0.1, 1.25), Priced("nearer", 1, 0.102, 1.27)]);
        var candidates = router.Explain(Turn(1000)).Groups[0].Candidates;

        Assert.Equal([0, 0, 0.5, 0.5], candidates.Select(static c => c.Share));
        var picks = Enumerable.Range(0, 100).Select(_ => router.Pick(Turn(1000))!.Id).ToHashSet();
        Assert.Equal(["near", "nearer"], picks.Order());
    }

    [Fact]
    public void LargeGroup_IsExact_AndAsksTheWarm()
    {
        var router = Of(more: [.. Enumerable.Range(0, 40).Select(i => Priced($"d{i}", 2.1 + (i % 3), 0.21, 2.625 + (i % 3)))]);
        Answer(router, Turn(1000), "d7", cached: 0, written: 1000);

        Assert.Equal("d7", router.Pick(Turn(1000))!.Id);
        Assert.Equal("plain", router.Pick(new RouteRequest("m") { InputTokens = 1000 })!.Id);
        var fresh = Enumerable.Range(0, 300).Select(_ => router.Pick(Turn(1000, 9))!.Id).ToHashSet();
        Assert.All(fresh, id => Assert.Equal(0, int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) % 3));
        Assert.InRange(fresh.Count, 10, 14);
    }

    [Fact]
    public void UnknownPrice_ComesLast()
    {
        var router = Of(more: Given.Deployment("m", "unknown", "openai/unheard-of"));
        Answer(router, Turn(1000), "unknown", cached: 0);

        Assert.NotEqual("unknown", router.Pick(Turn(1000))!.Id);
        Assert.Null(router.Explain(Turn(1000)).Groups[0].Candidates.Single(static c => c.Id == "unknown").Score);
        Assert.Equal("unknown", router.Pick(Turn(1000) with { Blocked = ["cached", "plain"] })!.Id);
    }

    [Fact]
    public void Reload_KeepsWhatWasLearnt()
    {
        var router = Of();
        Answer(router, Turn(1000), "cached", cached: 0, written: 1000);
        Answer(router, Turn(1000), "cached", cached: 0, written: 1000);
        Answer(router, Turn(1000), "cached", cached: 0, written: 1000);
        var before = router.Model.ById("cached")!.State.Caches.Hit(Fairlead.State.CacheAge.Fresh);
        router.Reload(Given.Config(Priced("cached", 4, 0.4, 5)).Strategy("cost-based").With(static r => r with { StrategyArgs = new StrategyArgs { EffectivePrice = true } }));

        Assert.Equal(0.5, before, 1e-9);
        Assert.Equal(before, router.Model.ById("cached")!.State.Caches.Hit(Fairlead.State.CacheAge.Fresh));
    }
}
