using Fairlead.Affinity;
using Fairlead.Configuration;
using Fairlead.Selection;

namespace Fairlead.Model;

/// <summary>Checks what a configuration means, once its shape is known to be right. Finds everything, not the first thing only.</summary>
/// <remarks>Findings carry key paths; whoever read the configuration from a text adds its name, line and column.</remarks>
internal static class ModelValidator
{
    /// <summary>Checks a configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="findings">Gets the findings, in the order of the document.</param>
    public static void Validate(RouterConfig config, List<ConfigDiagnostic> findings)
    {
        var check = new Findings(findings);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < config.ModelList.Count; i++)
        {
            if (config.ModelList[i].LeftOut is not null)
            {
                continue;
            }

            CheckDeployment(config.ModelList[i], $"model_list[{i}]", check);
            DeploymentChecks.Run(config.ModelList[i], $"model_list[{i}]", config.Environment, check);
            if (config.ModelList[i].Info.Id is { } id && DeploymentTraits.IsActive(config.ModelList[i], config.Environment) && !ids.TryAdd(id, i))
            {
                check.Error($"model_list[{i}].model_info.id", $"the id '{id}' is already used by model_list[{ids[id]}]; ids must be unique");
            }
        }

        CheckSettings(config.Router, check);
        LimitChecks.Run(config, check);
        AutoRouterChecks.Run(config, check);
        RoutingGroupChecks.Run(config, check);
        HedgingChecks.Run(config, check);
        new NameChecks(config, check).Run();
    }

    private static void CheckDeployment(DeploymentConfig deployment, string path, Findings check)
    {
        var call = deployment.Params;
        var at = $"{path}.litellm_params";
        if (string.IsNullOrWhiteSpace(deployment.ModelName))
        {
            check.Error($"{path}.model_name", "is empty; expected the name clients ask for");
        }

        if (string.IsNullOrWhiteSpace(call.Model))
        {
            check.Error($"{at}.model", "is empty; expected provider and model, e.g. 'openai/gpt-4o'");
        }
        else if (call.AutoRouter is not null)
        {
            // No provider answers to it: it only chooses.
        }
        else if (call.CustomProvider is { } custom && !ProviderNames.Known.Contains(custom))
        {
            check.Error(
                $"{at}.custom_llm_provider",
                $"LLM Provider NOT provided. '{custom}' is not a known provider",
                Suggest.DidYouMean(custom, ProviderNames.Known));
        }
        else if (call.Model != "*" && !ProviderNames.TryResolve(call.Model, call.CustomProvider, call.ApiBase, out _, out _))
        {
            // LiteLLM's words: people search for them.
            check.Error(
                $"{at}.model",
                $"LLM Provider NOT provided. Pass in the LLM provider you are trying to call. You passed model={call.Model}",
                GuessProvider(call.Model, call.ApiBase));
        }

        check.NotNegative($"{at}.rpm", call.Rpm);
        check.NotNegative($"{at}.tpm", call.Tpm);
        check.NotNegative($"{at}.weight", call.Weight);
        check.AtLeast($"{at}.max_parallel_requests", call.MaxParallelRequests, 1);
        check.AboveZero($"{at}.timeout", call.Timeout);
        check.AboveZero($"{at}.stream_timeout", call.StreamTimeout);
        check.AtLeast($"{at}.num_retries", call.NumRetries, 0);
        check.NotNegative($"{at}.cooldown_time", call.CooldownTime?.TotalSeconds);
        check.AtLeast($"{at}.allowed_fails", call.AllowedFails, 0);
        CheckAllowedFails($"{at}.allowed_fails_policy", call.AllowedFailsPolicy, check);
        check.NotNegative($"{at}.input_cost_per_token", call.InputCostPerToken);
        check.NotNegative($"{at}.output_cost_per_token", call.OutputCostPerToken);
        check.NotNegative($"{at}.cache_read_input_token_cost", call.CacheReadInputTokenCost);
        check.NotNegative($"{at}.cache_creation_input_token_cost", call.CacheCreationInputTokenCost);
        foreach (var (key, price) in new[] { ("output_cost_per_image", call.UnitPrices?.Image), ("input_cost_per_pixel", call.UnitPrices?.Pixel), ("input_cost_per_second", call.UnitPrices?.Second), ("input_cost_per_character", call.UnitPrices?.Character), ("input_cost_per_query", call.UnitPrices?.Query) })
        {
            check.NotNegative($"{at}.{key}", price);
        }

        check.AtLeast($"{path}.model_info.max_input_tokens", deployment.Info.MaxInputTokens, 0);
        check.AtLeast($"{path}.model_info.max_output_tokens", deployment.Info.MaxOutputTokens, 0);
        if (deployment.Capacity is { } capacity && !(capacity > 0 && double.IsFinite(capacity)))
        {
            check.Error($"{path}.capacity", $"is {capacity}; expected a number above 0");
        }
    }

    private static string GuessProvider(string model, string? apiBase)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        var guess = (slash > 0 ? Suggest.Closest(model[..slash], ProviderNames.Known) : null) is { } closest
            ? $"did you mean '{closest}{model[slash..]}'?"
            : null;

        // An address of one's own is most often a server that speaks OpenAI's format, whatever its models are called.
        return apiBase is not null
            ? $"{(guess is null ? "" : guess + " Or ")}write 'openai/{model}' for a server that speaks OpenAI's format"
            : guess ?? $"write the provider before the name, e.g. 'openai/{model}'";
    }

    private static void CheckSettings(RouterSettings router, Findings check)
    {
        const string At = "router_settings";
        CheckStrategy($"{At}.routing_strategy", router.RoutingStrategy, check);
        check.NotNegative($"{At}.routing_strategy_args.lowest_latency_buffer", router.StrategyArgs.LowestLatencyBuffer);
        check.NotNegative($"{At}.routing_strategy_args.price_weight", router.StrategyArgs.PriceWeight);
        check.NotNegative($"{At}.routing_strategy_args.prefix_weight", router.StrategyArgs.PrefixWeight);
        check.AboveZero($"{At}.routing_strategy_args.latency_objective", router.StrategyArgs.LatencyObjective);
        check.AboveZero($"{At}.routing_strategy_args.ttl", router.StrategyArgs.Ttl);
        foreach (var (group, strategy) in router.GroupStrategies)
        {
            CheckStrategy($"{At}.model_group_routing_strategy.{group}", strategy, check);
        }

        check.AtLeast($"{At}.num_retries", router.NumRetries, 0);
        CheckRetries($"{At}.retry_policy", router.RetryPolicy, check);
        foreach (var (group, policy) in router.ModelGroupRetryPolicy)
        {
            CheckRetries($"{At}.model_group_retry_policy.{group}", policy, check);
        }

        check.AtLeast($"{At}.max_fallbacks", router.MaxFallbacks, 0);
        check.AboveZero($"{At}.timeout", router.Timeout);
        check.AboveZero($"{At}.stream_timeout", router.StreamTimeout);
        check.AboveZero($"{At}.request_deadline", router.RequestDeadline);
        check.AboveZero($"{At}.default_litellm_params.timeout", router.DefaultParams?.Timeout);
        check.AboveZero($"{At}.default_litellm_params.stream_timeout", router.DefaultParams?.StreamTimeout);
        check.AtLeast($"{At}.default_litellm_params.num_retries", router.DefaultParams?.NumRetries, 0);
        check.NotNegative($"{At}.retry_after", router.RetryAfter?.TotalSeconds);
        check.AtLeast($"{At}.allowed_fails", router.AllowedFails, 0);
        CheckAllowedFails($"{At}.allowed_fails_policy", router.AllowedFailsPolicy, check);
        check.NotNegative($"{At}.cooldown_time", router.CooldownTime?.TotalSeconds);
        check.AboveZero($"{At}.deployment_affinity_ttl_seconds", router.AffinityTtl);
        if (router.AffinityLoadFactor is { } factor && !(factor >= 1 && double.IsFinite(factor)))
        {
            check.Error($"{At}.affinity_load_factor", $"is {factor}; expected a number not below 1");
        }

        foreach (var (group, names) in router.GroupAffinity)
        {
            LimitChecks.CheckNames(names, AffinityNames.All, $"{At}.model_group_affinity_config.{group}", check);
        }
    }

    private static void CheckRetries(string path, RetryPolicy? policy, Findings check)
    {
        check.AtLeast($"{path}.{nameof(policy.BadRequestErrorRetries)}", policy?.BadRequestErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.AuthenticationErrorRetries)}", policy?.AuthenticationErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.TimeoutErrorRetries)}", policy?.TimeoutErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.RateLimitErrorRetries)}", policy?.RateLimitErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.ContentPolicyViolationErrorRetries)}", policy?.ContentPolicyViolationErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.InternalServerErrorRetries)}", policy?.InternalServerErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.ServiceUnavailableErrorRetries)}", policy?.ServiceUnavailableErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.NotFoundErrorRetries)}", policy?.NotFoundErrorRetries, 0);
        check.AtLeast($"{path}.{nameof(policy.DefaultRetries)}", policy?.DefaultRetries, 0);
    }

    private static void CheckAllowedFails(string path, AllowedFailsPolicy? policy, Findings check)
    {
        check.AtLeast($"{path}.{nameof(policy.BadRequestErrorAllowedFails)}", policy?.BadRequestErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.AuthenticationErrorAllowedFails)}", policy?.AuthenticationErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.TimeoutErrorAllowedFails)}", policy?.TimeoutErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.RateLimitErrorAllowedFails)}", policy?.RateLimitErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.ContentPolicyViolationErrorAllowedFails)}", policy?.ContentPolicyViolationErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.InternalServerErrorAllowedFails)}", policy?.InternalServerErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.ServiceUnavailableErrorAllowedFails)}", policy?.ServiceUnavailableErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.BadGatewayErrorAllowedFails)}", policy?.BadGatewayErrorAllowedFails, 0);
        check.AtLeast($"{path}.{nameof(policy.NotFoundErrorAllowedFails)}", policy?.NotFoundErrorAllowedFails, 0);
    }

    private static void CheckStrategy(string path, string? strategy, Findings check)
    {
        if (!StrategyNames.TryParse(strategy, out _))
        {
            check.Error(
                path,
                $"the strategy '{strategy}' is not available; valid are {string.Join(", ", StrategyNames.All)}",
                Suggest.DidYouMean(strategy!, StrategyNames.Accepted));
        }
    }
}
