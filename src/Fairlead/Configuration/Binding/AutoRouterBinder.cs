using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads what an entry whose model begins with <c>auto_router/</c> chooses by.</summary>
internal static class AutoRouterBinder
{
    private const string ByScore = "auto_router/complexity_router";
    private const string ByRule = "auto_router/rules";

    public static AutoRouterConfig? Bind(BindContext context, MapReader parameters, string? model)
    {
        var complexity = parameters.Map("complexity_router_config", ConfigSections.AutoRouter);
        var rules = parameters.Map("rules_router_config", ConfigSections.AutoRouter);
        var fallback = parameters.Text("complexity_router_default_model", "auto_router_default_model");
        var embeddingModel = parameters.Text("auto_router_embedding_model");
        var written = parameters.Find("auto_router_config") ?? parameters.Find("auto_router_config_path");
        var routes = written is null ? null : SemanticRoutesBinder.Bind(context, parameters, embeddingModel);
        if (model is null || !model.StartsWith("auto_router/", StringComparison.Ordinal))
        {
            return null;
        }

        if (model is ByScore or ByRule)
        {
            var reader = model == ByScore ? complexity : rules;
            var config = BindConfig(context, reader);
            return config with { Scores = model == ByScore, DefaultModel = config.DefaultModel ?? fallback };
        }

        if (written is { } key)
        {
            if (fallback is null)
            {
                context.Error(ConfigPath.Key(parameters.Path, parameters.Find("auto_router_config") is null ? "auto_router_config_path" : "auto_router_config"), key.Value, "'auto_router_default_model' is missing beside it: the model for messages that are like no utterance");
            }

            return new AutoRouterConfig { Semantic = routes, DefaultModel = fallback ?? "unknown" };
        }

        // Classifiers and bandits are not done here; what such an entry falls back to is.
        var at = parameters.Find("model")!.Value;
        var path = ConfigPath.Key(parameters.Path, "model");
        if (fallback is null)
        {
            context.Error(path, at.Value, $"the auto router '{model}' is not available; valid are {ByScore}, {ByRule}, and any name with an auto_router_config", "or set auto_router_default_model, and all its requests go there");
        }
        else
        {
            context.Warn(path, at.Line, at.Column, $"the auto router '{model}' is not available: all its requests go to '{fallback}'");
        }

        return new AutoRouterConfig { DefaultModel = fallback ?? "unknown" };
    }

    private static AutoRouterConfig BindConfig(BindContext context, MapReader reader)
    {
        var boundaries = reader.Map("tier_boundaries", ConfigSections.TierBoundaries);
        var weights = reader.Map("dimension_weights", ConfigSections.ComplexityWeights);
        var tokens = reader.Map("token_thresholds", ConfigSections.TokenThresholds);
        var (limits, counts) = (new TierBoundaries(), new ComplexityWeights());
        var config = new AutoRouterConfig
        {
            Tiers = Tiers(context, reader),
            Boundaries = new TierBoundaries
            {
                SimpleMedium = boundaries.Number("simple_medium") ?? limits.SimpleMedium,
                MediumComplex = boundaries.Number("medium_complex") ?? limits.MediumComplex,
                ComplexReasoning = boundaries.Number("complex_reasoning") ?? limits.ComplexReasoning,
            },
            Weights = new ComplexityWeights
            {
                TokenCount = weights.Number("tokenCount") ?? counts.TokenCount,
                CodePresence = weights.Number("codePresence") ?? counts.CodePresence,
                ReasoningMarkers = weights.Number("reasoningMarkers") ?? counts.ReasoningMarkers,
                TechnicalTerms = weights.Number("technicalTerms") ?? counts.TechnicalTerms,
                SimpleIndicators = weights.Number("simpleIndicators") ?? counts.SimpleIndicators,
                MultiStepPatterns = weights.Number("multiStepPatterns") ?? counts.MultiStepPatterns,
                QuestionComplexity = weights.Number("questionComplexity") ?? counts.QuestionComplexity,
            },
            SimpleTokens = tokens.Whole("simple"),
            ComplexTokens = tokens.Whole("complex"),
            TechnicalKeywords = reader.Texts("custom_technical_keywords") ?? [],
            KeywordRules = Rules(context, reader, "keyword_tier_rules"),
            Rules = Rules(context, reader, "rules"),
            DefaultModel = reader.Text("default_model"),
        };
        foreach (var map in (ReadOnlySpan<MapReader>)[reader, boundaries, weights, tokens])
        {
            map.ReportUnused(onlySlips: false);
        }

        return config;
    }

    private static Dictionary<ComplexityTier, IReadOnlyList<string>> Tiers(BindContext context, MapReader reader)
    {
        var tiers = new Dictionary<ComplexityTier, IReadOnlyList<string>>();
        foreach (var (name, value, path) in reader.Entries("tiers", "tiers with models"))
        {
            if (TierOf(name) is { } tier)
            {
                tiers[tier] = Lists.Texts(context, value, path);
            }
            else
            {
                context.Error(path, value, $"'{BindContext.Shown(name)}' is no tier; valid are SIMPLE, MEDIUM, COMPLEX, REASONING");
            }
        }

        return tiers;
    }

    private static List<AutoRouterRule> Rules(BindContext context, MapReader reader, string key)
    {
        var rules = new List<AutoRouterRule>();
        var node = reader.Node(key);
        var path = ConfigPath.Key(reader.Path, key);
        if (node is null || node.Kind == NodeKind.Null)
        {
            return rules;
        }

        if (node.Kind != NodeKind.List)
        {
            context.Error(path, node, $"expected a list of rules, found {node.KindName}");
            return rules;
        }

        for (var i = 0; i < node.Items.Length; i++)
        {
            var at = ConfigPath.Item(path, i);
            if (node.Items[i].Kind == NodeKind.Map)
            {
                rules.Add(Rule(context, new MapReader(context, ConfigSections.AutoRouterRule, node.Items[i], at)));
            }
            else
            {
                context.Error(at, node.Items[i], $"expected a mapping such as {{ min_tokens: 4000, tier: COMPLEX }}, found {node.Items[i].KindName}");
            }
        }

        return rules;
    }

    private static AutoRouterRule Rule(BindContext context, MapReader rule)
    {
        var tier = rule.Text("tier");
        if (tier is not null && TierOf(tier) is null)
        {
            context.Error(ConfigPath.Key(rule.Path, "tier"), rule.Line, rule.Column, $"'{BindContext.Shown(tier)}' is no tier; valid are SIMPLE, MEDIUM, COMPLEX, REASONING");
        }

        var bound = new AutoRouterRule
        {
            Name = rule.Text("name"),
            Tier = tier is null ? null : TierOf(tier),
            Model = rule.Text("model"),
            MinTokens = rule.Whole("min_tokens"),
            MaxTokens = rule.Whole("max_tokens"),
            Tools = rule.Truth("tools"),
            Images = rule.Truth("images"),
            Keywords = rule.Texts("keywords") ?? [],
            Tags = rule.Texts("tags") ?? [],
            Metadata = rule.TextMap("metadata", StringComparer.Ordinal),
            Headers = rule.TextMap("headers", StringComparer.OrdinalIgnoreCase),
        };
        if ((bound.Tier is null) == (bound.Model is null) && (tier is null || bound.Tier is not null))
        {
            context.Error(rule.Path, rule.Line, rule.Column, "a rule needs either 'tier' or 'model', to say where its requests go");
        }

        rule.ReportUnused(onlySlips: false);
        return bound;
    }

    private static ComplexityTier? TierOf(string name) => name.ToUpperInvariant() switch
    {
        "SIMPLE" => ComplexityTier.Simple,
        "MEDIUM" => ComplexityTier.Medium,
        "COMPLEX" => ComplexityTier.Complex,
        "REASONING" => ComplexityTier.Reasoning,
        _ => null,
    };
}
