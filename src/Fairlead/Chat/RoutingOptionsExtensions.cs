using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Sets routing options on the options of a request.</summary>
public static class RoutingOptionsExtensions
{
    /// <summary>Writes routing options into <see cref="ChatOptions.AdditionalProperties"/>; unset ones are left alone.</summary>
    /// <param name="options">The options to write to.</param>
    /// <param name="route">How the request is routed.</param>
    /// <returns>The same options.</returns>
    public static ChatOptions WithRouting(this ChatOptions options, RouteOptions route)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(route);
        Write(options.AdditionalProperties ??= [], route);
        return options;
    }

    /// <summary>Writes routing options into <see cref="EmbeddingGenerationOptions.AdditionalProperties"/>; unset ones are left alone.</summary>
    /// <param name="options">The options to write to.</param>
    /// <param name="route">How the request is routed.</param>
    /// <returns>The same options.</returns>
    public static EmbeddingGenerationOptions WithRouting(this EmbeddingGenerationOptions options, RouteOptions route)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(route);
        Write(options.AdditionalProperties ??= [], route);
        return options;
    }

    private static void Write(AdditionalPropertiesDictionary properties, RouteOptions route)
    {
        Set(properties, RoutingKeys.Tags, route.Tags);
        Set(properties, RoutingKeys.Blocked, route.Blocked);
        Set(properties, RoutingKeys.Fallbacks, route.Fallbacks);
        Set(properties, RoutingKeys.ContextWindowFallbacks, route.ContextWindowFallbacks);
        Set(properties, RoutingKeys.ContentPolicyFallbacks, route.ContentPolicyFallbacks);
        Set(properties, RoutingKeys.Region, route.Region);
        Set(properties, RoutingKeys.OnBehalfOf, route.OnBehalfOf);
        Set(properties, RoutingKeys.DisableFallbacks, route.DisableFallbacks ? true : null);
        Set(properties, RoutingKeys.FastestResponse, route.FastestResponse ? true : null);
        Set(properties, RoutingKeys.Hedge, route.Hedge);
        Set(properties, RoutingKeys.Priority, route.Priority);
        Set(properties, RoutingKeys.NumRetries, route.NumRetries);
        Set(properties, RoutingKeys.Session, route.Session);
        Set(properties, RoutingKeys.Caller, route.Caller);
        Set(properties, RoutingKeys.Timeout, route.Timeout);
        Set(properties, RoutingKeys.StreamTimeout, route.StreamTimeout);
        Set(properties, RoutingKeys.Deadline, route.Deadline);
        if (route.Mock is { } mock)
        {
            Set(properties, RoutingKeys.MockResponse, mock.Response);
            Set(properties, RoutingKeys.MockTimeout, mock.Timeout ? true : null);
            Set(properties, RoutingKeys.MockFallbacks, mock.Fallbacks ? true : null);
            Set(properties, RoutingKeys.MockContextFallbacks, mock.ContextWindowFallbacks ? true : null);
            Set(properties, RoutingKeys.MockContentPolicyFallbacks, mock.ContentPolicyFallbacks ? true : null);
            Set(properties, RoutingKeys.MockRateLimit, mock.RateLimit ? true : null);
        }
        Set(properties, RoutingKeys.ApiKey, route.ApiKey);
        Set(properties, RoutingKeys.ApiBase, route.ApiBase);
        Set(properties, RoutingKeys.SpecificDeployment, route.SpecificDeployment ? true : null);
    }

    private static void Set(AdditionalPropertiesDictionary properties, string key, object? value)
    {
        if (value is not null)
        {
            properties[key] = value;
        }
    }
}
