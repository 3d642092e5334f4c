using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes an unstreamed chat answer.</summary>
internal static class ChatAnswerWriter
{
    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Head(json, answer.Id, answer.Created, answer.Model, target, "chat.completion"u8);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            Choice(answer.Choices[i], i, target, json);
        }

        json.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            ChatUsage.Write(json, usage);
        }

        json.WriteIf("service_tier"u8, answer.ServiceTier);
        json.WriteEndObject();
    }

    /// <summary>The members every answer and every chunk begins with.</summary>
    public static void Head(Utf8JsonWriter json, string id, long created, string model, AnswerTarget target, ReadOnlySpan<byte> kind)
    {
        json.WriteString("id"u8, id.Length > 0 ? id : "chatcmpl-" + target.Id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, created > 0 ? created : target.Now);
        json.WriteString("model"u8, model.Length > 0 ? model : target.Model);
    }

    private static void Choice(AnswerChoice choice, int index, AnswerTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        Message(choice, target, json);
        json.WriteEndObject();
        if (choice.Logprobs.IsEmpty)
        {
            json.WriteNull("logprobs"u8);
        }
        else
        {
            json.WriteStartObject("logprobs"u8);
            json.WriteJson("content"u8, choice.Logprobs);
            json.WriteNull("refusal"u8);
            json.WriteEndObject();
        }

        json.WriteString("finish_reason"u8, ChatFinish.Write(choice.Finish));
        json.WriteEndObject();
    }

    private static void Message(AnswerChoice choice, AnswerTarget target, Utf8JsonWriter json)
    {
        var text = Utf8Texts.OfParts(choice.Parts);
        if (text.IsEmpty && choice.Parts.Exists(static part => part is ToolCallPart or RefusalPart or MediaPart))
        {
            json.WriteNull("content"u8);
        }
        else
        {
            json.WriteText("content"u8, text);
        }

        var refusal = Utf8Texts.Join(choice.Parts.OfType<RefusalPart>().Select(static part => part.Text));
        if (refusal.IsEmpty)
        {
            json.WriteNull("refusal"u8);
        }
        else
        {
            json.WriteText("refusal"u8, refusal);
        }

        ChatThoughts.Write(choice.Parts, json);
        ChatCitations.Write(json, choice.Parts.OfType<TextPart>().SelectMany(static part => part.Citations));
        ChatMedia.Write(json, choice.Parts);
        Calls(choice, target, json);
    }

    private static void Calls(AnswerChoice choice, AnswerTarget target, Utf8JsonWriter json)
    {
        var calls = choice.Parts.OfType<ToolCallPart>().ToList();
        if (calls.Count == 0)
        {
            return;
        }

        IReadOnlyList<ReasoningPart> before = [.. choice.Parts.OfType<ReasoningPart>().Where(static part => part.Signature.IsPresent)];
        json.WriteStartArray("tool_calls"u8);
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            var id = call.Id.Length > 0 ? call.Id : ChatCallIds.New(target.Id, i);
            json.WriteStartObject();
            json.WriteString("id"u8, target.Carrier?.Keep(id, i == 0 ? before : [], call.Signature) ?? id);
            ChatToolWriter.Call(call, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
