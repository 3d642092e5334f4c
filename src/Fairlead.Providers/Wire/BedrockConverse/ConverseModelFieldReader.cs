using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Reads <c>additionalModelRequestFields</c>: what other formats know too, and the rest as it is.</summary>
internal static class ConverseModelFieldReader
{
    public static void Read(JsonBody body, JsonElement fields, Conversation conversation)
    {
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw new WireException($"'{ConverseExtras.ModelFields}' must be an object", ConverseExtras.ModelFields);
        }

        foreach (var member in fields.EnumerateObject())
        {
            if (!Known(member, conversation))
            {
                conversation.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
            }
        }
    }

    private static bool Known(JsonProperty member, Conversation conversation)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "top_k" or "k" when value.ValueKind == JsonValueKind.Number:
                conversation.TopK = value.Int(member.Name);
                return true;
            case "inferenceConfig" when value.Number("topK"u8) is { } topK && value.EnumerateObject().Count() == 1:
                conversation.TopK = (int)topK;
                return true;
            case "thinking" when value.ValueKind == JsonValueKind.Object:
                conversation.Reasoning = Thinking(value, conversation.Reasoning ?? new ReasoningRequest());
                return true;
            case "output_config" when value.Text("effort"u8) is { } effort && value.EnumerateObject().Count() == 1:
                conversation.Reasoning = (conversation.Reasoning ?? new ReasoningRequest()) with { Effort = effort };
                return true;
            case "reasoningConfig" when value.ValueKind == JsonValueKind.Object:
                conversation.Reasoning = new ReasoningRequest { Effort = value.Text("type"u8) == "disabled" ? "none" : value.Text("maxReasoningEffort"u8) ?? "medium" };
                return true;
            case "reasoning_effort" when value.ValueKind == JsonValueKind.String:
                conversation.Reasoning = new ReasoningRequest { Effort = value.GetString() };
                return true;
            case "tool_choice" when value.ValueKind == JsonValueKind.Object && value.TryGetProperty("disable_parallel_tool_use"u8, out var alone) && alone.ValueKind == JsonValueKind.True:
                conversation.ParallelToolCalls = false;
                conversation.ToolChoice = value.Text("type"u8) switch
                {
                    "any" => new ToolChoice(ToolMode.Required),
                    "tool" => new ToolChoice(ToolMode.Named, value.Text("name"u8)),
                    _ => conversation.ToolChoice,
                };
                return true;
            default:
                return false;
        }
    }

    private static ReasoningRequest Thinking(JsonElement value, ReasoningRequest before) => value.Text("type"u8) switch
    {
        "disabled" => before with { BudgetTokens = 0 },
        "adaptive" => before with
        {
            IsAdaptive = true,
            Show = value.Text("display"u8) switch
            {
                "summarized" => true,
                "omitted" => false,
                _ => before.Show,
            },
        },
        _ => before with { BudgetTokens = (int?)value.Number("budget_tokens"u8) ?? before.BudgetTokens },
    };
}
