using System.Text.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads a <see cref="RequestView"/> out of a body: one pass, nothing copied but the names that routing needs.</summary>
internal static class RequestParser
{
    /// <summary>The usual rule for English text and JSON: OpenAI's own.</summary>
    public const int BytesPerToken = 4;

    /// <summary>Fills <paramref name="view"/> and marks what the upstream must not see.</summary>
    /// <returns>Why the body is refused; null when it is not.</returns>
    public static RequestFault? Parse(ReadOnlySpan<byte> body, RequestView view)
    {
        try
        {
            return Read(body, view, jump: true);
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a string that cannot be decoded.
            return RequestFault.Invalid("The request body holds a string that is not valid UTF-8.");
        }
        catch (JsonException)
        {
            view.Reset();
            return ParseSlowly(body, view);
        }
    }

    /// <summary>Once more without jumps, in which the reader loses count of the lines: to say where the fault is.</summary>
    private static RequestFault? ParseSlowly(ReadOnlySpan<byte> body, RequestView view)
    {
        try
        {
            return Read(body, view, jump: false);
        }
        catch (JsonException e)
        {
            return body.IsEmpty
                ? RequestFault.Invalid("The request body is empty; a JSON object is expected.")
                : RequestFault.Invalid($"The request body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    private static RequestFault? Read(ReadOnlySpan<byte> body, RequestView view, bool jump)
    {
        view.InputTokens = body.Length / BytesPerToken;
        var json = new JsonCursor(body);
        if (!json.Reader.Read() || json.Reader.TokenType != JsonTokenType.StartObject)
        {
            return RequestFault.Invalid("The request body must be a JSON object.");
        }

        if (Members(ref json, body, view, jump) is { } fault)
        {
            return fault;
        }

        // Throws for anything but white space after the object.
        json.Reader.Read();
        return null;
    }

    private static RequestFault? Members(ref JsonCursor json, ReadOnlySpan<byte> body, RequestView view, bool jump)
    {
        var keptEnd = json.End;
        while (json.Reader.Read() && json.Reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = json.Start;
            var field = RequestFields.Identify(ref json.Reader);
            if (jump && field == RequestField.Other && json.TryJump())
            {
                keptEnd = json.End;
                continue;
            }

            var scan = default(ContentScan);
            if (jump && RequestScan.Wants(field) && json.TryJump(ref scan))
            {
                RequestScan.Note(field, scan, view);
                keptEnd = json.End;
                continue;
            }

            json.Reader.Read();
            var cut = field >= RequestField.Fallbacks;
            if (Value(ref json, body, view, field, ref cut) is { } fault)
            {
                return fault;
            }

            CloseMember(body, view, cut, nameStart, json.End, ref keptEnd);
        }

        return null;
    }

    /// <summary>Cuts the member just read, with one comma, or notes that it stays.</summary>
    public static void CloseMember(ReadOnlySpan<byte> body, RequestView view, bool cut, int nameStart, int valueEnd, ref int keptEnd)
    {
        if (!cut)
        {
            keptEnd = valueEnd;
            return;
        }

        var next = JsonSkip.Space(body, valueEnd);
        if (next < body.Length && body[next] == (byte)',')
        {
            view.Cut(nameStart, next + 1);
        }
        else
        {
            view.Cut(keptEnd, valueEnd);
        }
    }

    private static RequestFault? Value(ref JsonCursor json, ReadOnlySpan<byte> body, RequestView view, RequestField field, ref bool cut)
    {
        ref var reader = ref json.Reader;
        switch (field)
        {
            case RequestField.Model:
                return Model(ref json, view);
            case RequestField.Stream:
                view.Stream = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                return null;
            case RequestField.StreamOptions:
                StreamOptions(ref reader, view);
                return null;
            case RequestField.MaxTokens or RequestField.MaxCompletionTokens:
                view.HasMaxTokens |= field == RequestField.MaxTokens;
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var max) && max >= (view.MaxOutputTokens ?? 0))
                {
                    view.MaxOutputTokens = max;
                }

                reader.Skip();
                return null;
            case RequestField.Metadata:
            case RequestField.LitellmMetadata:
                return RequestMetadata.Read(ref json, body, view, ref cut);
            case RequestField.Fallbacks:
                return FallbackFields.List(ref reader, "fallbacks", view.Fallbacks = []);
            case RequestField.ContextWindowFallbacks:
                return FallbackFields.Table(ref reader, "context_window_fallbacks", view.ContextWindowFallbacks = new(StringComparer.Ordinal));
            case RequestField.ContentPolicyFallbacks:
                return FallbackFields.Table(ref reader, "content_policy_fallbacks", view.ContentPolicyFallbacks = new(StringComparer.Ordinal));
            case RequestField.Tags:
                return RequestValues.Names(ref reader, "tags", view.Tags ??= []);
            case RequestField.PreviousResponse:
                view.PreviousResponse = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
                return null;
            case RequestField.SessionId:
                view.SessionId = reader.TokenType == JsonTokenType.String ? reader.GetString() : view.SessionId;
                reader.Skip();
                return null;
            case RequestField.Priority:
                return RequestValues.Priority(ref reader, view);
            case RequestField.NumRetries:
                return RequestValues.NumRetries(ref reader, view);
            case RequestField.Timeout or RequestField.RequestTimeout or RequestField.StreamTimeout:
                return RequestValues.Timeout(ref reader, view, field);
            case RequestField.ApiKey:
                return RequestValues.ApiKey(ref reader, view);
            case RequestField.ApiBase:
                return RequestValues.Text(ref reader, "api_base", out view.ApiBase);
            case RequestField.Region:
                return RequestValues.Text(ref reader, "allowed_model_region", out view.Region);
            case RequestField.SpecificDeployment:
                view.SpecificDeployment = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                return null;
            case RequestField.DisableFallbacks:
                return RequestValues.Flag(ref reader, "disable_fallbacks", out view.DisableFallbacks);
            case RequestField.FallbackErrors:
                return RequestValues.Flag(ref reader, "include_fallback_errors", out view.FallbackErrors);
            case RequestField.DropParams:
                view.DropParams = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                return null;
            case RequestField.AdditionalDropParams:
                return RequestValues.Names(ref reader, "additional_drop_params", view.Dropped ??= []);
            case RequestField.FastestResponse:
                return RequestValues.Flag(ref reader, "fastest_response", out view.FastestResponse);
            case >= RequestField.MockResponse and <= RequestField.MockRateLimit:
                return MockFields.Read(ref reader, view, field);
            default:
                reader.Skip();
                return null;
        }
    }

    private static RequestFault? Model(ref JsonCursor json, RequestView view)
    {
        ref var reader = ref json.Reader;
        if (reader.TokenType != JsonTokenType.String)
        {
            return RequestFault.Invalid("'model' must be a string.", "model");
        }

        // Readers differ on which of two wins. What is routed and what the upstream reads must not differ.
        if (view.Model is not null)
        {
            return RequestFault.Invalid("'model' is given twice.", "model");
        }

        view.Model = reader.GetString();
        view.ModelStart = json.Start;
        view.ModelLength = json.End - view.ModelStart;
        return string.IsNullOrWhiteSpace(view.Model) ? RequestFault.Invalid("'model' must not be empty.", "model") : null;
    }

    private static void StreamOptions(ref Utf8JsonReader reader, RequestView view)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var usage = reader.ValueTextEquals("include_usage"u8);
            reader.Read();
            if (usage)
            {
                view.IncludeUsage = reader.TokenType == JsonTokenType.True;
            }

            reader.Skip();
        }
    }
}
