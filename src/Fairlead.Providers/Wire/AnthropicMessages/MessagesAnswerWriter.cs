using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Writes an unstreamed answer: its first choice, for the format has one.</summary>
internal static class MessagesAnswerWriter
{
    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new AnswerChoice();
        json.WriteStartObject();
        Head(answer.Id, answer.Model, target, json);
        json.WriteStartArray("content"u8);
        var carried = Carried(choice, target);
        var calls = 0;
        foreach (var part in choice.Parts)
        {
            Block(part, carried, ref calls, target, json);
        }

        json.WriteEndArray();
        json.WriteString("stop_reason"u8, MessagesFinish.Write(choice.Finish, choice.StopSequence is not null));
        json.WriteString("stop_sequence"u8, choice.StopSequence);
        MessagesUsage.Write(json, answer.Usage ?? default, answer.ServiceTier);
        json.WriteEndObject();
    }

    /// <summary>The members every answer begins with.</summary>
    public static void Head(string? id, string? model, AnswerTarget target, Utf8JsonWriter json)
    {
        json.WriteString("id"u8, string.IsNullOrEmpty(id) ? "msg_" + target.Id : id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, string.IsNullOrEmpty(model) ? target.Model : model);
    }

    /// <summary>The block that a call begins as, its arguments apart.</summary>
    public static void CallHead(string id, string? name, Utf8JsonWriter json)
    {
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, id);
        json.WriteString("name"u8, name ?? "");
        // The model itself, and no code of its: newer SDKs want it said.
        json.WriteStartObject("caller"u8);
        json.WriteString("type"u8, "direct"u8);
        json.WriteEndObject();
    }

    /// <summary>A picture's block.</summary>
    public static void Image(MediaPart image, Utf8JsonWriter json)
    {
        json.WriteString("type"u8, "image"u8);
        json.WriteStartObject("source"u8);
        if (image.Url is { } url)
        {
            json.WriteString("type"u8, "url"u8);
            json.WriteString("url"u8, url);
        }
        else
        {
            json.WriteString("type"u8, "base64"u8);
            json.WriteString("media_type"u8, image.MediaType ?? "image/png");
            json.WriteText("data"u8, image.Base64);
        }

        json.WriteEndObject();
    }

    // What others than Anthropic signed: the client gets it back through the id of the first call.
    private static List<ReasoningPart> Carried(AnswerChoice choice, AnswerTarget target) => target.Carrier is null
        ? []
        : [.. choice.Parts.OfType<ReasoningPart>().Where(static part => part.Signature.IsPresent && part.Signature.By != SignedBy.Anthropic)];

    private static void Block(Part part, List<ReasoningPart> carried, ref int calls, AnswerTarget target, Utf8JsonWriter json)
    {
        switch (part)
        {
            case TextPart text:
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteText("text"u8, text.Text);
                MessagesCitations.Write(text, json);
                json.WriteEndObject();
                break;
            case RefusalPart refusal:
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteText("text"u8, refusal.Text);
                json.WriteEndObject();
                break;
            case ReasoningPart { IsEncrypted: true } hidden when !hidden.Signature.IsFor(SignedBy.Anthropic):
                break;
            case ReasoningPart reasoning:
                MessagesBlockWriter.Thought(reasoning, json);
                break;
            case ToolCallPart call:
                var id = call.Id.Length > 0 ? call.Id : MessagesToolIds.New(target.Id, calls);
                json.WriteStartObject();
                CallHead(target.Carrier?.Keep(id, calls == 0 ? carried : [], call.Signature) ?? id, call.Name, json);
                ToolArguments.Write(call.Arguments, json);
                json.WriteEndObject();
                calls++;
                break;
            case MediaPart { Kind: MediaKind.Image } image:
                json.WriteStartObject();
                Image(image, json);
                json.WriteEndObject();
                break;
            case OpaquePart { Dialect: MessagesDialect.FormatName } opaque:
                json.WriteRawValue(opaque.Json.Span, skipInputValidation: true);
                break;
        }
    }
}
