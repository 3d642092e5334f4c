using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.PreRouting;
using Fairlead.Tests.Attempts;
using Fairlead.Tests.Model;

namespace Fairlead.Tests.PreRouting;

public sealed class AutoRouterTests
{
    private static readonly AutoRouterConfig ByScore = new()
    {
        Scores = true,
        Tiers = new Dictionary<ComplexityTier, IReadOnlyList<string>>
        {
            [ComplexityTier.Simple] = ["small"],
            [ComplexityTier.Medium] = ["medium"],
            [ComplexityTier.Complex] = ["large"],
            [ComplexityTier.Reasoning] = ["thinker"],
        },
    };

    private static RouterConfig With(AutoRouterConfig auto) => Given.Config(
        [
            .. ((string[])["small", "medium", "large", "thinker"]).Select(name => Given.Deployment(name, name)),
            Given.Deployment("auto", "auto-entry", "auto_router/complexity_router", p => p with { AutoRouter = auto }),
        ]);

    private static PreRoute Choose(AutoRouterConfig auto, string text, Func<PromptView, PromptView>? with = null)
    {
        var view = new PromptView { Text = text, InputTokens = text.Length / 4 };
        return With(auto).Router().PreRoute("auto", with is null ? view : with(view))!;
    }

    [Theory]
    [InlineData("hi", ComplexityTier.Simple)]
    [InlineData("", ComplexityTier.Simple)]
    [InlineData("What is the capital of France?", ComplexityTier.Simple)]
    [InlineData("Translate 'good morning' into Spanish.", ComplexityTier.Simple)]
    [InlineData("Write a python function that returns the largest number of a list.", ComplexityTier.Medium)]
    [InlineData("Refactor this:\n```cs\nvar a = 1;\n```", ComplexityTier.Medium)]
    [InlineData("Design a distributed cache with sharding and replication, and write the code of its class in Rust: low latency, high throughput.", ComplexityTier.Complex)]
    [InlineData("Prove, step by step, that the sum of two even numbers is even.", ComplexityTier.Reasoning)]
    [InlineData("Find the root cause and weigh the alternatives.", ComplexityTier.Reasoning)]
    public void Score_OfAMessage_IsItsTier(string text, ComplexityTier tier)
    {
        var choice = Choose(ByScore, text);

        Assert.Equal((tier, ByScore.Tiers[tier][0]), (choice.Tier!.Value, choice.Model));
    }

    [Fact]
    public void Score_OfAWordRepeated_CountsItOnce() =>
        Assert.Equal(Choose(ByScore, "database").Score, Choose(ByScore, "database Database DATABASE database").Score);

    [Theory]
    [InlineData("classical music", "the class system")]
    [InlineData("a digital first", "a git first")]
    public void Words_CountWholeOnly(string inside, string whole) => Assert.True(Choose(ByScore, inside).Score < Choose(ByScore, whole).Score);

    [Fact]
    public void Score_GrowsWithLength_UpToItsWeight()
    {
        var scores = new[] { 10, 400, 2000, 20_000, 200_000 }.Select(length => Choose(ByScore, new string('x', length)).Score!.Value).ToArray();

        Assert.Equal(0, scores[0]);
        Assert.True(scores[0] < scores[1] && scores[1] < scores[2] && scores[2] < scores[3]);
        Assert.Equal(0.10, scores[3], 6);
        Assert.Equal(0.10, scores[4], 6);
    }

    [Fact]
    public void LongText_IsLookedAtAtBothEnds()
    {
        var padding = string.Join(' ', Enumerable.Repeat("x", 50_000));

        Assert.Equal("reasoning", Choose(ByScore, $"prove it {padding} step by step").By);
        Assert.NotEqual("reasoning", Choose(ByScore, $"{padding} prove it step by step {padding}").By);
    }

    [Fact]
    public void Weights_AndBoundaries_AreSettable()
    {
        var code = ByScore with { Weights = new ComplexityWeights { CodePresence = 1 } };
        var strict = ByScore with { Boundaries = new TierBoundaries { SimpleMedium = 0, MediumComplex = 0, ComplexReasoning = 0 } };

        Assert.Equal(ComplexityTier.Reasoning, Choose(code, "```x```").Tier);
        Assert.Equal(ComplexityTier.Reasoning, Choose(strict, "hi").Tier);
    }

    [Fact]
    public void Thresholds_AreSettable() =>
        Assert.Equal(0.10, Choose(ByScore with { SimpleTokens = 1, ComplexTokens = 2 }, new string('x', 12)).Score!.Value, 6);

    [Fact]
    public void CustomTechnicalWords_Count()
    {
        var custom = ByScore with { TechnicalKeywords = ["frobnicator", "データベース"] };

        Assert.Equal(0, Choose(ByScore, "frobnicator").Score);
        Assert.Equal(0.25 / 4, Choose(custom, "frobnicator").Score!.Value, 6);
        Assert.Equal(0.25 / 4, Choose(custom, "このデータベースは").Score!.Value, 6);
    }

    [Fact]
    public void KeywordRules_HighestTierFoundWins_BeforeTheScore()
    {
        var auto = ByScore with
        {
            KeywordRules =
            [
                new AutoRouterRule { Keywords = ["hello"], Tier = ComplexityTier.Simple },
                new AutoRouterRule { Keywords = ["k8s", "kubernetes"], Tier = ComplexityTier.Complex },
            ],
        };

        var both = Choose(auto, "Hello, my K8s is down");

        Assert.Equal(("keywords", ComplexityTier.Complex, "large"), (both.By, both.Tier, both.Model));
        Assert.Null(both.Score);
        Assert.Equal(ComplexityTier.Simple, Choose(auto, "hello").Tier);
    }

    public static TheoryData<AutoRouterRule, bool> Conditions => new()
    {
        { new AutoRouterRule { MinTokens = 100 }, true },
        { new AutoRouterRule { MinTokens = 101 }, false },
        { new AutoRouterRule { MaxTokens = 100 }, true },
        { new AutoRouterRule { MaxTokens = 99 }, false },
        { new AutoRouterRule { Tools = true }, true },
        { new AutoRouterRule { Tools = false }, false },
        { new AutoRouterRule { Images = true }, false },
        { new AutoRouterRule { Images = false }, true },
        { new AutoRouterRule { Keywords = ["invoice"] }, true },
        { new AutoRouterRule { Keywords = ["voice"] }, false },
        { new AutoRouterRule { Keywords = ["an invoice"] }, true },
        { new AutoRouterRule { Tags = ["gold", "x"] }, true },
        { new AutoRouterRule { Tags = ["silver"] }, false },
        { new AutoRouterRule { Metadata = new Dictionary<string, string> { ["tier"] = "Premium" } }, true },
        { new AutoRouterRule { Metadata = new Dictionary<string, string> { ["tier"] = "basic" } }, false },
        { new AutoRouterRule { Headers = new Dictionary<string, string> { ["x-plan"] = "gold" } }, true },
        { new AutoRouterRule { Headers = new Dictionary<string, string> { ["x-other"] = "gold" } }, false },
        { new AutoRouterRule { MinTokens = 1, Tools = true, Keywords = ["nothing"] }, false },
        { new AutoRouterRule(), true },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Rule_HoldsWhenAllItsConditionsDo(AutoRouterRule rule, bool holds)
    {
        var auto = ByScore with { Rules = [rule with { Name = "it", Model = "thinker" }] };
        var router = With(auto).Router();

        var choice = router.PreRoute("auto", new PromptView
        {
            Text = "pay an invoice",
            InputTokens = 100,
            HasTools = true,
            Tags = ["gold"],
            Metadata = name => name == "tier" ? "premium" : null,
            Header = name => name == "x-plan" ? "gold" : null,
        })!;

        Assert.Equal(holds, choice.By == "rule it");
        Assert.Equal(holds, choice.Model == "thinker");
    }

    [Fact]
    public void Rules_FirstThatHoldsDecides_ElseTheDefault()
    {
        var auto = new AutoRouterConfig
        {
            Rules = [new AutoRouterRule { Keywords = ["a"], Model = "small" }, new AutoRouterRule { Keywords = ["a", "b"], Model = "large" }],
            DefaultModel = "medium",
        };

        Assert.Equal(("small", "rule 1"), (Choose(auto, "a b").Model, Choose(auto, "a b").By));
        Assert.Equal(("large", "rule 2"), (Choose(auto, "b").Model, Choose(auto, "b").By));
        Assert.Equal(("medium", "default"), (Choose(auto, "prove it step by step").Model, Choose(auto, "c").By));
    }

    [Fact]
    public void Tier_WithoutModels_TakesTheNextHigherElseTheNextLower()
    {
        var auto = ByScore with { Tiers = new Dictionary<ComplexityTier, IReadOnlyList<string>> { [ComplexityTier.Medium] = ["medium"] } };

        Assert.Equal("medium", Choose(auto, "hi").Model);
        Assert.Equal("medium", Choose(auto, "prove it step by step").Model);
    }

    [Fact]
    public void Tier_WithSeveralModels_DrawsOne()
    {
        var auto = ByScore with { Tiers = new Dictionary<ComplexityTier, IReadOnlyList<string>> { [ComplexityTier.Simple] = ["small", "medium", "large"] } };
        var router = With(auto).Router();

        var drawn = Enumerable.Range(0, 300).Select(_ => router.PreRoute("auto", new PromptView { Text = "hi" })!.Model).CountBy(model => model).ToDictionary();

        Assert.Equal(3, drawn.Count);
        Assert.All(drawn.Values, count => Assert.InRange(count, 60, 140));
    }

    [Fact]
    public void Session_GoesWhereTheRouterChose_AndTellsIt()
    {
        var router = With(ByScore).Router();
        var choice = router.PreRoute("auto", new PromptView { Text = "prove it step by step" });
        var request = new RouteRequest("auto") { PreRoute = choice };

        Assert.Equal(["thinker"], router.Run(request, _ => Given.Ok()).Tried);
        var explained = router.Explain(request);
        Assert.Equal(("auto", "auto-router", choice), (explained.Model, explained.ResolvedBy, explained.PreRoute));
        Assert.Equal("thinker", explained.Picked);
        Assert.True(router.NeedsPrompt("auto"));
        Assert.False(router.NeedsPrompt("small"));
        Assert.Null(router.PreRoute("small", new PromptView { Text = "hi" }));
        Assert.Contains("auto", router.Model.ModelNames);
        Assert.DoesNotContain(router.Model.Deployments, d => d.Id == "auto-entry");
    }

    [Fact]
    public void Session_WithoutAChoice_TakesTheDefault()
    {
        Assert.Equal(["medium"], With(ByScore).Router().Run("auto", _ => Given.Ok()).Tried);
        Assert.Equal(["small"], With(ByScore with { DefaultModel = "small" }).Router().Run("auto", _ => Given.Ok()).Tried);
        Assert.Equal("medium", With(ByScore).Router().Pick("auto")!.Id);
    }

    [Fact]
    public void Alias_OfAnAutoRouter_IsOne()
    {
        var router = With(ByScore).With(r => r with { ModelGroupAlias = new Dictionary<string, ModelAlias> { ["smart"] = new("auto") } }).Router();

        Assert.True(router.NeedsPrompt("smart"));
        Assert.Equal("small", router.Pick(new RouteRequest("smart") { PreRoute = router.PreRoute("smart", new PromptView { Text = "hi" }) })!.Id);
    }

    [Fact]
    public void Fallbacks_TheRoutersFirst_ThenTheModels()
    {
        var router = With(ByScore).Fallback("large", "medium").Router();
        var own = With(ByScore).Fallback("large", "medium").Fallback("auto", "thinker").Router();
        var request = new RouteRequest("auto") { PreRoute = new PreRoute("auto", "large", "score", ComplexityTier.Complex, 0.5) };

        Assert.Equal(["large", "medium"], router.Run(request, _ => Given.Fail(FailureKind.NotFound)).Tried);
        Assert.Equal(["large", "thinker"], own.Run(request, _ => Given.Fail(FailureKind.NotFound)).Tried);
    }

    [Fact]
    public void Fallback_ToAnAutoRouter_IsItsDefault()
    {
        var router = With(ByScore).Fallback("small", "auto").Router();

        Assert.Equal(["small", "medium"], router.Run("small", _ => Given.Fail(FailureKind.NotFound)).Tried);
    }

    [Fact]
    public void Look_AllocatesNothing()
    {
        var scorer = new ComplexityScorer(ByScore, ["word"]);
        var text = "Design a distributed cache, step by step, and write its class in Rust.";
        var found = new bool[scorer.Count];
        scorer.Look(text, found);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            scorer.Look(text, found);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
