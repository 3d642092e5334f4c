using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary><c>thinking</c>, both ways: on or off, and within how many tokens.</summary>
internal static class CohereThinking
{
    public static ReasoningRequest Read(JsonElement value) => value.Text("type"u8) switch
    {
        "disabled" => new ReasoningRequest { BudgetTokens = 0 },
        "enabled" when value.Number("token_budget"u8) is { } budget => new ReasoningRequest { BudgetTokens = (int)Math.Clamp(budget, 1, int.MaxValue) },
        "enabled" => new ReasoningRequest { IsAdaptive = true },
        _ => throw new WireException("'thinking.type' must be enabled or disabled", "thinking"),
    };

    public static void Write(ReasoningRequest? reasoning, RequestTarget target, Utf8JsonWriter json)
    {
        if (reasoning is null || !reasoning.IsOn && reasoning is { Effort: null, BudgetTokens: null })
        {
            return;
        }

        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, reasoning.IsOn ? "enabled"u8 : "disabled"u8);
        if (reasoning.IsOn)
        {
            json.WriteIf("token_budget"u8, Budget(reasoning));
        }

        json.WriteEndObject();
        if (reasoning.Show == false)
        {
            target.LoseHint("reasoning", "Cohere shows what a model thinks");
        }
    }

    // LiteLLM's table of efforts; above it as many as the model likes.
    private static int? Budget(ReasoningRequest reasoning) => reasoning switch
    {
        { BudgetTokens: > 0 and var budget } => budget,
        { Effort: "minimal" or "low" } => 1024,
        { Effort: "medium" } => 2048,
        { Effort: "high" } => 4096,
        _ => null,
    };
}
