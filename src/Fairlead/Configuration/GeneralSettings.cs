namespace Fairlead.Configuration;

/// <summary><c>general_settings</c>: what the gateway needs beyond routing.</summary>
public sealed record GeneralSettings
{
    /// <summary>Key that guards every endpoint when set (<c>master_key</c>).</summary>
    public Secret? MasterKey { get; init; }

    /// <summary>Largest request body in bytes (<c>max_request_size_mb</c>, LiteLLM's key in megabytes); default 64 MB.</summary>
    public long? MaxRequestBytes { get; init; }

    /// <summary>Longest silence between two reads of an answer that has begun (<c>stream_idle_timeout</c>, Fairlead's own key); default 5 minutes.</summary>
    public TimeSpan? StreamIdleTimeout { get; init; }

    /// <summary>
    /// File of windows, prices and capabilities of models, in the format of LiteLLM's <c>model_prices_and_context_window.json</c>
    /// (<c>model_catalogue_file</c>, Fairlead's own key); relative to the configuration's folder. Its rows go before those Fairlead comes with.
    /// </summary>
    public string? ModelCatalogueFile { get; init; }

    /// <summary>
    /// Parameters that have no place in a deployment's format are left out, and named in a header, instead of refused with status 400
    /// (<c>drop_params</c>, of <c>litellm_settings</c> too); default false.
    /// </summary>
    public bool? DropParams { get; init; }

    /// <summary>
    /// How signed reasoning comes back from clients whose format has no place for it (<c>reasoning_state</c>, Fairlead's own key): <c>cache</c>, the default, keeps
    /// it an hour on this node; <c>ids</c> packs it into the ids of tool calls, which any node can read; <c>off</c> drops it.
    /// </summary>
    public string? ReasoningState { get; init; }

    /// <summary>
    /// Most bytes of all media of one request that are fetched from their addresses for a deployment that takes bytes only (<c>max_media_size_mb</c>, Fairlead's own
    /// key); default 50 MB, LiteLLM's limit for a picture; 0 fetches none.
    /// </summary>
    public long? MaxMediaBytes { get; init; }

    /// <summary>
    /// Whether vendors' own APIs are passed through under <c>/VENDOR/…</c> (<c>provider_pass_through</c>, Fairlead's own key): true for every vendor that a deployment or
    /// the environment has a key of, false for none. Unset, those of the deployments with <c>use_in_pass_through</c>.
    /// </summary>
    public bool? ProviderPassThrough { get; init; }

    /// <summary>
    /// Most bytes of answers of the Responses API that are kept in this node's memory where the provider keeps none (<c>response_store_max_mb</c>, Fairlead's own key);
    /// default 64 MB; 0 keeps none.
    /// </summary>
    public long? ResponseStoreMaxBytes { get; init; }

    /// <summary>How long such an answer is kept after it was given or last referred to (<c>response_store_ttl</c>, Fairlead's own key); default 24 hours.</summary>
    public TimeSpan? ResponseStoreTtl { get; init; }

    /// <summary>
    /// Folder in which it is written down of every routed request what a replay through another configuration needs (<c>traffic_log</c>, Fairlead's own key): times, lengths, the deployment picked
    /// and its chance, how it ended; no prompt and no answer. Relative to the configuration's folder; default none, and nothing is written.
    /// </summary>
    public string? TrafficLog { get; init; }

    /// <summary>Days for which that is kept (<c>traffic_log_days</c>, Fairlead's own key); default 30.</summary>
    public double? TrafficLogDays { get; init; }

    /// <summary>Asks every deployment a word from time to time, beside the requests, to see whether it answers; default false, for each costs money (<c>background_health_checks</c>).</summary>
    public bool? BackgroundHealthChecks { get; init; }

    /// <summary>Time from one round of background checks to the next; default 5 minutes, as LiteLLM's (<c>health_check_interval</c>).</summary>
    public TimeSpan? HealthCheckInterval { get; init; }

    /// <summary>Time from one look at engines' queues to the next; default 2 s (<c>queue_metrics_interval</c>, Fairlead's own key).</summary>
    public TimeSpan? QueueMetricsInterval { get; init; }

    /// <summary>How long running requests may take after a stop was asked for (<c>drain_timeout</c>, Fairlead's own key); default 30 s.</summary>
    public TimeSpan? DrainTimeout { get; init; }
}
