using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads a request's own fallback lists: names, and objects with <c>model</c> and the parameters of that step.</summary>
internal static class FallbackFields
{
    /// <summary>More than any plan would try; LiteLLM stops after 5 (<c>ROUTER_MAX_FALLBACKS</c>).</summary>
    private const int MaxEntries = 64;

    /// <summary><c>fallbacks</c>: a list of targets.</summary>
    public static RequestFault? List(ref Utf8JsonReader reader, string param, List<FallbackTarget> targets)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return RequestFault.Invalid($"'{param}' must be a list.", param);
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (targets.Count == MaxEntries)
            {
                return RequestFault.Invalid($"'{param}' holds more than {MaxEntries} entries.", param);
            }

            if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } name)
            {
                targets.Add(name);
            }
            else if (reader.TokenType != JsonTokenType.StartObject)
            {
                return RequestFault.Invalid($"'{param}' must hold model names, or objects with 'model' and parameters.", param);
            }
            else if (Entry(ref reader, param, targets) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary><c>context_window_fallbacks</c>, <c>content_policy_fallbacks</c>: as in the configuration, a list of <c>{ group: [targets] }</c>.</summary>
    public static RequestFault? Table(ref Utf8JsonReader reader, string param, Dictionary<string, IReadOnlyList<FallbackTarget>> table)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return RequestFault.Invalid($"'{param}' must be a list of {{group: [targets]}}.", param);
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return RequestFault.Invalid($"'{param}' must be a list of {{group: [targets]}}.", param);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var targets = new List<FallbackTarget>();
                if (table.Count == MaxEntries || !table.TryAdd(reader.GetString()!, targets))
                {
                    return RequestFault.Invalid($"'{param}' names a group twice, or more than {MaxEntries}.", param);
                }

                reader.Read();
                if (List(ref reader, param, targets) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private static RequestFault? Entry(ref Utf8JsonReader reader, string param, List<FallbackTarget> targets)
    {
        string? model = null;
        Dictionary<string, JsonElement>? parameters = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "model" && reader.TokenType == JsonTokenType.String)
            {
                model = reader.GetString();
            }
            else if (!FallbackTarget.MaySet(name))
            {
                return RequestFault.Invalid($"'{name}' cannot be set for one of '{param}'.", param);
            }
            else
            {
                (parameters ??= new(StringComparer.Ordinal))[name] = JsonElement.ParseValue(ref reader);
            }
        }

        if (string.IsNullOrEmpty(model))
        {
            return RequestFault.Invalid($"'{param}' holds an object without a 'model'.", param);
        }

        targets.Add(new FallbackTarget(model) { Parameters = parameters });
        return null;
    }
}
