using Fairlead.Configuration.Document;
using Fairlead.Costs;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>model_list</c>.</summary>
internal static class DeploymentBinder
{
    // Stand in for names that are missing, so that the checks after this one find the same entries at the same places
    // and do not complain about what follows from the first error. They never leave the reader: there is an error.
    private const string NoModel = "openai/unknown";
    private const string NoName = "unknown";

    private static readonly string[] MovedDown = ["rpm", "tpm", "weight", "order", "cooldown_time", "allowed_fails", "allowed_fails_policy", "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost", .. UnitFields.Names];

    public static List<DeploymentConfig> BindList(BindContext context, MapReader root, List<BoundEntry> entries)
    {
        var node = root.Node("model_list");
        if (node is null || node.Kind == NodeKind.Null || node is { Kind: NodeKind.List, Items.Length: 0 })
        {
            context.Warn("model_list", node?.Line ?? root.Line, node?.Column ?? root.Column, "no deployments: nothing can be routed");
            return [];
        }

        if (node.Kind != NodeKind.List)
        {
            context.Error("model_list", node, $"expected a list of deployments, found {node.KindName}", node.Kind == NodeKind.Map ? "begin each entry with '- model_name: …'" : null);
            return [];
        }

        var credentials = CredentialList.Read(context, root);
        var deployments = new List<DeploymentConfig>(node.Items.Length);
        for (var i = 0; i < node.Items.Length; i++)
        {
            var path = ConfigPath.Item("model_list", i);
            var (mark, first) = (context.Mark, deployments.Count);
            if (node.Items[i].Kind == NodeKind.Map)
            {
                Bind(context, new MapReader(context, ConfigSections.Deployment, node.Items[i], path), credentials, deployments);
            }
            else
            {
                context.Error(path, node.Items[i], $"expected a mapping with model_name and litellm_params, found {node.Items[i].KindName}");
                context.Places.Fold(ConfigPath.Item("model_list", deployments.Count), path);
                deployments.Add(new DeploymentConfig { ModelName = NoName, Params = new DeploymentParams { Model = NoModel } });
            }

            if (context.HasErrorsSince(mark))
            {
                entries.Add(new BoundEntry(mark, context.Mark, first, deployments.Count));
            }
        }

        return deployments;
    }

    private static void Bind(BindContext context, MapReader entry, CredentialList credentials, List<DeploymentConfig> deployments)
    {
        var name = entry.Required("model_name", "'gpt-4o'");
        if (entry.Find("litellm_params") is null)
        {
            context.Error(entry.Path, entry.Line, entry.Column, "'litellm_params' is missing, e.g. { model: openai/gpt-4o }", entry.NearMiss("litellm_params"));
        }

        var parameters = entry.Map("litellm_params", ConfigSections.Params, credentials.Complete);
        _ = parameters.Text("litellm_credential_name");
        var info = entry.Map("model_info", ConfigSections.Info);
        var organizations = parameters.Texts("organization") ?? [];
        var config = new DeploymentConfig
        {
            ModelName = name ?? NoName,
            Capacity = First(entry.Number("capacity"), parameters.Number("capacity"), info.Number("capacity")),
            Params = BindParams(parameters, entry, info) with
            {
                ClientAuth = ClientAuthBinder.Bind(context, parameters),
                AutoRouter = AutoRouterBinder.Bind(context, parameters, parameters.Find("model") is { Value.IsScalar: true } model ? model.Value.Scalar : null),
            },
            Info = BindInfo(context, parameters, info),
            Metadata = entry.JsonMap("metadata", "free data"),
        };
        FoldDown(context, ConfigPath.Item("model_list", deployments.Count), entry, parameters, info);
        parameters.ReportUnused(onlySlips: true);
        entry.ReportUnused(onlySlips: false);

        // LiteLLM's shorthand: a list of organisations makes one deployment of each.
        for (var i = 0; i < Math.Max(1, organizations.Count); i++)
        {
            context.Places.Fold(ConfigPath.Item("model_list", deployments.Count), entry.Path);
            deployments.Add(i == 0
                ? config with { Params = config.Params with { Organization = organizations.Count > 0 ? organizations[0] : null } }
                : config with { Params = config.Params with { Organization = organizations[i] }, Info = config.Info with { Id = NumberedId(config.Info.Id, i + 1) } });
        }
    }

    private static DeploymentParams BindParams(MapReader parameters, MapReader entry, MapReader info)
    {
        // LiteLLM copies what stands at the entry down where it is missing below, and looks into model_info last.
        var model = entry.Find("litellm_params") is { Value.Kind: NodeKind.Map } ? parameters.Required("model", "'openai/gpt-4o'") : null;
        return new DeploymentParams
        {
            Model = model ?? NoModel,
            CustomProvider = parameters.Text("custom_llm_provider"),
            ApiKey = parameters.Secret("api_key"),
            ApiBase = parameters.Text("api_base", "base_url"),
            ApiVersion = parameters.Text("api_version"),
            Rpm = First(parameters.Number("rpm"), entry.Number("rpm"), info.Number("rpm")),
            Tpm = First(parameters.Number("tpm"), entry.Number("tpm"), info.Number("tpm")),
            Itpm = parameters.Number("itpm"),
            Otpm = parameters.Number("otpm"),
            Weight = First(parameters.Number("weight"), entry.Number("weight"), info.Number("weight")),
            Order = First(parameters.Whole("order"), info.Whole("order")),
            MaxParallelRequests = parameters.Whole("max_parallel_requests"),
            MaxBudget = parameters.Number("max_budget"),
            BudgetDuration = parameters.Period("budget_duration"),
            Timeout = parameters.Duration("timeout", "request_timeout"),
            StreamTimeout = parameters.Duration("stream_timeout"),
            NumRetries = parameters.Whole("num_retries"),
            CooldownTime = First(parameters.Duration("cooldown_time"), info.Duration("cooldown_time")),
            AllowedFails = First(parameters.Whole("allowed_fails"), info.Whole("allowed_fails")),
            AllowedFailsPolicy = First(AllowedFailsBinder.Bind(parameters), AllowedFailsBinder.Bind(info)),
            Tags = parameters.Texts("tags") ?? [],
            TagRegex = parameters.Texts("tag_regex") ?? [],
            UseInPassThrough = parameters.Truth("use_in_pass_through"),
            SilentModel = parameters.Text("silent_model"),
            SilentModelShare = parameters.Number("silent_model_share"),
            RegionName = parameters.Text("region_name"),
            InputCostPerToken = First(parameters.Number("input_cost_per_token"), info.Number("input_cost_per_token")),
            OutputCostPerToken = First(parameters.Number("output_cost_per_token"), info.Number("output_cost_per_token")),
            CacheReadInputTokenCost = First(parameters.Number("cache_read_input_token_cost"), info.Number("cache_read_input_token_cost")),
            CacheCreationInputTokenCost = First(parameters.Number("cache_creation_input_token_cost"), info.Number("cache_creation_input_token_cost")),
            UnitPrices = UnitFields.Of(key => First(parameters.Number(key), info.Number(key))),
            MockResponse = parameters.Text("mock_response"),
            DropParams = parameters.Truth("drop_params"),
            UseResponsesApi = parameters.Truth("use_responses_api") ?? (parameters.Truth("use_chat_completions_api") == true ? false : null),
            AdditionalDropParams = parameters.Texts("additional_drop_params") ?? [],
            ExtraHeaders = Headers(parameters),
            ProviderSettings = parameters.Rest(IsProviderSetting, resolve: true),
            Extra = parameters.Rest(IsPassedOn, resolve: true),
        };
    }

    /// <summary>Remembers where values were written that have another place in the typed configuration.</summary>
    private static void FoldDown(BindContext context, string typed, MapReader entry, MapReader parameters, MapReader info)
    {
        foreach (var key in MovedDown)
        {
            var written = parameters.Find(key) is not null ? null : entry.Find(key) is not null ? entry.Path : info.Find(key) is not null ? info.Path : null;
            if (written is not null)
            {
                context.Places.Fold($"{typed}.litellm_params.{key}", ConfigPath.Key(written, key));
            }
        }

        if (entry.Find("capacity") is null && (parameters.Find("capacity") ?? info.Find("capacity")) is not null)
        {
            context.Places.Fold($"{typed}.capacity", ConfigPath.Key(parameters.Find("capacity") is not null ? parameters.Path : info.Path, "capacity"));
        }
    }

    private static DeploymentInfo BindInfo(BindContext context, MapReader parameters, MapReader info)
    {
        var capabilities = Capabilities(info);
        return new DeploymentInfo
        {
            Id = info.Text("id"),
            BaseModel = First(info.Text("base_model"), parameters.Text("base_model")),
            Mode = info.Text("mode"),
            MaxInputTokens = info.Whole("max_input_tokens"),
            MaxOutputTokens = info.Whole("max_output_tokens"),
            TeamId = info.Text("team_id"),
            TeamPublicModelName = info.Text("team_public_model_name"),
            AccessGroups = info.Texts("access_groups") ?? [],
            SupportedEnvironments = info.Texts("supported_environments") ?? [],
            Blocked = info.Truth("blocked"),
            EnableTagFiltering = info.Truth("enable_tag_filtering"),
            AllowFailOpen = info.Truth("allow_fail_open"),
            HealthCheckModel = info.Text("health_check_model"),
            HealthCheckTimeout = info.Duration("health_check_timeout"),
            HealthCheckMaxTokens = info.Whole("health_check_max_tokens"),
            DisableBackgroundHealthCheck = info.Truth("disable_background_health_check"),
            QueueMetrics = QueueMetrics(context, info),
            Capabilities = capabilities.Can,
            Lacks = capabilities.Cannot,
            Extra = info.Rest(_ => true, resolve: true),
        };
    }

    private static string? QueueMetrics(BindContext context, MapReader info)
    {
        const string Usual = "/metrics";
        if (info.Node("queue_metrics") is not { Kind: NodeKind.Text } node || node.Scalar.StartsWith("os.environ/", StringComparison.Ordinal))
        {
            return info.Truth("queue_metrics") == true ? Usual : null;
        }

        var path = info.Text("queue_metrics")!;
        if (path.StartsWith('/') && Uri.TryCreate("http://host" + path, UriKind.Absolute, out var url) && url.Host == "host")
        {
            return path;
        }

        context.Error(ConfigPath.Key(info.Path, "queue_metrics"), node, $"expected true, or a path on the deployment's own host that begins with a slash; found '{BindContext.Shown(path)}'");
        return null;
    }

    private static (ModelCapabilities Can, ModelCapabilities Cannot) Capabilities(MapReader info)
    {
        var can = ModelCapabilities.None;
        var cannot = ModelCapabilities.None;
        foreach (var (_, key, flag) in CapabilityNames.All)
        {
            var written = info.Truth(key);
            can |= written is true ? flag : 0;
            cannot |= written is false ? flag : 0;
        }

        return (can, cannot);
    }

    /// <summary><c>headers</c> and <c>extra_headers</c>, which win.</summary>
    internal static Dictionary<string, string> Headers(MapReader parameters)
    {
        var headers = parameters.TextMap("headers", StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in parameters.TextMap("extra_headers", StringComparer.OrdinalIgnoreCase))
        {
            headers[name] = value;
        }

        return headers;
    }

    /// <summary>The first that is set. All of them are read first, so that none counts as an unused key.</summary>
    private static T? First<T>(params ReadOnlySpan<T?> values)
    {
        foreach (var value in values)
        {
            if (value is not null)
            {
                return value;
            }
        }

        return default;
    }

    private static string? NumberedId(string? id, int number) => id is null ? null : $"{id}-{number}";

    private static bool IsProviderSetting(string key) => Array.IndexOf(ConfigSections.ProviderSettings, key) >= 0;

    private static bool IsPassedOn(string key) => !IsProviderSetting(key) && Array.IndexOf(ConfigSections.Params.Unused, key) < 0;
}

/// <summary>An entry of <c>model_list</c> that was read with errors.</summary>
/// <param name="FromFinding">Its first finding.</param>
/// <param name="ToFinding">The first after its findings.</param>
/// <param name="FromDeployment">The first deployment made of it.</param>
/// <param name="ToDeployment">The first after its deployments.</param>
internal readonly record struct BoundEntry(int FromFinding, int ToFinding, int FromDeployment, int ToDeployment);
