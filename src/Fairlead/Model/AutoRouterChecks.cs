using Fairlead.Configuration;
using Fairlead.PreRouting;

namespace Fairlead.Model;

/// <summary>Checks the auto routers of a <c>model_list</c>.</summary>
internal static class AutoRouterChecks
{
    public static void Run(RouterConfig config, Findings check)
    {
        var routers = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < config.ModelList.Count; i++)
        {
            if (config.ModelList[i].Params.AutoRouter is { } router)
            {
                var name = config.ModelList[i].ModelName;
                var path = $"model_list[{i}].model_name";
                if (!routers.Add(name) || config.ModelList.Any(entry => entry.ModelName == name && entry.Params.AutoRouter is null))
                {
                    check.Error(path, $"'{name}' is the name of something else too; an auto router needs a name of its own");
                }
                else if (name.Contains('*', StringComparison.Ordinal))
                {
                    check.Error(path, "holds '*'; an auto router needs a plain name");
                }

                Check(router, $"model_list[{i}].litellm_params", check);
            }
        }

        for (var i = 0; i < config.ModelList.Count; i++)
        {
            if (config.ModelList[i].Params.AutoRouter is { } router && AutoRouter.Models(router).FirstOrDefault(routers.Contains) is { } chained)
            {
                check.Error($"model_list[{i}].litellm_params", $"chooses '{chained}', which is an auto router itself; name a model");
            }
        }
    }

    private static void Check(AutoRouterConfig router, string path, Findings check)
    {
        var at = $"{path}.{(router.Scores ? "complexity_router_config" : "rules_router_config")}";
        if (router.DefaultModel is null && !router.Tiers.Values.Any(static models => models.Count > 0))
        {
            check.Error(path, router.Scores ? $"'tiers' is missing in {at}, e.g. {{ SIMPLE: small, COMPLEX: large }}" : $"'default_model' is missing in {at}: the model for what no rule decides");
        }

        var limits = router.Boundaries;
        if (!(limits.SimpleMedium <= limits.MediumComplex && limits.MediumComplex <= limits.ComplexReasoning))
        {
            check.Error($"{at}.tier_boundaries", $"are {limits.SimpleMedium}, {limits.MediumComplex}, {limits.ComplexReasoning}; expected each not below the one before");
        }

        var weights = router.Weights;
        check.NotNegative($"{at}.dimension_weights.tokenCount", weights.TokenCount);
        check.NotNegative($"{at}.dimension_weights.codePresence", weights.CodePresence);
        check.NotNegative($"{at}.dimension_weights.reasoningMarkers", weights.ReasoningMarkers);
        check.NotNegative($"{at}.dimension_weights.technicalTerms", weights.TechnicalTerms);
        check.NotNegative($"{at}.dimension_weights.simpleIndicators", weights.SimpleIndicators);
        check.NotNegative($"{at}.dimension_weights.multiStepPatterns", weights.MultiStepPatterns);
        check.NotNegative($"{at}.dimension_weights.questionComplexity", weights.QuestionComplexity);
        check.AtLeast($"{at}.token_thresholds.simple", router.SimpleTokens, 1);
        check.AtLeast($"{at}.token_thresholds.complex", router.ComplexTokens, 2);
    }
}
