using System.Globalization;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary>Writes an unstreamed answer: its first choice, for Cohere has one.</summary>
internal static class CohereAnswerWriter
{
    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new AnswerChoice();
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Id.Length > 0 ? answer.Id : target.Id);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        Content(choice.Parts, json);
        Citations(choice.Parts, json);
        Calls(choice.Parts, target, json);
        json.WriteEndObject();
        json.WriteString("finish_reason"u8, CohereFinish.Write(choice.Finish, choice.StopSequence is not null));
        if (!choice.Logprobs.IsEmpty)
        {
            using var tokens = JsonBody.Document(choice.Logprobs.Memory);
            json.WriteStartArray("logprobs"u8);
            foreach (var token in tokens.RootElement.EnumerateArray())
            {
                CohereLogprobs.Write(token, json);
            }

            json.WriteEndArray();
        }

        CohereUsage.Write(json, answer.Usage ?? default);
        json.WriteEndObject();
    }

    /// <summary>The id of a call that has none.</summary>
    public static string IdOf(AnswerTarget target, int index) => string.Create(CultureInfo.InvariantCulture, $"call_{target.Id}_{index}");

    private static void Content(List<Part> parts, Utf8JsonWriter json)
    {
        json.WriteStartArray("content"u8);
        foreach (var part in parts)
        {
            switch (part)
            {
                case TextPart text:
                    Piece("text"u8, text.Text, json);
                    break;
                case RefusalPart refusal:
                    Piece("text"u8, refusal.Text, json);
                    break;
                case ReasoningPart { IsEncrypted: false } thought:
                    Piece("thinking"u8, thought.Text, json);
                    break;
            }
        }

        json.WriteEndArray();
    }

    private static void Piece(ReadOnlySpan<byte> type, Utf8Text text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteText(type, text);
        json.WriteEndObject();
    }

    private static void Citations(List<Part> parts, Utf8JsonWriter json)
    {
        if (!parts.Exists(static part => part is TextPart { Citations.Count: > 0 }))
        {
            return;
        }

        json.WriteStartArray("citations"u8);
        foreach (var text in parts.OfType<TextPart>())
        {
            var said = text.Citations.Count > 0 ? text.Text.ToString() : "";
            foreach (var citation in text.Citations)
            {
                CohereCitations.Write(citation, said, json);
            }
        }

        json.WriteEndArray();
    }

    private static void Calls(List<Part> parts, AnswerTarget target, Utf8JsonWriter json)
    {
        var calls = parts.OfType<ToolCallPart>().ToList();
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        for (var i = 0; i < calls.Count; i++)
        {
            CohereCalls.Write(json, calls[i].Id.Length > 0 ? calls[i].Id : IdOf(target, i), calls[i].Name, calls[i].Arguments);
        }

        json.WriteEndArray();
    }
}
