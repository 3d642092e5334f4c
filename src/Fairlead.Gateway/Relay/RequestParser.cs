using System.Text.Json;

namespace Fairlead.Gateway.Relay;

/// <summary>Reads a <see cref="RequestView"/> out of a body: one pass, nothing copied but the names that routing needs.</summary>
internal static class RequestParser
{
    /// <summary>Deep tool schemas pass; nothing recurses on the way. The reader's own default is 64.</summary>
    private const int MaxDepth = 256;

    /// <summary>More fallbacks than any plan would try; LiteLLM stops after 5 (<c>ROUTER_MAX_FALLBACKS</c>).</summary>
    private const int MaxListLength = 64;

    /// <summary>Fills <paramref name="view"/> and marks what the upstream must not see.</summary>
    /// <returns>Why the body is refused; null when it is not.</returns>
    public static RequestFault? Parse(ReadOnlySpan<byte> body, RequestView view)
    {
        view.InputTokens = body.Length / 4;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return RequestFault.Invalid("The request body must be a JSON object.");
            }

            return Members(ref reader, body, view) ?? End(ref reader);
        }
        catch (InvalidOperationException)
        {
            // What the reader throws for a string that cannot be decoded.
            return RequestFault.Invalid("The request body holds a string that is not valid UTF-8.");
        }
        catch (JsonException e)
        {
            return body.IsEmpty
                ? RequestFault.Invalid("The request body is empty; a JSON object is expected.")
                : RequestFault.Invalid($"The request body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    private static RequestFault? End(ref Utf8JsonReader reader)
    {
        // Throws for anything but white space after the object.
        reader.Read();
        return null;
    }

    private static RequestFault? Members(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, RequestView view)
    {
        var keptEnd = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex;
            var field = RequestFields.Identify(ref reader);
            reader.Read();
            var cut = field >= RequestField.Fallbacks;
            if (Value(ref reader, body, view, field, ref cut) is { } fault)
            {
                return fault;
            }

            CloseMember(body, view, cut, nameStart, (int)reader.BytesConsumed, ref keptEnd);
        }

        return null;
    }

    /// <summary>Cuts the member just read, with one comma, or notes that it stays.</summary>
    private static void CloseMember(ReadOnlySpan<byte> body, RequestView view, bool cut, int nameStart, int valueEnd, ref int keptEnd)
    {
        if (!cut)
        {
            keptEnd = valueEnd;
            return;
        }

        var next = valueEnd;
        while (next < body.Length && body[next] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            next++;
        }

        if (next < body.Length && body[next] == (byte)',')
        {
            view.Cut(nameStart, next + 1);
        }
        else
        {
            view.Cut(keptEnd, valueEnd);
        }
    }

    private static RequestFault? Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, RequestView view, RequestField field, ref bool cut)
    {
        switch (field)
        {
            case RequestField.Model:
                return Model(ref reader, view);
            case RequestField.Stream:
                view.Stream = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                return null;
            case RequestField.StreamOptions:
                StreamOptions(ref reader, view);
                return null;
            case RequestField.MaxTokens:
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var max) && max >= (view.MaxOutputTokens ?? 0))
                {
                    view.MaxOutputTokens = max;
                }

                reader.Skip();
                return null;
            case RequestField.Metadata:
                return Metadata(ref reader, body, view, ref cut);
            case RequestField.Fallbacks:
                return Names(ref reader, "fallbacks", view.Fallbacks = [], objects: true);
            case RequestField.Tags:
                return Names(ref reader, "tags", view.Tags ??= [], objects: false);
            case RequestField.NumRetries:
                return NumRetries(ref reader, view);
            case RequestField.Timeout:
                return Timeout(ref reader, view);
            case RequestField.DisableFallbacks:
                view.DisableFallbacks = reader.TokenType == JsonTokenType.True;
                reader.Skip();
                return null;
            default:
                reader.Skip();
                return null;
        }
    }

    private static RequestFault? Model(ref Utf8JsonReader reader, RequestView view)
    {
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
        view.ModelStart = (int)reader.TokenStartIndex;
        view.ModelLength = (int)reader.BytesConsumed - view.ModelStart;
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

    /// <summary><c>metadata</c> is OpenAI's own and stays; a <c>tags</c> list in it is LiteLLM's, which OpenAI refuses.</summary>
    private static RequestFault? Metadata(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, RequestView view, ref bool cut)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var (kept, dropped) = (0, 0);
        var keptEnd = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var nameStart = (int)reader.TokenStartIndex;
            var tags = reader.ValueTextEquals("tags"u8);
            reader.Read();
            tags &= reader.TokenType == JsonTokenType.StartArray;
            if (!tags)
            {
                reader.Skip();
                kept++;
            }
            else if (Names(ref reader, "metadata.tags", view.Tags ??= [], objects: false) is { } fault)
            {
                return fault;
            }
            else
            {
                dropped++;
            }

            CloseMember(body, view, tags, nameStart, (int)reader.BytesConsumed, ref keptEnd);
        }

        cut = kept == 0 && dropped > 0;
        return null;
    }

    private static RequestFault? Names(ref Utf8JsonReader reader, string param, List<string> names, bool objects)
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
            string? name = null;
            if (reader.TokenType == JsonTokenType.String)
            {
                name = reader.GetString();
            }
            else if (objects && reader.TokenType == JsonTokenType.StartObject)
            {
                name = ModelOnly(ref reader);
            }

            if (string.IsNullOrEmpty(name))
            {
                return RequestFault.Invalid(objects ? $"'{param}' must hold model names, or objects with 'model' alone." : $"'{param}' must hold strings.", param);
            }

            if (names.Count == MaxListLength)
            {
                return RequestFault.Invalid($"'{param}' holds more than {MaxListLength} entries.", param);
            }

            names.Add(name);
        }

        return null;
    }

    /// <summary>The name in <c>{"model": name}</c>; null for any other object: to ignore its other parameters would send a wrong request.</summary>
    private static string? ModelOnly(ref Utf8JsonReader reader)
    {
        string? name = null;
        var others = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var model = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (model && reader.TokenType == JsonTokenType.String)
            {
                name = reader.GetString();
            }
            else
            {
                others = true;
                reader.Skip();
            }
        }

        return others ? null : name;
    }

    private static RequestFault? NumRetries(ref Utf8JsonReader reader, RequestView view)
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

    private static RequestFault? Timeout(ref Utf8JsonReader reader, RequestView view)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var seconds) || !RequestTimeout.TryFromSeconds(seconds, out var timeout))
        {
            return RequestFault.Invalid(RequestTimeout.Expected("timeout"), "timeout");
        }

        view.Timeout = timeout;
        return null;
    }
}
