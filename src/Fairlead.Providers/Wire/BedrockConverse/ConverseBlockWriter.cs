using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes the parts of messages as content blocks.</summary>
internal sealed class ConverseBlockWriter(ConverseModel model, RequestTarget target, Utf8JsonWriter json)
{
    private readonly ConverseMediaWriter _media = new(model, target, json);

    /// <summary>
    /// Whether a part becomes a block. Thoughts are for whoever signed them. Empty texts are refused; blank ones mostly, but not where a cache point needs
    /// a text to stand behind.
    /// </summary>
    public static bool IsWritten(Part part, ConverseModel model) => part switch
    {
        TextPart text => !IsBlank(text.Text) || !text.Text.IsEmpty && !text.CacheControl.IsEmpty,
        RefusalPart refusal => !IsBlank(refusal.Text),
        ReasoningPart reasoning => reasoning.Signature.IsFor(model.Signs),
        OpaquePart opaque => opaque.Dialect == ConverseDialect.FormatName,
        _ => true,
    };

    /// <inheritdoc cref="IsWritten(Part, ConverseModel)"/>
    public bool IsWritten(Part part)
    {
        if (part is OpaquePart { Dialect: not ConverseDialect.FormatName })
        {
            target.LoseHint("server_tools", "calls of another vendor's own tools have no place in Converse");
            return false;
        }

        return part is MediaPart media ? _media.CanWrite(media) : IsWritten(part, model);
    }

    /// <summary>Writes a part.</summary>
    public void Write(Part part)
    {
        switch (part)
        {
            case TextPart text:
                Text(text);
                break;
            case RefusalPart refusal:
                json.WriteStartObject();
                json.WriteText("text"u8, refusal.Text);
                json.WriteEndObject();
                break;
            case ReasoningPart reasoning:
                Reasoning(reasoning);
                break;
            case ToolCallPart call:
                Call(call);
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

        Cache(part);
    }

    private static bool IsBlank(Utf8Text text) => text.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private void Cache(Part part)
    {
        var mark = part.CacheControl;
        if (mark.IsEmpty && part is ToolResultPart result && result.Content.FindLast(static inner => !inner.CacheControl.IsEmpty) is { } marked)
        {
            // No cache point may stand within a result.
            mark = marked.CacheControl;
        }

        if (mark.IsEmpty)
        {
            return;
        }

        if (model.Caches)
        {
            if (part is MediaPart { Kind: MediaKind.Document or MediaKind.Video })
            {
                // A cache point right behind a document is refused.
                json.WriteStartObject();
                json.WriteString("text"u8, "\n"u8);
                json.WriteEndObject();
            }

            ConverseCache.Write(mark, json);
        }
        else
        {
            target.LoseHint("cache_control", "this model's prompts are not cached on Bedrock");
        }
    }

    private void Text(TextPart text)
    {
        json.WriteStartObject();
        if (text.Citations.Any(static citation => citation.Dialect == ConverseDialect.FormatName))
        {
            ConverseCitations.Write(text, json);
        }
        else
        {
            json.WriteText("text"u8, text.Text);
        }

        json.WriteEndObject();
    }

    private void Reasoning(ReasoningPart reasoning) => ConverseThoughts.Write(reasoning, json);

    private void Call(ToolCallPart call)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolUse"u8);
        json.WriteString("toolUseId"u8, ConverseToolIds.For(call.Id));
        json.WriteString("name"u8, call.Name);
        ToolArguments.Write(call.Arguments, json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Result(ToolResultPart result)
    {
        var tellsError = result.IsError && model.ReadsStatus;
        json.WriteStartObject();
        json.WriteStartObject("toolResult"u8);
        json.WriteString("toolUseId"u8, ConverseToolIds.For(result.CallId));
        json.WriteStartArray("content"u8);
        if (result.IsError && !tellsError)
        {
            // A model that does not know goes on as if the call had worked.
            target.LoseHint("tool_result.is_error", "this model is told errors of tools in their text only");
            json.WriteStartObject();
            json.WriteString("text"u8, "Error:"u8);
            json.WriteEndObject();
        }

        foreach (var part in result.Content)
        {
            if (part is TextPart text && !IsBlank(text.Text))
            {
                json.WriteStartObject();
                json.WriteText("text"u8, text.Text);
                json.WriteEndObject();
            }
            else if (part is OpaquePart { Dialect: ConverseDialect.FormatName } opaque)
            {
                json.WriteRawValue(opaque.Json.Span, skipInputValidation: true);
            }
            else if (part is MediaPart media && _media.CanWrite(media))
            {
                _media.Write(media);
            }
        }

        json.WriteEndArray();
        if (tellsError)
        {
            json.WriteString("status"u8, "error"u8);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
