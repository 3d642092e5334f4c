using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaChat;

/// <summary><c>think</c>, both ways: true or false; a word for gpt-oss, whose models cannot be kept from thinking, and which alone take one.</summary>
internal static class OllamaThink
{
    public static ReasoningRequest Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => new ReasoningRequest { IsAdaptive = true },
        JsonValueKind.False => new ReasoningRequest { Effort = "none" },
        JsonValueKind.String => new ReasoningRequest { Effort = value.GetString() },
        _ => throw new WireException("'think' must be true, false or a word", "think"),
    };

    public static void Write(ReasoningRequest? reasoning, RequestTarget target, Utf8JsonWriter json)
    {
        if (reasoning is null || !reasoning.IsOn && reasoning is { Effort: null, BudgetTokens: null })
        {
            return;
        }

        if (!target.Model.Contains("gpt-oss", StringComparison.OrdinalIgnoreCase))
        {
            json.WriteBoolean("think"u8, reasoning.IsOn);
        }
        else if (Level(reasoning) is { } level)
        {
            json.WriteString("think"u8, level);
        }

        if (reasoning.Show == false)
        {
            target.LoseHint("reasoning", "Ollama shows what a model thinks");
        }
    }

    // As the effort of OpenAI's format: 1024, 2048, 4096 tokens.
    private static string? Level(ReasoningRequest reasoning) => reasoning switch
    {
        { Effort: "none" or "minimal" or "low" } => "low",
        { Effort: "medium" } => "medium",
        { Effort: not null } => "high",
        { BudgetTokens: >= 0 and <= 1024 } => "low",
        { BudgetTokens: > 1024 and <= 2048 } => "medium",
        { BudgetTokens: > 2048 } => "high",
        _ => null,
    };
}
