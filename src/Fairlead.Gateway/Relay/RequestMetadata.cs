using System.Text.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads <c>metadata</c>, which is OpenAI's own and stays, and LiteLLM's keys in it, which OpenAI refuses.</summary>
internal static class RequestMetadata
{
    private enum Key
    {
        Other,
        Tags,
        Team,
        Caller,
        Models,
        Session,
        FallbackErrors,
    }

    /// <param name="json">Stands at the value.</param>
    /// <param name="body">The request.</param>
    /// <param name="view">Gets what is read, and the cuts.</param>
    /// <param name="cut">Set when nothing is left of it.</param>
    public static RequestFault? Read(ref JsonCursor json, ReadOnlySpan<byte> body, RequestView view, ref bool cut)
    {
        ref var reader = ref json.Reader;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        // All of it goes anyway where the member itself is LiteLLM's; a cut within it would only be dropped again.
        var whole = cut;
        var (kept, dropped) = (0, 0);
        var keptEnd = json.End;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = json.Start;
            var key = Identify(ref reader);
            reader.Read();
            var own = false;
            if (Value(ref reader, key, view, ref own) is { } fault)
            {
                return fault;
            }

            _ = own ? dropped++ : kept++;
            if (!whole)
            {
                RequestParser.CloseMember(body, view, own, nameStart, json.End, ref keptEnd);
            }
        }

        cut = whole || (kept == 0 && dropped > 0);
        return null;
    }

    private static Key Identify(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("tags"u8) ? Key.Tags
        : reader.ValueTextEquals("user_api_key_team_id"u8) ? Key.Team
        : reader.ValueTextEquals("user_api_key_hash"u8) ? Key.Caller
        : reader.ValueTextEquals("user_api_key_models"u8) ? Key.Models
        : reader.ValueTextEquals("session_id"u8) ? Key.Session
        : reader.ValueTextEquals("include_fallback_errors"u8) ? Key.FallbackErrors
        : Key.Other;

    /// <param name="reader">Stands at the value.</param>
    /// <param name="key">Whose it is.</param>
    /// <param name="view">Gets it.</param>
    /// <param name="own">Set when the upstream must not see it.</param>
    private static RequestFault? Value(ref Utf8JsonReader reader, Key key, RequestView view, ref bool own)
    {
        var isList = reader.TokenType == JsonTokenType.StartArray;
        switch (key)
        {
            case Key.Tags when isList:
                own = true;
                return RequestValues.Names(ref reader, "metadata.tags", view.Tags ??= []);
            case Key.Models when isList:
                own = true;
                return RequestValues.Names(ref reader, "metadata.user_api_key_models", view.Models ??= []);
            case Key.Team:
                own = true;
                view.Team = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
                return null;
            case Key.Caller:
                own = true;
                view.Key = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
                return null;
            case Key.FallbackErrors:
                own = true;
                if (RequestValues.Flag(ref reader, "metadata.include_fallback_errors", out var asked) is { } fault)
                {
                    return fault;
                }

                view.FallbackErrors |= asked;
                return null;
            case Key.Session when reader.TokenType == JsonTokenType.String:
                view.SessionId ??= reader.GetString();
                return null;
            default:
                own = key == Key.Models;
                reader.Skip();
                return null;
        }
    }
}
