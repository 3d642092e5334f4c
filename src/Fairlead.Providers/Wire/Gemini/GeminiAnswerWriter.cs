using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes an unstreamed answer.</summary>
internal static class GeminiAnswerWriter
{
    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (!answer.Extras.Exists(static extra => extra.Name == "promptFeedback") || answer.Choices.Exists(static choice => choice.Parts.Count > 0))
        {
            json.WriteStartArray("candidates"u8);
            for (var i = 0; i < answer.Choices.Count; i++)
            {
                Choice(answer.Choices[i], i, target, json);
            }

            json.WriteEndArray();
        }

        foreach (var extra in answer.Extras)
        {
            if (GeminiAnswerMembers.IsOfAnswer(extra.Name))
            {
                json.WritePropertyName(extra.Name);
                json.WriteRaw(extra.Value.Span);
            }
        }

        if (answer.Usage is { } usage)
        {
            GeminiUsage.Write(json, usage);
        }

        Tail(json, answer.Id, answer.Model, target);
        json.WriteEndObject();
    }

    /// <summary>The members every answer and every chunk ends with.</summary>
    public static void Tail(Utf8JsonWriter json, string id, string model, AnswerTarget target)
    {
        json.WriteString("modelVersion"u8, model.Length > 0 ? model : target.Model);
        json.WriteString("responseId"u8, id.Length > 0 ? id : target.Id);
    }

    /// <summary>What of a candidate stands beside its content.</summary>
    public static void Rest(Utf8JsonWriter json, List<ExtraMember> extras, IReadOnlyList<Citation> citations)
    {
        foreach (var extra in extras)
        {
            if (GeminiAnswerMembers.IsOfCandidate(extra.Name))
            {
                json.WritePropertyName(extra.Name);
                json.WriteRaw(extra.Value.Span);
            }
        }

        if (!extras.Exists(static extra => extra.Name == "groundingMetadata"))
        {
            GeminiGrounding.Write(citations, json);
        }
    }

    private static void Choice(AnswerChoice choice, int index, AnswerTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        // What another vendor signed has no place here: it is kept by the id of the first call it led to.
        List<ReasoningPart> before = [.. choice.Parts.OfType<ReasoningPart>().Where(static part => part.Signature.IsPresent && !part.Signature.IsFor(SignedBy.Google))];
        var calls = 0;
        foreach (var part in choice.Parts)
        {
            if (part is ToolCallPart call)
            {
                var id = call.Id.Length > 0 ? call.Id : ChatCallIds.New(target.Id, calls);
                id = target.Carrier is { } carrier ? carrier.Keep(id, calls == 0 ? before : [], call.Signature.IsFor(SignedBy.Google) ? SignedState.None : call.Signature) : id;
                GeminiAnswerPart.Call(json, id, call.Name, call.Arguments, call.Signature);
                calls++;
            }
            else
            {
                GeminiAnswerPart.Write(json, part);
            }
        }

        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        json.WriteIf("finishReason"u8, GeminiFinish.Write(choice.Finish, choice.NativeFinish, calls > 0));
        json.WriteNumber("index"u8, index);
        if (!choice.Logprobs.IsEmpty)
        {
            GeminiLogprobs.Write(choice.Logprobs.Span, json);
        }

        Rest(json, choice.Extras, [.. choice.Parts.OfType<TextPart>().SelectMany(static part => part.Citations)]);
        json.WriteEndObject();
    }
}
