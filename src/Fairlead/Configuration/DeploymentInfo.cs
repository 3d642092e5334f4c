using System.Text.Json;
using Fairlead.Costs;

namespace Fairlead.Configuration;

/// <summary><c>model_info</c> of one deployment.</summary>
public sealed record DeploymentInfo
{
    /// <summary>The deployment's id; unset means a stable hash of group and parameters (<c>id</c>).</summary>
    public string? Id { get; init; }

    /// <summary>Catalogue entry to use for prices and limits (<c>base_model</c>).</summary>
    public string? BaseModel { get; init; }

    /// <summary>Kind of model, e.g. <c>chat</c> or <c>embedding</c> (<c>mode</c>).</summary>
    public string? Mode { get; init; }

    /// <summary>Context window in input tokens (<c>max_input_tokens</c>).</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Most tokens of an answer (<c>max_output_tokens</c>).</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What the model can, beyond what the catalogue says (<c>supports_vision: true</c> …).</summary>
    public ModelCapabilities Capabilities { get; init; }

    /// <summary>What the model cannot, whatever the catalogue says (<c>supports_vision: false</c> …).</summary>
    public ModelCapabilities Lacks { get; init; }

    /// <summary>The team it belongs to and serves alone; unset means everybody (<c>team_id</c>).</summary>
    public string? TeamId { get; init; }

    /// <summary>The name the team's members know it by (<c>team_public_model_name</c>). May hold <c>*</c>.</summary>
    public string? TeamPublicModelName { get; init; }

    /// <summary>Names that stand for it in a caller's list of models (<c>access_groups</c>).</summary>
    public IReadOnlyList<string> AccessGroups { get; init; } = [];

    /// <summary>Environments it is loaded in, e.g. <c>production</c>; empty means all (<c>supported_environments</c>). See <see cref="RouterConfig.Environment"/>.</summary>
    public IReadOnlyList<string> SupportedEnvironments { get; init; } = [];

    /// <summary>Takes it out of service for now (<c>blocked</c>).</summary>
    public bool? Blocked { get; init; }

    /// <summary>Switches tag filtering on or off for its group, whatever the router says (<c>enable_tag_filtering</c>).</summary>
    public bool? EnableTagFiltering { get; init; }

    /// <summary>
    /// Requests whose <c>!</c> and <c>&amp;</c> tags leave nobody in the group go to the deployments tagged <c>default</c> instead of nowhere, for the whole group (<c>allow_fail_open</c>).
    /// </summary>
    public bool? AllowFailOpen { get; init; }

    /// <summary>The model that background checks ask for; unset means the deployment's own, and that one whose name holds <c>*</c> is not checked (<c>health_check_model</c>).</summary>
    public string? HealthCheckModel { get; init; }

    /// <summary>Time of a background check; default 60 s, as LiteLLM's (<c>health_check_timeout</c>).</summary>
    public TimeSpan? HealthCheckTimeout { get; init; }

    /// <summary>Most tokens a background check asks for; default 16 (<c>health_check_max_tokens</c>).</summary>
    public int? HealthCheckMaxTokens { get; init; }

    /// <summary>Leaves it out of the background checks (<c>disable_background_health_check</c>).</summary>
    public bool? DisableBackgroundHealthCheck { get; init; }

    /// <summary>
    /// Path of the engine's metrics on the deployment's own host, which are asked how many requests wait in its queue; unset means that nobody asks
    /// (<c>queue_metrics</c>, Fairlead's own key; <c>true</c> is <c>/metrics</c>).
    /// </summary>
    public string? QueueMetrics { get; init; }

    /// <summary>Every other key, as written.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();
}
