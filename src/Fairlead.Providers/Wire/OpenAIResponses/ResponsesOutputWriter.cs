using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary>Writes an item of an answer's output, as it is when it begins and when it is whole.</summary>
internal static class ResponsesOutputWriter
{
    /// <summary>Writes a whole item.</summary>
    public static void Whole(ResponsesItem item, Utf8JsonWriter json)
    {
        switch (item.Kind)
        {
            case ResponsesItemKind.Message:
                Message(item, item.IsCut ? "incomplete"u8 : "completed"u8, json);
                break;
            case ResponsesItemKind.Reasoning:
                var thought = (ReasoningPart)item.Parts[0];
                ResponsesThoughts.Write(json, item.Id, thought.Text, ResponsesThoughts.Sealed(thought.Signature, item.Id, thought.Text, thought.IsEncrypted));
                break;
            case ResponsesItemKind.Call:
                Call(item, ((ToolCallPart)item.Parts[0]).Arguments, item.IsCut ? "incomplete"u8 : "completed"u8, json);
                break;
            case ResponsesItemKind.Image:
                Image(item, (MediaPart)item.Parts[0], json);
                break;
            default:
                json.WriteRaw(((OpaquePart)item.Parts[0]).Json.Span);
                break;
        }
    }

    /// <summary>Writes an item that begins: of a call its name, of anything else nothing yet.</summary>
    public static void Begun(ResponsesItem item, Utf8JsonWriter json)
    {
        switch (item.Kind)
        {
            case ResponsesItemKind.Message:
                Message(item, "in_progress"u8, json);
                break;
            case ResponsesItemKind.Reasoning:
                ResponsesThoughts.Write(json, item.Id, default, null);
                break;
            case ResponsesItemKind.Call:
                Call(item, default, "in_progress"u8, json);
                break;
            default:
                Whole(item, json);
                break;
        }
    }

    /// <summary>Writes a part of a message.</summary>
    /// <param name="part">The text or the refusal.</param>
    /// <param name="logprobs">The probabilities of its tokens; empty for none.</param>
    /// <param name="json">Where to.</param>
    public static void Content(Part part, RawJson logprobs, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString("type"u8, "refusal"u8);
            json.WriteText("refusal"u8, refusal.Text);
        }
        else
        {
            var text = (TextPart)part;
            json.WriteString("type"u8, "output_text"u8);
            json.WriteText("text"u8, text.Text);
            json.WriteStartArray("annotations"u8);
            foreach (var citation in text.Citations)
            {
                if (ResponsesCitations.Has(citation))
                {
                    ResponsesCitations.Write(json, citation);
                }
            }

            json.WriteEndArray();
            Logprobs(json, logprobs);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>logprobs</c>.</summary>
    public static void Logprobs(Utf8JsonWriter json, RawJson logprobs)
    {
        json.WritePropertyName("logprobs"u8);
        json.WriteRaw(logprobs.IsEmpty ? "[]"u8 : logprobs.Span);
    }

    private static void Message(ResponsesItem item, ReadOnlySpan<byte> status, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("status"u8, status);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        var logprobs = item.Logprobs;
        foreach (var part in item.Parts)
        {
            Content(part, logprobs, json);
            logprobs = part is TextPart ? default : logprobs;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Call(ResponsesItem item, Utf8Text arguments, ReadOnlySpan<byte> status, Utf8JsonWriter json)
    {
        var call = (ToolCallPart)item.Parts[0];
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, call.IsCustom ? "custom_tool_call"u8 : "function_call"u8);
        json.WriteString("status"u8, status);
        json.WriteString("call_id"u8, call.Id);
        json.WriteString("name"u8, call.Name);
        json.WriteText(call.IsCustom ? "input"u8 : "arguments"u8, arguments);
        json.WriteEndObject();
    }

    private static void Image(ResponsesItem item, MediaPart image, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, item.Id);
        json.WriteString("type"u8, "image_generation_call"u8);
        json.WriteString("status"u8, "completed"u8);
        var type = image.MediaType ?? "image/png";
        json.WriteString("output_format"u8, type[(type.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        json.WriteText("result"u8, image.Base64);
        json.WriteEndObject();
    }
}
