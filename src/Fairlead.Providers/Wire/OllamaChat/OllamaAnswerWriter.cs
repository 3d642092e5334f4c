using System.Globalization;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Writes an unstreamed answer: its first choice, for Ollama has one.</summary>
internal static class OllamaAnswerWriter
{
    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        var choice = answer.Choices.Count > 0 ? answer.Choices[0] : new AnswerChoice();
        json.WriteStartObject();
        Head(json, answer.Model.Length > 0 ? answer.Model : target.Model, answer.Created > 0 ? answer.Created : target.Now);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteText("content"u8, Utf8Texts.Join(choice.Parts.Select(static part => part switch
        {
            TextPart text => text.Text,
            RefusalPart refusal => refusal.Text,
            _ => default,
        })));
        Message(choice, target, json);
        json.WriteEndObject();
        json.WriteString("done_reason"u8, OllamaFinish.Write(choice.Finish));
        json.WriteBoolean("done"u8, true);
        json.WriteJson("logprobs"u8, choice.Logprobs);
        OllamaUsage.Write(json, answer.Usage ?? default);
        json.WriteEndObject();
    }

    /// <summary>The members every answer and every line begins with.</summary>
    /// <param name="json">Gets them.</param>
    /// <param name="model">The model.</param>
    /// <param name="created">When, in seconds since 1970.</param>
    public static void Head(Utf8JsonWriter json, string model, long created)
    {
        json.WriteString("model"u8, model);
        json.WriteString("created_at"u8, DateTimeOffset.FromUnixTimeSeconds(Math.Min(created, DateTimeOffset.MaxValue.ToUnixTimeSeconds())).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>The id of a call that has none.</summary>
    public static string IdOf(AnswerTarget target, int index) => string.Create(CultureInfo.InvariantCulture, $"call_{target.Id}_{index}");

    private static void Message(AnswerChoice choice, AnswerTarget target, Utf8JsonWriter json)
    {
        var thought = Utf8Texts.Join(choice.Parts.OfType<ReasoningPart>().Where(static part => !part.IsEncrypted).Select(static part => part.Text));
        if (!thought.IsEmpty)
        {
            json.WriteText("thinking"u8, thought);
        }

        var calls = choice.Parts.OfType<ToolCallPart>().ToList();
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        for (var i = 0; i < calls.Count; i++)
        {
            OllamaCalls.Write(json, i, calls[i].Id.Length > 0 ? calls[i].Id : IdOf(target, i), calls[i].Name, calls[i].Arguments);
        }

        json.WriteEndArray();
    }
}
