using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed class AutoRouterConfigTests
{
    private static string Auto(string config, string model = "auto_router/complexity_router") =>
        $$"""
        model_list:
          - { model_name: small, litellm_params: { model: openai/small } }
          - { model_name: large, litellm_params: { model: openai/large } }
          - model_name: auto
            litellm_params: { model: {{model}}, {{config}} }
        """;

    [Fact]
    public void Read_EveryKey_IsTaken()
    {
        var auto = Reading.Clean(Auto(
            "complexity_router_default_model: large, complexity_router_config: { tiers: { simple: small, COMPLEX: [large, small] }, "
            + "tier_boundaries: { simple_medium: 0.1, medium_complex: 0.2, complex_reasoning: 0.3 }, dimension_weights: { tokenCount: 1, codePresence: 2, reasoningMarkers: 3, technicalTerms: 4, simpleIndicators: 5, multiStepPatterns: 6, questionComplexity: 7 }, "
            + "token_thresholds: { simple: 10, complex: 100 }, custom_technical_keywords: [kafka], keyword_tier_rules: [{ keywords: [hi], tier: SIMPLE }], "
            + "rules: [{ name: r, model: large, min_tokens: 1, max_tokens: 2, tools: true, images: false, keywords: [k], tags: [t], metadata: { a: b }, headers: { X-A: c } }] }"))
            .ModelList[2].Params.AutoRouter!;

        Assert.True(auto.Scores);
        Assert.Equal("large", auto.DefaultModel);
        Assert.Equal(["large", "small"], auto.Tiers[ComplexityTier.Complex]);
        Assert.Equal(new TierBoundaries { SimpleMedium = 0.1, MediumComplex = 0.2, ComplexReasoning = 0.3 }, auto.Boundaries);
        Assert.Equal(
            new ComplexityWeights { TokenCount = 1, CodePresence = 2, ReasoningMarkers = 3, TechnicalTerms = 4, SimpleIndicators = 5, MultiStepPatterns = 6, QuestionComplexity = 7 },
            auto.Weights);
        Assert.Equal((10, 100), (auto.SimpleTokens, auto.ComplexTokens));
        Assert.Equal(["kafka"], auto.TechnicalKeywords);
        Assert.Equal(ComplexityTier.Simple, Assert.Single(auto.KeywordRules).Tier);
        var rule = Assert.Single(auto.Rules);
        Assert.Equal(("r", "large", 1, 2, true, false), (rule.Name, rule.Model, rule.MinTokens, rule.MaxTokens, rule.Tools, rule.Images));
        Assert.Equal("c", rule.Headers["x-a"]);
    }

    [Fact]
    public void Read_RulesAlone_NeedADefault()
    {
        var read = Reading.Clean(Auto("rules_router_config: { default_model: small, rules: [{ tools: true, model: large }] }", "auto_router/rules")).ModelList[2].Params.AutoRouter!;

        Assert.False(read.Scores);
        Assert.Contains("'default_model' is missing", Reading.Findings(Auto("rules_router_config: {}", "auto_router/rules")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("complexity_router_config: {}", "'tiers' is missing")]
    [InlineData("complexity_router_config: { tiers: { TINY: small } }", "'TINY' is no tier; valid are SIMPLE, MEDIUM, COMPLEX, REASONING")]
    [InlineData("complexity_router_config: { tiers: { SIMPLE: smal } }", "chooses 'smal', which is no model_name of model_list")]
    [InlineData("complexity_router_config: { tiers: { SIMPLE: auto } }", "chooses 'auto', which is an auto router itself")]
    [InlineData("complexity_router_config: { tiers: { SIMPLE: small }, tier_boundaries: { simple_medium: 0.5 } }", "tier_boundaries: are 0.5, 0.35, 0.6; expected each not below the one before")]
    [InlineData("complexity_router_config: { tiers: { SIMPLE: small }, dimension_weights: { tokenCount: -1 } }", "dimension_weights.tokenCount: is -1")]
    [InlineData("complexity_router_config: { tiers: { SIMPLE: small }, rules: [{ tools: true }] }", "a rule needs either 'tier' or 'model'")]
    [InlineData("complexity_router_config: { tiers: { SIMPLE: small }, rules: [{ tier: SIMPLE, model: large }] }", "a rule needs either 'tier' or 'model'")]
    public void Read_BrokenRule_IsAnError(string config, string expected)
    {
        var result = Reading.Read(Auto(config));

        Assert.Null(result.Config);
        Assert.Contains(expected, string.Join('\n', result.Diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnotherKindOfAutoRouter_GoesToItsDefaultWithAWarning_OrIsAnError()
    {
        var result = Reading.Read(Auto("auto_router_default_model: small", "auto_router/semantic"));

        Assert.Equal("small", result.Config!.ModelList[2].Params.AutoRouter!.DefaultModel);
        Assert.Contains("is not available: all its requests go to 'small'", string.Join('\n', result.Diagnostics), StringComparison.Ordinal);
        Assert.Contains("valid are auto_router/complexity_router, auto_router/rules", Reading.Findings(Auto("drop_params: true", "auto_router/semantic")), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NameOfSomethingElse_IsAnError()
    {
        var text = Auto("complexity_router_config: { tiers: { SIMPLE: small } }").Replace("model_name: auto", "model_name: small", StringComparison.Ordinal);

        Assert.Contains("'small' is the name of something else too", Reading.Findings(text), StringComparison.Ordinal);
    }
}
