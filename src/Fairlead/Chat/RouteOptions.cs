using Fairlead.Attempts;
using Fairlead.Configuration;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>How one request is routed. Unset values leave the configuration as it is.</summary>
public sealed record RouteOptions
{
    /// <summary>Routing tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Deployment ids, provider model strings or group names not to use.</summary>
    public IReadOnlyList<string>? Blocked { get; init; }

    /// <summary>Groups to fall back to instead of the configured ones, each with parameters of its own where wanted; empty means none.</summary>
    public IReadOnlyList<FallbackTarget>? Fallbacks { get; init; }

    /// <summary>Fallbacks for a prompt that is too long, by group, instead of all configured ones.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>>? ContextWindowFallbacks { get; init; }

    /// <summary>Fallbacks for a prompt that a content filter refused, by group, instead of all configured ones.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FallbackTarget>>? ContentPolicyFallbacks { get; init; }

    /// <summary>Region the deployment must be in.</summary>
    public string? Region { get; init; }

    /// <summary>Whom the request is made for: team, models allowed, user agent. Default nobody in particular.</summary>
    public RouteCaller? OnBehalfOf { get; init; }

    /// <summary>Keeps the request in its group. Default false.</summary>
    public bool DisableFallbacks { get; init; }

    /// <summary>Retries instead of the configured number; at least 0.</summary>
    public int? NumRetries { get; init; }

    /// <summary>Time of each attempt up to its first content, instead of the configured one.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The same for streams.</summary>
    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>Time of the whole request up to the first content, waits included; null for the configured one.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What is to be pretended instead of called, to test how a request is routed; null for nothing.</summary>
    public RequestMock? Mock { get; init; }

    /// <summary>The caller's own credential, for deployments that allow one (<c>configurable_clientside_auth_params</c>).</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>A base URL out of those a deployment lists for callers.</summary>
    public string? ApiBase { get; init; }

    /// <summary>The model is a deployment's id or its provider model string, even where a group has that name. Default false.</summary>
    public bool SpecificDeployment { get; init; }

    /// <summary>False declines hedges, true asks for them; null leaves it to the configuration (<see cref="Attempts.RouteRequest.Hedge"/>).</summary>
    public bool? Hedge { get; init; }

    /// <summary>The model names several, with commas between them: all are asked at once, and the first to answer is wanted. Default false. Not for embeddings.</summary>
    public bool FastestResponse { get; init; }

    /// <summary>The session the request belongs to, for <c>session_affinity</c>.</summary>
    public string? Session { get; init; }

    /// <summary>Who asks, by an opaque name such as a user's id, for <c>deployment_affinity</c>.</summary>
    public string? Caller { get; init; }

    /// <summary>Place among those who wait when every deployment is at its limit: the lower, the sooner. Null: the router's <c>default_priority</c>. Set, the request waits in any case.</summary>
    public int? Priority { get; init; }

    /// <summary>Reads the typed form from the keys of <see cref="RoutingKeys"/>.</summary>
    /// <param name="properties">The properties of the options; null for none.</param>
    /// <returns>The options; null when no key is set.</returns>
    /// <exception cref="ArgumentException">A value cannot be read as what its key stands for.</exception>
    public static RouteOptions? From(AdditionalPropertiesDictionary? properties) => RouteOptionsReader.Read(properties);

    internal RouteRequest Apply(in RouteRequest request) => request with
    {
        Tags = Tags,
        Blocked = Blocked,
        Fallbacks = Fallbacks,
        ContextWindowFallbacks = ContextWindowFallbacks,
        ContentPolicyFallbacks = ContentPolicyFallbacks,
        Region = Region,
        Caller = OnBehalfOf,
        DisableFallbacks = DisableFallbacks,
        NumRetries = NumRetries,
        Priority = Priority,
        Timeout = Timeout,
        StreamTimeout = StreamTimeout,
        Deadline = Deadline,
        Mock = Mock,
        Credentials = ClientCredentials.Of(ApiKey, ApiBase),
        SpecificDeployment = SpecificDeployment,
        Hedge = Hedge,
    };
}
