using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;

namespace Fairlead.Providers.Wire.OpenAICompletions;

/// <summary>An unstreamed completion, both ways.</summary>
internal static class CompletionsAnswer
{
    public static Answer Read(JsonBody body)
    {
        var root = body.Root;
        if (ChatExtras.IsError(root) || !root.TryArray("choices"u8, out var choices))
        {
            throw new WireException("the answer has no 'choices'");
        }

        var answer = new Answer
        {
            Id = root.Text("id"u8) ?? "",
            Model = root.Text("model"u8) ?? "",
            Created = ChatAnswerReader.Created(root),
            Usage = root.TryGetProperty("usage"u8, out var usage) ? ChatUsage.Read(usage) : null,
        };
        foreach (var item in choices.EnumerateArray())
        {
            var choice = new AnswerChoice { NativeFinish = item.Text("finish_reason"u8) };
            choice.Finish = ChatFinish.Read(choice.NativeFinish, hasCalls: false);
            if (body.Text(item, "text"u8) is { IsEmpty: false } text)
            {
                choice.Parts.Add(new TextPart(text));
            }

            answer.Choices.Add(choice);
        }

        return answer;
    }

    public static void Write(Answer answer, AnswerTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Head(json, answer.Id, answer.Created, answer.Model, target);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            json.WriteStartObject();
            json.WriteText("text"u8, Utf8Texts.OfParts(answer.Choices[i].Parts));
            json.WriteNumber("index"u8, i);
            json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, ChatFinish.Write(answer.Choices[i].Finish));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            ChatUsage.Write(json, usage);
        }

        json.WriteEndObject();
    }

    /// <summary>The members every answer and every chunk begins with.</summary>
    public static void Head(Utf8JsonWriter json, string id, long created, string model, AnswerTarget target)
    {
        json.WriteString("id"u8, id.Length > 0 ? id : "cmpl-" + target.Id);
        json.WriteString("object"u8, "text_completion"u8);
        json.WriteNumber("created"u8, created > 0 ? created : target.Now);
        json.WriteString("model"u8, model.Length > 0 ? model : target.Model);
    }
}
