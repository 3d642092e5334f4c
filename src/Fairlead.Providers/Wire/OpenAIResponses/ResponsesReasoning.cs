using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary><c>reasoning</c>, both ways.</summary>
internal static class ResponsesReasoning
{
    public static ReasoningRequest? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'reasoning' must be an object", "reasoning");
        }

        var summary = value.Text("summary"u8) ?? value.Text("generate_summary"u8);
        var effort = value.Text("effort"u8);
        return summary is null && effort is null ? null : new ReasoningRequest { Effort = effort, Summary = summary, Show = summary is null ? null : true };
    }

    public static void Write(Utf8JsonWriter json, ReasoningRequest reasoning)
    {
        var effort = reasoning.AsEffort;
        var summary = reasoning.Summary ?? (reasoning.Show == true ? "auto" : null);
        if (effort is null && summary is null)
        {
            return;
        }

        json.WriteStartObject("reasoning"u8);
        json.WriteIf("effort"u8, effort);
        json.WriteIf("summary"u8, summary);
        json.WriteEndObject();
    }
}
