using System.Text.Json;

namespace Fairlead.Compatibility;

/// <summary>One deployment of a model list, for those who prefer a type to a dictionary.</summary>
public sealed record ModelListEntry
{
    /// <summary>The name callers ask for; entries that share it stand in for each other (<c>model_name</c>).</summary>
    public required string ModelName { get; init; }

    /// <summary>Provider and model, e.g. <c>openai/gpt-4</c>; unset means the model name (<c>litellm_params.model</c>).</summary>
    public string? Model { get; init; }

    /// <summary>Id that names this entry alone; unset means a hash of its values (<c>model_info.id</c>).</summary>
    public string? Id { get; init; }

    /// <summary>Where it is (<c>endpoint</c>, or <c>litellm_params.api_base</c>).</summary>
    public string? Endpoint { get; init; }

    /// <summary>Relative capacity for <c>least_busy</c>; above 0, unset counts as 1 (<c>capacity</c>).</summary>
    public double? Capacity { get; init; }

    /// <summary>Weight of <c>simple_shuffle</c>; 0 drains the entry (<c>litellm_params.weight</c>).</summary>
    public double? Weight { get; init; }

    /// <summary>Price of one input token in US dollars, for <c>cost_based</c> (<c>litellm_params.input_cost_per_token</c>).</summary>
    public double? InputCostPerToken { get; init; }

    /// <summary>Price of one output token in US dollars, for <c>cost_based</c> (<c>litellm_params.output_cost_per_token</c>).</summary>
    public double? OutputCostPerToken { get; init; }

    /// <summary>Free data; <c>region</c> and <c>tags</c> are usable in filters (<c>metadata</c>).</summary>
    public IReadOnlyDictionary<string, JsonElement> Metadata { get; init; } = new Dictionary<string, JsonElement>();
}
