using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>Checks what is written of limits.</summary>
internal static class LimitChecks
{
    public static void Run(RouterConfig config, Findings check)
    {
        for (var i = 0; i < config.ModelList.Count; i++)
        {
            var call = config.ModelList[i].Params;
            check.NotNegative($"model_list[{i}].litellm_params.itpm", call.Itpm);
            check.NotNegative($"model_list[{i}].litellm_params.otpm", call.Otpm);
            CheckBudget($"model_list[{i}].litellm_params", call.MaxBudget, call.BudgetDuration, check);
        }

        foreach (var (provider, budget) in config.Router.ProviderBudgets)
        {
            var path = $"router_settings.provider_budget_config.{provider}";
            CheckBudget(path, budget.MaxBudget, budget.BudgetDuration, check);
            if (!ProviderNames.Known.Contains(provider))
            {
                check.Warning(path, $"'{provider}' is not a known provider: the budget counts for none", Suggest.DidYouMean(provider, ProviderNames.Known));
            }
        }

        foreach (var (tag, budget) in config.Router.TagBudgets)
        {
            CheckBudget($"router_settings.tag_budget_config.{tag}", budget.MaxBudget, budget.BudgetDuration, check);
        }

        check.AtLeast("router_settings.default_max_parallel_requests", config.Router.DefaultMaxParallelRequests, 1);
        check.AtLeast("router_settings.admission.max_queue", config.Router.Admission?.MaxQueue, 0);
        check.AboveZero("router_settings.admission.timeout", config.Router.Admission?.Timeout);
        CheckRetryBudget(config.Router.RetryBudget, check);
        CheckNames(config.Router.OptionalPreCallChecks, PreCallChecks.Used, "router_settings.optional_pre_call_checks", check);
        CheckCompatibility(config.Router.LiteLlmCompatibility, check);
    }

    private static void CheckCompatibility(IReadOnlyList<string> names, Findings check)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (Array.IndexOf(LiteLlmCompatibility.All, names[i]) < 0)
            {
                check.Error(
                    $"router_settings.litellm_compatibility[{i}]",
                    $"is '{names[i]}'; expected one of {string.Join(", ", LiteLlmCompatibility.All)}",
                    Suggest.DidYouMean(names[i], LiteLlmCompatibility.All));
            }
        }
    }

    private static void CheckRetryBudget(RetryBudgetSettings? budget, Findings check)
    {
        if (budget?.Share is { } share && !(share >= 0 && share <= 1))
        {
            check.Error("router_settings.retry_budget.share", $"is {share}; expected a number from 0 to 1");
        }

        check.NotNegative("router_settings.retry_budget.per_second", budget?.PerSecond);
        if (budget is { Share: 0, PerSecond: not null })
        {
            check.Warning("router_settings.retry_budget.per_second", "has no effect: a share of 0 switches the budget off");
        }
    }

    private static void CheckBudget(string path, double? limit, TimeSpan? duration, Findings check)
    {
        check.NotNegative($"{path}.max_budget", limit);
        check.AboveZero($"{path}.budget_duration", duration);
        if (limit is not null && duration is null)
        {
            check.Warning($"{path}.max_budget", "not used: 'budget_duration' is missing", "say how long it is for, e.g. budget_duration: 1d");
        }
        else if (limit is null && duration is not null)
        {
            check.Warning($"{path}.budget_duration", "not used: 'max_budget' is missing");
        }
    }

    public static void CheckNames(IReadOnlyList<string> names, string[] used, string at, Findings check)
    {
        for (var i = 0; i < names.Count; i++)
        {
            var path = $"{at}[{i}]";
            if (Array.IndexOf(PreCallChecks.Unused, names[i]) >= 0)
            {
                check.Warning(path, $"not used: Fairlead does not act on '{names[i]}'");
            }
            else if (Array.IndexOf(used, names[i]) < 0)
            {
                check.Warning(path, $"not used: no check has the name '{names[i]}'", Suggest.DidYouMean(names[i], used));
            }
        }
    }
}
