using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Writes an unstreamed answer: its first choice, for Converse has one.</summary>
internal static class ConverseAnswerWriter
{
    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new AnswerChoice();
        json.WriteStartObject();
        json.WriteStartObject("output"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        for (var i = 0; i < choice.Parts.Count; i++)
        {
            Block(choice.Parts[i], i, target, json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("stopReason"u8, ConverseFinish.Write(choice.Finish, choice.StopSequence is not null));
        ConverseUsage.Write(json, answer.Usage ?? default);
        if (choice.StopSequence is { } stop)
        {
            json.WriteStartObject("additionalModelResponseFields"u8);
            json.WriteString("stop_sequence"u8, stop);
            json.WriteEndObject();
        }

        if (answer.ServiceTier is { } tier)
        {
            json.WriteStartObject("serviceTier"u8);
            json.WriteString("type"u8, tier);
            json.WriteEndObject();
        }

        json.WriteStartObject("metrics"u8);
        json.WriteNumber("latencyMs"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Block(Part part, int index, AnswerTarget target, Utf8JsonWriter json)
    {
        switch (part)
        {
            case TextPart { Citations.Count: > 0 } cited:
                json.WriteStartObject();
                ConverseCitations.Write(cited, json);
                json.WriteEndObject();
                break;
            case TextPart text:
                json.WriteStartObject();
                json.WriteText("text"u8, text.Text);
                json.WriteEndObject();
                break;
            case RefusalPart refusal:
                json.WriteStartObject();
                json.WriteText("text"u8, refusal.Text);
                json.WriteEndObject();
                break;
            case ReasoningPart reasoning:
                ConverseThoughts.Write(reasoning, json);
                break;
            case ToolCallPart call:
                json.WriteStartObject();
                json.WriteStartObject("toolUse"u8);
                json.WriteString("toolUseId"u8, call.Id.Length > 0 ? ConverseToolIds.For(call.Id) : IdOf(target, index));
                json.WriteString("name"u8, call.Name);
                ToolArguments.Write(call.Arguments, json);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case MediaPart { Kind: MediaKind.Image, Base64.IsEmpty: false } image when ConverseFormats.Of(image) is { } format:
                json.WriteStartObject();
                json.WriteStartObject("image"u8);
                json.WriteString("format"u8, format);
                json.WriteStartObject("source"u8);
                json.WriteText("bytes"u8, image.Base64);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case OpaquePart { Dialect: ConverseDialect.FormatName } opaque:
                json.WriteRawValue(opaque.Json.Span, skipInputValidation: true);
                break;
        }
    }

    /// <summary>The id of a call that has none.</summary>
    public static string IdOf(AnswerTarget target, int index) => ConverseToolIds.For($"tooluse_{target.Id}_{index}");
}
