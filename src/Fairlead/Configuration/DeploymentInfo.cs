using System.Text.Json;

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

    /// <summary>Every other key, as written.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();
}
