using System.Text.Json;
using Fairlead.Costs;

namespace Fairlead.Configuration;

/// <summary>Everything a person may set, as one document: LiteLLM's <c>config.yaml</c>, typed.</summary>
/// <remarks>
/// Values that were not set are <see langword="null"/>: 0, empty and unset are three different things.
/// Read one from text with <see cref="ConfigReader"/>, or build one in code.
/// </remarks>
public sealed record RouterConfig
{
    /// <summary>The deployments, in the order written (<c>model_list</c>).</summary>
    public IReadOnlyList<DeploymentConfig> ModelList { get; init; } = [];

    /// <summary>How requests are routed (<c>router_settings</c>, with the routing keys of <c>litellm_settings</c> folded in).</summary>
    public RouterSettings Router { get; init; } = new();

    /// <summary>What the gateway needs beyond routing (<c>general_settings</c>). The library ignores it.</summary>
    public GeneralSettings General { get; init; } = new();

    /// <summary>What is known of models: windows, prices, capabilities. Null for the catalogue Fairlead comes with.</summary>
    public ModelCatalogue? Catalogue { get; init; }

    /// <summary>
    /// The environment the router runs in, e.g. <c>production</c>: deployments with <c>supported_environments</c> are loaded where these name it. Read from the
    /// variable <c>FAIRLEAD_ENVIRONMENT</c>, else <c>LITELLM_ENVIRONMENT</c>, with the configuration; null when neither is set.
    /// </summary>
    public string? Environment { get; init; }

    /// <summary>Keys without effect, by section (<c>router_settings.redis_url</c>), as written: <c>os.environ/NAME</c> is not looked up in them.</summary>
    public IReadOnlyDictionary<string, JsonElement> Unused { get; init; } = new Dictionary<string, JsonElement>();
}
