using Fairlead.Costs;

namespace Fairlead.Configuration.Binding;

/// <summary>Every key of a configuration, by the map it stands in. The reference page and the JSON schema are tested against these tables.</summary>
internal static class ConfigSections
{
    public static readonly ConfigSection Root = new(
        "configuration",
        ["model_list", "router_settings", "litellm_settings", "general_settings", "environment_variables", "credential_list"],
        [
            "include", "guardrails", "vector_store_registry", "mcp_servers", "mcp_tools", "search_tools", "files_settings",
            "finetune_settings", "callback_settings", "assistant_settings", "prompts", "agents",
        ]);

    public static readonly ConfigSection Credential = new("credential_list", ["credential_name", "credential_values"], ["credential_info"]);

    public static readonly ConfigSection Deployment = new(
        "model_list",
        ["model_name", "litellm_params", "model_info", "metadata", "capacity", "rpm", "tpm", "weight"],
        []);

    /// <summary>Keys of <c>litellm_params</c> that a provider's client needs and that never belong in a body: credentials, places, projects.</summary>
    public static readonly string[] ProviderSettings =
    [
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_region_name", "aws_session_name", "aws_profile_name",
        "aws_role_name", "aws_external_id", "aws_web_identity_token", "aws_sts_endpoint", "aws_bedrock_runtime_endpoint", "model_id", "vertex_project",
        "vertex_location", "vertex_credentials", "vertex_ai_project", "vertex_ai_location", "vertex_ai_credentials", "azure_ad_token",
        "tenant_id", "client_id", "client_secret", "azure_scope", "azure_username", "azure_password", "watsonx_region_name", "project_id",
    ];

    /// <summary>Body parameters of chat, completions and embeddings.</summary>
    public static readonly string[] BodyParameters =
    [
        "temperature", "top_p", "top_k", "min_p", "n", "stop", "max_tokens", "max_completion_tokens", "presence_penalty",
        "frequency_penalty", "repetition_penalty", "logit_bias", "logprobs", "top_logprobs", "seed", "user", "stream", "stream_options",
        "tools", "tool_choice", "parallel_tool_calls", "functions", "function_call", "response_format", "modalities", "audio",
        "prediction", "reasoning", "reasoning_effort", "thinking", "verbosity", "service_tier", "store", "metadata", "extra_body",
        "dimensions", "encoding_format", "input_type", "keep_alive", "num_ctx", "num_predict", "format", "options", "safety_settings",
        "web_search_options", "prompt_cache_key", "safety_identifier", "input", "messages", "prompt", "suffix", "echo", "best_of",
    ];

    /// <summary>Those of them that embeddings know.</summary>
    public static readonly string[] EmbeddingParameters = ["dimensions", "encoding_format", "input_type", "user", "keep_alive", "options", "extra_body", "input"];

    public static readonly ConfigSection Params = new(
        "litellm_params",
        [
            "model", "litellm_credential_name", "custom_llm_provider", "api_key", "api_base", "base_url", "api_version", "organization", "rpm", "tpm", "weight", "order",
            "itpm", "otpm", "max_budget", "budget_duration",
            "capacity", "max_parallel_requests", "timeout", "request_timeout", "stream_timeout", "num_retries", "cooldown_time",
            "allowed_fails", "allowed_fails_policy", "tags",
            "tag_regex", "use_in_pass_through", "silent_model", "silent_model_share", "drop_params", "additional_drop_params", "use_responses_api",
            "use_chat_completions_api",
            "region_name", "base_model", "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost",
            "cache_creation_input_token_cost", .. UnitFields.Names, "mock_response", "extra_headers", "headers", "configurable_clientside_auth_params",
            "complexity_router_config", "complexity_router_default_model", "rules_router_config", "auto_router_default_model",
            "auto_router_config", "auto_router_config_path", "auto_router_embedding_model",
        ],
        [
            "max_retries",
            "adaptive_router_config",
            "allowed_openai_params", "merge_reasoning_content_in_choices", "cache",
            "output_cost_per_character", "no_log",
            "ssl_verify", "use_litellm_proxy", "mock_timeout", "mock_tool_calls",
        ])
    {
        PassedOn =
        [
            .. ProviderSettings,

            .. BodyParameters,

            // The simulated provider.
            "ttft_ms", "tokens_per_second", "jitter", "error_rate", "errors", "rate_limit_rpm", "response_text", "output_tokens", "tool_calls",
            "fail_after_tokens", "embedding_dimensions", "reasoning_text", "require_signature", "wire_format",
        ],
    };

    public static readonly ConfigSection Info = new(
        "model_info",
        [
            "id", "base_model", "mode", "max_input_tokens", "max_output_tokens", "rpm", "tpm", "weight", "order", "capacity", "cooldown_time",
            "allowed_fails", "allowed_fails_policy", "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost",
            .. UnitFields.Names,
            .. CapabilityNames.All.Select(static capability => capability.Key),
            "team_id", "team_public_model_name", "access_groups", "supported_environments", "blocked", "enable_tag_filtering", "allow_fail_open",
            "health_check_model", "health_check_timeout", "health_check_max_tokens", "disable_background_health_check", "queue_metrics",
        ],
        []);

    public static readonly ConfigSection Router = new(
        "router_settings",
        [
            "routing_strategy", "routing_strategy_args", "model_group_routing_strategy", "routing_groups",
            "num_retries", "retry_policy", "model_group_retry_policy", "retry_budget", "max_fallbacks", "timeout", "request_deadline",
            "stream_timeout", "retry_after", "allowed_fails", "allowed_fails_policy", "cooldown_time", "disable_cooldowns",
            "optional_pre_call_checks", "enforce_model_rate_limits", "provider_budget_config", "tag_budget_config",
            "deployment_affinity_ttl_seconds", "model_group_affinity_config", "affinity_load_factor",
            "default_max_parallel_requests", "adaptive_concurrency", "default_priority", "admission",
            "fallbacks", "default_fallbacks",
            "hedging", "model_group_hedging",
            "context_window_fallbacks", "content_policy_fallbacks", "model_group_alias", "enable_tag_filtering", "tag_filtering_match_any",
            "tag_routing_prefix", "enable_pre_call_checks", "ignore_invalid_deployments", "default_litellm_params", "router_general_settings",
            "enable_health_check_routing", "health_check_staleness_threshold", "health_check_ignore_transient_errors",
            "litellm_compatibility",
        ],
        [
            "assistants_config", "search_tools", "guardrail_list", "redis_url", "redis_host", "redis_port", "redis_password", "redis_db",
            "cache_kwargs", "cache_responses", "caching_groups", "client_ttl", "polling_interval",
            "set_verbose", "debug_level",
            "alerting_config",
            "enable_weighted_failover", "max_retries",
        ]);

    public static readonly ConfigSection DefaultParams = new(
        "default_litellm_params",
        ["timeout", "request_timeout", "stream_timeout", "num_retries", "extra_headers", "headers"],
        [
            // What belongs to single deployments: one key sent to every provider would be given away.
            "model", "api_key", "api_base", "base_url", "api_version", "organization", "custom_llm_provider",
            "metadata", "caching_groups", "tags", "max_retries", "max_parallel_requests", "cooldown_time", "mock_response",
            "drop_params", "additional_drop_params", "allowed_openai_params", "no_log", "cache", "ssl_verify", "fallbacks",
        ])
    {
        PassedOn = [.. BodyParameters.Where(static key => key != "metadata")],
    };

    public static readonly ConfigSection RouterGeneral = new("router_general_settings", ["pass_through_all_models"], ["async_only_mode"]);

    public static readonly ConfigSection StrategyArgs = new(
        "routing_strategy_args",
        ["ttl", "lowest_latency_buffer", "price_weight", "prefix_weight", "effective_price", "latency_objective"],
        ["max_latency_list_size"]);

    public static readonly ConfigSection RetryPolicy = new(
        "retry_policy",
        [
            "BadRequestErrorRetries", "AuthenticationErrorRetries", "TimeoutErrorRetries", "RateLimitErrorRetries",
            "ContentPolicyViolationErrorRetries", "InternalServerErrorRetries", "ServiceUnavailableErrorRetries", "NotFoundErrorRetries",
            "DefaultRetries",
        ],
        []);

    public static readonly ConfigSection RoutingGroup = new(
        "routing_groups",
        ["group_name", "models", "routing_strategy", "routing_strategy_args", "model_priorities"],
        []);

    public static readonly ConfigSection AllowedFailsPolicy = new(
        "allowed_fails_policy",
        [
            "BadRequestErrorAllowedFails", "AuthenticationErrorAllowedFails", "TimeoutErrorAllowedFails", "RateLimitErrorAllowedFails",
            "ContentPolicyViolationErrorAllowedFails", "InternalServerErrorAllowedFails", "ServiceUnavailableErrorAllowedFails",
            "BadGatewayErrorAllowedFails", "NotFoundErrorAllowedFails",
        ],
        []);

    public static readonly ConfigSection Hedging = new(
        "hedging",
        ["enabled", "on_request", "quantile", "max_share", "max_cost", "min_delay", "max_delay"],
        []);

    public static readonly ConfigSection RetryBudget = new("retry_budget", ["share", "per_second"], []);

    public static readonly ConfigSection Admission = new("admission", ["max_queue", "timeout", "reserved", "wait_for_cooldowns"], []);

    public static readonly ConfigSection Budget = new("provider_budget_config", ["max_budget", "budget_limit", "budget_duration", "time_period"], ["tpm_limit", "rpm_limit"]);

    public static readonly ConfigSection AutoRouter = new(
        "complexity_router_config",
        [
            "tiers", "tier_boundaries", "dimension_weights", "token_thresholds", "custom_technical_keywords", "keyword_tier_rules", "rules", "default_model",
        ],
        [
            "classifier_type", "classifier_llm_config", "classifier_fallback", "classifier_context_window_size", "classifier_context_budget_chars",
            "classifier_context_include_assistant_turns", "semantic_keyword_matching", "embedding_model", "match_threshold", "session_affinity",
            "jev_classifier_config", "opensource_classifier_config",
        ]);

    public static readonly ConfigSection TierBoundaries = new("tier_boundaries", ["simple_medium", "medium_complex", "complex_reasoning"], []);

    public static readonly ConfigSection ComplexityWeights = new(
        "dimension_weights",
        ["tokenCount", "codePresence", "reasoningMarkers", "technicalTerms", "simpleIndicators", "multiStepPatterns", "questionComplexity"],
        []);

    public static readonly ConfigSection TokenThresholds = new("token_thresholds", ["simple", "complex"], []);

    public static readonly ConfigSection AutoRouterRule = new(
        "rules",
        ["name", "tier", "model", "min_tokens", "max_tokens", "tools", "images", "keywords", "tags", "metadata", "headers"],
        []);

    public static readonly ConfigSection Alias = new("model_group_alias", ["model", "hidden"], []);

    public static readonly ConfigSection Litellm = new(
        "litellm_settings",
        [
            "num_retries", "request_timeout", "fallbacks", "default_fallbacks", "context_window_fallbacks", "content_policy_fallbacks",
            "allowed_fails", "cooldown_time", "max_fallbacks", "tag_budget_config", "drop_params",
        ],
        [
            "modify_params", "set_verbose", "json_logs", "turn_off_message_logging", "redact_user_api_key_info", "telemetry",
            "success_callback", "failure_callback", "callbacks", "service_callback", "langfuse_default_tags", "cache", "cache_params",
            "disable_end_user_cost_tracking", "disable_end_user_cost_tracking_prometheus_only", "key_generation_settings",
            "default_team_settings", "default_team_params", "default_internal_user_params", "upperbound_key_generate_params", "max_budget",
            "budget_duration", "max_user_budget", "max_end_user_budget", "internal_user_budget_duration", "enable_preview_features",
            "enable_json_schema_validation", "ssl_verify", "ssl_certificate", "user_url_validation", "public_model_groups",
            "public_model_groups_links", "s3_callback_params", "model_cost_map_url", "forward_traceparent_to_llm_provider",
            "add_function_to_prompt", "input_callback", "default_in_memory_ttl", "default_redis_ttl", "force_ipv4", "use_litellm_proxy",
        ]);

    public static readonly ConfigSection General = new(
        "general_settings",
        [
            "master_key", "max_request_size_mb", "stream_idle_timeout", "model_catalogue_file", "drain_timeout", "drop_params", "reasoning_state", "max_media_size_mb", "provider_pass_through",
            "background_health_checks", "health_check_interval", "queue_metrics_interval", "response_store_max_mb", "response_store_ttl", "traffic_log", "traffic_log_days",
        ],
        [
            "database_url", "database_connection_pool_limit", "database_connection_timeout", "database_type", "database_args", "store_model_in_db",
            "store_prompts_in_spend_logs", "disable_spend_logs", "disable_error_logs", "disable_master_key_return", "disable_retry_on_max_parallel_request_limit_error",
            "disable_reset_budget", "disable_adding_master_key_hash_to_db", "allow_requests_on_db_unavailable", "allowed_routes", "admin_only_routes",
            "public_routes", "alerting", "alerting_threshold", "alerting_args", "alert_types", "alert_to_webhook_url", "spend_report_frequency",
            "health_check_details", "completion_model", "custom_auth", "custom_key_generate",
            "enable_jwt_auth", "enable_oauth2_auth", "litellm_jwtauth", "enforce_user_param", "enforced_params", "forward_client_headers_to_llm_api",
            "global_max_parallel_requests", "infer_model_from_keys", "key_management_system", "key_management_settings", "litellm_key_header_name",
            "max_parallel_requests", "max_response_size_mb", "pass_through_endpoints", "proxy_batch_write_at", "proxy_budget_rescheduler_min_time",
            "proxy_budget_rescheduler_max_time", "proxy_batch_polling_interval", "service_account_settings", "ui_access_mode", "use_client_credentials_pass_through_routes",
            "user_api_key_cache_ttl", "user_header_name", "use_google_kms", "use_redis_transaction_buffer", "use_x_forwarded_for", "allowed_ips",
            "maximum_spend_logs_retention_period", "maximum_spend_logs_retention_interval", "default_team_disabled", "pass_through_request_timeout", "control_plane_url", "role_permissions",
            "image_generation_model", "image_edit_default_model", "user_mcp_management_mode", "always_include_stream_usage", "store_prompts_in_cold_storage",
        ]);

    /// <summary>Sections a misplaced key may belong to, in the order they are suggested.</summary>
    public static readonly ConfigSection[] Places = [Root, Router, General, Params, Info, Deployment, StrategyArgs, Hedging];
}
