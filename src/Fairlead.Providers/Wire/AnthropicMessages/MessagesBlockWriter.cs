using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes the parts of messages as content blocks.</summary>
internal sealed class MessagesBlockWriter(RequestTarget target, Utf8JsonWriter json)
{
    private readonly MessagesMediaWriter _media = new(target, json);

    /// <summary>Whether a part becomes a block. Thoughts are for whoever signed them; blank texts are refused.</summary>
    public bool IsWritten(Part part)
    {
        switch (part)
        {
            case TextPart text:
                return !IsBlank(text.Text);
            case RefusalPart refusal:
                return !IsBlank(refusal.Text);
            case ReasoningPart:
                return part.Signature.IsFor(SignedBy.Anthropic);
            case MediaPart media:
                return _media.CanWrite(media);
            case OpaquePart { Dialect: not MessagesDialect.FormatName }:
                target.LoseHint("server_tools", "calls of another vendor's own tools have no place in Anthropic's Messages");
                return false;
            default:
                return true;
        }
    }

    /// <summary>Writes a part.</summary>
    public void Write(Part part)
    {
        switch (part)
        {
            case TextPart text:
                Text(text.Text, text);
                break;
            case RefusalPart refusal:
                Text(refusal.Text, null);
                break;
            case ReasoningPart reasoning:
                Thought(reasoning, json);
                break;
            case ToolCallPart call:
                json.WriteStartObject();
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, MessagesToolIds.For(call.Id));
                json.WriteString("name"u8, call.Name);
                ToolArguments.Write(call.Arguments, json);
                json.WriteJson("cache_control"u8, call.CacheControl);
                json.WriteEndObject();
                break;
            case ToolResultPart result:
                Result(result);
                break;
            case MediaPart media:
                _media.Write(media);
                break;
            case OpaquePart opaque:
                json.WriteRawValue(opaque.Json.Span, skipInputValidation: true);
                break;
        }
    }

    /// <summary>Writes a thought, signed or shown only.</summary>
    public static void Thought(ReasoningPart thought, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (thought.IsEncrypted)
        {
            json.WriteString("type"u8, "redacted_thinking"u8);
            json.WriteText("data"u8, thought.Signature.Value);
        }
        else
        {
            json.WriteString("type"u8, "thinking"u8);
            json.WriteText("thinking"u8, thought.Text);
            json.WriteText("signature"u8, thought.Signature.IsFor(SignedBy.Anthropic) ? thought.Signature.Value : default);
        }

        json.WriteEndObject();
    }

    private static bool IsBlank(Utf8Text text) => text.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private void Text(Utf8Text text, TextPart? part)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteText("text"u8, text);
        if (part is not null)
        {
            if (part.Citations.Any(static citation => citation.Dialect == MessagesDialect.FormatName))
            {
                MessagesCitations.Write(part, json);
            }

            json.WriteJson("cache_control"u8, part.CacheControl);
        }

        json.WriteEndObject();
    }

    private void Result(ToolResultPart result)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_use_id"u8, MessagesToolIds.For(result.CallId));
        var written = result.Content.FindAll(IsWritten);
        if (written.Count > 0)
        {
            json.WriteStartArray("content"u8);
            foreach (var part in written)
            {
                Write(part);
            }

            json.WriteEndArray();
        }

        if (result.IsError)
        {
            json.WriteBoolean("is_error"u8, true);
        }

        json.WriteJson("cache_control"u8, result.CacheControl);
        json.WriteEndObject();
    }
}
