using System.Text.Json.Serialization;
using Fairlead.State;

namespace Fairlead.Gateway.Endpoints;

/// <summary><c>GET /v1/models</c>.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelEntry> Data);

/// <summary>One model of the list.</summary>
internal sealed record ModelEntry(string Id, string Object, long Created, string OwnedBy);

/// <summary><c>GET /v1/models</c> for clients that speak Anthropic's format.</summary>
internal sealed record AnthropicModelList(IReadOnlyList<AnthropicModel> Data, bool HasMore)
{
    /// <summary>The first name of this page; null on an empty one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FirstId => Data.Count > 0 ? Data[0].Id : null;

    /// <summary>The last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? LastId => Data.Count > 0 ? Data[^1].Id : null;
}

/// <summary>One model of that list.</summary>
internal sealed record AnthropicModel(string Type, string Id, string DisplayName, DateTimeOffset CreatedAt)
{
    /// <summary>Whoever is listed can be asked.</summary>
    public string Lifecycle { get; } = "active";

    /// <summary>Not known of a group; Anthropic's SDKs want the members to be there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Capabilities { get; }

    /// <inheritdoc cref="Capabilities"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? MaxInputTokens { get; }

    /// <inheritdoc cref="Capabilities"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? MaxTokens { get; }

    /// <inheritdoc cref="Capabilities"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Line { get; }

    /// <inheritdoc cref="Capabilities"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? DeprecatedAt { get; }

    /// <inheritdoc cref="Capabilities"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? RetiresAt { get; }
}

/// <summary><c>POST /v1/messages/count_tokens</c>.</summary>
internal sealed record TokenCount(int InputTokens);

/// <summary><c>GET /health/liveliness</c>.</summary>
internal sealed record Liveness(string Status);

/// <summary><c>GET /health/readiness</c>.</summary>
internal sealed record Readiness
{
    /// <summary><c>ready</c>, <c>draining</c> or <c>no_models</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Requests under way.</summary>
    public required int Running { get; init; }

    public required int ModelGroups { get; init; }

    public required int Deployments { get; init; }

    public required ConfigHealth Config { get; init; }
}

/// <summary>The configuration in force.</summary>
internal sealed record ConfigHealth
{
    /// <summary>Its file or name.</summary>
    public required string Source { get; init; }

    /// <summary>Number of the generation in force, from 1.</summary>
    public required int Generation { get; init; }

    /// <summary><c>current</c>, or <c>stale</c> when what stands in the file now cannot be used and the old one stays in force.</summary>
    public required string Status { get; init; }

    /// <summary>Why the file cannot be used.</summary>
    public string? Error { get; init; }
}

/// <summary><c>GET /health</c>.</summary>
internal sealed record HealthReport(
    IReadOnlyList<EndpointHealth> HealthyEndpoints,
    IReadOnlyList<EndpointHealth> UnhealthyEndpoints,
    int HealthyCount,
    int UnhealthyCount);

/// <summary>One deployment, as routing sees it now and the last background check found it: no call is made to find out.</summary>
internal sealed record EndpointHealth(string Id, string ModelGroup, string Model, int InFlight, string? Reason, HealthSnapshot? Check);
