using System.Text.Json;
using Fairlead.Configuration;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads the values of the fields that are the gateway's own, and refuses wrong ones by name.</summary>
internal static class RequestValues
{
    /// <summary>More than any request has use for.</summary>
    private const int MaxListLength = 64;

    public static RequestFault? Names(ref Utf8JsonReader reader, string param, List<string> names)
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
            if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: > 0 } name)
            {
                return RequestFault.Invalid($"'{param}' must hold strings.", param);
            }

            if (names.Count == MaxListLength)
            {
                return RequestFault.Invalid($"'{param}' holds more than {MaxListLength} entries.", param);
            }

            names.Add(name);
        }

        return null;
    }

    /// <summary>A truth value; as a text too, as some clients send it and LiteLLM takes it.</summary>
    public static RequestFault? Flag(ref Utf8JsonReader reader, string param, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        if (value || reader.TokenType is JsonTokenType.False or JsonTokenType.Null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.String && bool.TryParse(reader.GetString(), out value)
            ? null
            : RequestFault.Invalid($"'{param}' must be true or false.", param);
    }

    public static RequestFault? Priority(ref Utf8JsonReader reader, RequestView view)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var priority))
        {
            return RequestFault.Invalid("'priority' must be a whole number.", "priority");
        }

        view.Priority = priority;
        return null;
    }

    public static RequestFault? NumRetries(ref Utf8JsonReader reader, RequestView view)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var retries) || retries < 0)
        {
            return RequestFault.Invalid("'num_retries' must be a whole number, 0 or more.", "num_retries");
        }

        view.NumRetries = retries;
        return null;
    }

    public static RequestFault? Timeout(ref Utf8JsonReader reader, RequestView view, RequestField field)
    {
        var name = field switch
        {
            RequestField.RequestTimeout => "request_timeout",
            RequestField.StreamTimeout => "stream_timeout",
            _ => "timeout",
        };
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var seconds) || !RequestTimeout.TryFromSeconds(seconds, out var timeout))
        {
            return RequestFault.Invalid(RequestTimeout.Expected(name), name);
        }

        switch (field)
        {
            case RequestField.StreamTimeout:
                view.StreamTimeout = timeout;
                break;
            case RequestField.RequestTimeout:
                view.RequestTimeout = timeout;
                break;
            default:
                view.Timeout = timeout;
                break;
        }

        return null;
    }

    public static RequestFault? ApiKey(ref Utf8JsonReader reader, RequestView view)
    {
        if (Text(ref reader, "api_key", out var key) is { } fault)
        {
            return fault;
        }

        view.ApiKey = key is null ? null : new Secret(key);
        return null;
    }

    /// <summary>Text; null and an empty one count as unset.</summary>
    public static RequestFault? Text(ref Utf8JsonReader reader, string param, out string? text)
    {
        text = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return RequestFault.Invalid($"'{param}' must be a string.", param);
        }

        text = reader.GetString() is { Length: > 0 } value ? value : null;
        return null;
    }
}
