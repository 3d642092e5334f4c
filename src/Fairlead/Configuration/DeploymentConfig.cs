using System.Text.Json;

namespace Fairlead.Configuration;

/// <summary>One entry of <c>model_list</c>.</summary>
public sealed record DeploymentConfig
{
    /// <summary>The name clients ask for; entries that share it form a model group (<c>model_name</c>). May hold <c>*</c>.</summary>
    public required string ModelName { get; init; }

    /// <summary>How to call it (<c>litellm_params</c>).</summary>
    public required DeploymentParams Params { get; init; }

    /// <summary>What is known of it (<c>model_info</c>).</summary>
    public DeploymentInfo Info { get; init; } = new();

    /// <summary>Relative capacity for <c>least-busy</c>: load settles in proportion. Above 0; unset counts as 1.</summary>
    public double? Capacity { get; init; }

    /// <summary>Why it is left out of routing though it is in the list (it could not be used, and <c>ignore_invalid_deployments</c> is set); null when it is not.</summary>
    public string? LeftOut { get; init; }

    /// <summary>Free data (<c>metadata</c>): kept, shown by explain, and usable in tag and region filters.</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = new Dictionary<string, JsonElement>();
}
