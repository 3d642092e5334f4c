using System.Globalization;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Microsoft.Extensions.AI;

namespace Fairlead.Chat;

/// <summary>Reads routing keys in the shapes they come in: typed values, text, JSON.</summary>
internal static class RouteOptionsReader
{
    public static RouteOptions? Read(AdditionalPropertiesDictionary? properties)
    {
        if (properties is not { Count: > 0 })
        {
            return null;
        }

        RouteOptions? result = null;
        foreach (var (key, value) in properties)
        {
            if (value is null || !key.StartsWith(RoutingKeys.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            result ??= new RouteOptions();
#pragma warning disable CA1308 // The keys are lower case by definition; the dictionary is case-insensitive.
            result = key.ToLowerInvariant() switch
#pragma warning restore CA1308
            {
                RoutingKeys.Tags => result with { Tags = Strings(key, value) },
                RoutingKeys.Blocked => result with { Blocked = Strings(key, value) },
                RoutingKeys.Fallbacks => result with { Fallbacks = FallbackOptionsReader.List(key, value) },
                RoutingKeys.ContextWindowFallbacks => result with { ContextWindowFallbacks = FallbackOptionsReader.Table(key, value) },
                RoutingKeys.ContentPolicyFallbacks => result with { ContentPolicyFallbacks = FallbackOptionsReader.Table(key, value) },
                RoutingKeys.Region => result with { Region = Text(key, value) },
                RoutingKeys.OnBehalfOf => result with { OnBehalfOf = value as RouteCaller ?? throw Wrong(key, value, nameof(RouteCaller)) },
                RoutingKeys.DisableFallbacks => result with { DisableFallbacks = Flag(key, value) },
                RoutingKeys.FastestResponse => result with { FastestResponse = Flag(key, value) },
                RoutingKeys.Hedge => result with { Hedge = Flag(key, value) },
                RoutingKeys.Priority => result with { Priority = (int)Number(key, value) },
                RoutingKeys.NumRetries => result with { NumRetries = (int)Number(key, value) },
                RoutingKeys.Timeout => result with { Timeout = Span(key, value) },
                RoutingKeys.StreamTimeout => result with { StreamTimeout = Span(key, value) },
                RoutingKeys.Deadline => result with { Deadline = Span(key, value) },
                RoutingKeys.Session => result with { Session = Text(key, value) },
                RoutingKeys.Caller => result with { Caller = Text(key, value) },
                RoutingKeys.MockResponse => result with { Mock = (result.Mock ?? new()) with { Response = Text(key, value) } },
                RoutingKeys.MockTimeout => result with { Mock = (result.Mock ?? new()) with { Timeout = Flag(key, value) } },
                RoutingKeys.MockFallbacks => result with { Mock = (result.Mock ?? new()) with { Fallbacks = Flag(key, value) } },
                RoutingKeys.MockContextFallbacks => result with { Mock = (result.Mock ?? new()) with { ContextWindowFallbacks = Flag(key, value) } },
                RoutingKeys.MockContentPolicyFallbacks => result with { Mock = (result.Mock ?? new()) with { ContentPolicyFallbacks = Flag(key, value) } },
                RoutingKeys.MockRateLimit => result with { Mock = (result.Mock ?? new()) with { RateLimit = Flag(key, value) } },

                RoutingKeys.ApiKey => result with { ApiKey = value as Secret ?? (Text(key, value) is { Length: > 0 } text ? new Secret(text) : null) },
                RoutingKeys.ApiBase => result with { ApiBase = Text(key, value) },
                RoutingKeys.SpecificDeployment => result with { SpecificDeployment = Flag(key, value) },
                // Keys of responses, echoed back by callers that copy properties.
                _ => result,
            };
        }

        return result;
    }

    internal static IReadOnlyList<string> Strings(string key, object value)
    {
        switch (value)
        {
            case IReadOnlyList<string> list:
                return list;
            case IEnumerable<string> sequence:
                return [.. sequence];
            case JsonElement { ValueKind: JsonValueKind.Array } array:
                var items = new List<string>(array.GetArrayLength());
                foreach (var item in array.EnumerateArray())
                {
                    items.Add(Text(key, item));
                }

                return items;
            default:
                return Text(key, value).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }
    }

    private static string Text(string key, object value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        _ => throw Wrong(key, value, "text"),
    };

    private static bool Flag(string key, object value) => value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        string text when bool.TryParse(text, out var flag) => flag,
        _ => throw Wrong(key, value, "true or false"),
    };

    private static TimeSpan Span(string key, object value) => value is TimeSpan span ? span : TimeSpan.FromSeconds(Number(key, value));

    private static double Number(string key, object value) => value switch
    {
        int number => number,
        long number => number,
        double number => number,
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDouble(),
        string text when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(key, value, "a number"),
    };

    internal static ArgumentException Wrong(string key, object value, string expected) =>
        new($"'{key}' is {value.GetType().Name}, but {expected} was expected.", nameof(value));
}
