using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Reads an unstreamed answer.</summary>
internal static class MessagesAnswerReader
{
    public static Answer Read(JsonBody body)
    {
        var root = body.Root;
        if (!root.TryArray("content"u8, out var content))
        {
            throw new WireException("the answer has no 'content'");
        }

        root.TryObject("usage"u8, out var usage);
        var answer = new Answer
        {
            Id = root.Text("id"u8) ?? "",
            Model = root.Text("model"u8) ?? "",
            Usage = MessagesUsage.Of(usage),
            ServiceTier = MessagesTier.FromAnswer(usage.Text("service_tier"u8)),
        };
        var choice = new AnswerChoice { NativeFinish = root.Text("stop_reason"u8), StopSequence = root.Text("stop_sequence"u8) };
        new MessagesBlockReader(body, "content").Read(content, choice.Parts);

        // An empty piece says nothing, and a stream does not tell it at all.
        choice.Parts.RemoveAll(static part => part is TextPart { Text.IsEmpty: true } or ReasoningPart { Text.IsEmpty: true, Signature.IsPresent: false });
        choice.Finish = MessagesFinish.Read(choice.NativeFinish, choice.Parts.Exists(static part => part is ToolCallPart));
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

    /// <summary>The container that code ran in, what was cut from the prompt, why the model refused.</summary>
    public static bool IsExtra(JsonProperty member) => member.Value.ValueKind != JsonValueKind.Null && member.Name is "container" or "context_management" or "stop_details";
}
