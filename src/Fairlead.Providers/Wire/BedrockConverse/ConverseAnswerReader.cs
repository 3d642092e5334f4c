using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads an unstreamed answer. It names neither itself nor its model.</summary>
internal static class ConverseAnswerReader
{
    public static Answer Read(JsonBody body, SignedBy signs)
    {
        var root = body.Root;
        if (!root.TryObject("output"u8, out var output) || !output.TryObject("message"u8, out var message))
        {
            throw new WireException("the answer has no 'output.message'");
        }

        var answer = new Answer
        {
            ServiceTier = root.TryObject("serviceTier"u8, out var tier) ? tier.Text("type"u8) : null,
            Usage = root.TryGetProperty("usage"u8, out var usage) ? ConverseUsage.Read(usage) : null,
        };
        var choice = new AnswerChoice { NativeFinish = root.Text("stopReason"u8) };
        if (message.TryArray("content"u8, out var content))
        {
            new ConverseBlockReader(body, signs, "output.message.content", resultsAreOpaque: true).Read(content, choice.Parts);
        }

        // An empty piece says nothing, and a stream does not tell it at all.
        choice.Parts.RemoveAll(static part => part is TextPart { Text.IsEmpty: true } or ReasoningPart { Text.IsEmpty: true, Signature.IsPresent: false });
        choice.Finish = ConverseFinish.Read(choice.NativeFinish, choice.Parts.Exists(static part => part is ToolCallPart));
        choice.StopSequence = root.TryObject("additionalModelResponseFields"u8, out var fields) ? StopOf(fields) : null;
        answer.Choices.Add(choice);
        foreach (var member in root.EnumerateObject())
        {
            if (IsExtra(member.Name))
            {
                answer.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }

        return answer;
    }

    /// <summary>What guardrails found, how long it took, what was asked for of the model's own answer.</summary>
    public static bool IsExtra(string name) => name is "additionalModelResponseFields" or "metrics" or "performanceConfig" or "trace";

    /// <summary>The stop text that ended the answer, asked for by <c>/stop_sequence</c>; in a stream it stands within <c>delta</c>.</summary>
    public static string? StopOf(JsonElement fields) =>
        fields.Text("stop_sequence"u8) ?? (fields.TryObject("delta"u8, out var delta) ? delta.Text("stop_sequence"u8) : null);
}
