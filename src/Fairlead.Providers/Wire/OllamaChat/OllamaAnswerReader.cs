using System.Globalization;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary>Reads an unstreamed answer.</summary>
internal static class OllamaAnswerReader
{
    public static Answer Read(JsonBody body)
    {
        var root = body.Root;
        if (!root.TryObject("message"u8, out var message))
        {
            throw new WireException(OllamaErrors.Is(root) ? "the answer is an error under a status of success" : "the answer has no 'message'");
        }

        var answer = new Answer { Model = root.Text("model"u8) ?? "", Created = Created(root), Usage = OllamaUsage.Read(root) };
        var choice = new AnswerChoice { NativeFinish = root.Text("done_reason"u8), Logprobs = root.TryArray("logprobs"u8, out var logprobs) ? body.Raw(logprobs) : default };
        if (body.Text(message, "thinking"u8) is { IsEmpty: false } thought)
        {
            choice.Parts.Add(new ReasoningPart(thought));
        }

        if (body.Text(message, "content"u8) is { IsEmpty: false } text)
        {
            choice.Parts.Add(new TextPart(text));
        }

        if (message.TryArray("tool_calls"u8, out var calls))
        {
            foreach (var call in calls.EnumerateArray())
            {
                choice.Parts.Add(OllamaCalls.Read(body, call) ?? throw new WireException("a tool call of the answer has no 'function'"));
            }
        }

        choice.Finish = OllamaFinish.Read(choice.NativeFinish, choice.Parts.Exists(static part => part is ToolCallPart));
        answer.Choices.Add(choice);
        foreach (var member in root.EnumerateObject())
        {
            if (IsExtra(member))
            {
                answer.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }

        return answer;
    }

    /// <summary>How long it took, where it ran: what no other format has a place for.</summary>
    public static bool IsExtra(JsonProperty member) =>
        member.Value.ValueKind != JsonValueKind.Null
        && !(member.NameEquals("model"u8) || member.NameEquals("created_at"u8) || member.NameEquals("message"u8) || member.NameEquals("done"u8)
            || member.NameEquals("done_reason"u8) || member.NameEquals("prompt_eval_count"u8) || member.NameEquals("eval_count"u8) || member.NameEquals("logprobs"u8));

    /// <summary>Seconds since 1970; 0 where it does not say.</summary>
    public static long Created(JsonElement root) =>
        root.Text("created_at"u8) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Math.Max(0, time.ToUnixTimeSeconds())
            : 0;
}
