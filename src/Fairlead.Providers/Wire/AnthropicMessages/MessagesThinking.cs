using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>How a model is asked to think, and what it takes no more because of it.</summary>
internal readonly record struct MessagesThinking
{
    /// <summary><c>thinking</c>; empty for none.</summary>
    public RawJson Thinking { get; init; }

    /// <summary><c>output_config.effort</c>; null for none.</summary>
    public string? Effort { get; init; }

    /// <summary>Most tokens of the answer, where thinking needs more room than was asked for.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>No temperature but 1, no top_k.</summary>
    public bool TakesNoSampling { get; init; }

    /// <summary>It cannot be made to call a tool meanwhile.</summary>
    public bool TakesNoForcing { get; init; }

    /// <summary>Reads <c>thinking</c>.</summary>
    public static ReasoningRequest Read(JsonElement value, ReasoningRequest before)
    {
        bool? show = value.Text("display"u8) switch
        {
            "summarized" => true,
            "omitted" => false,
            _ => before.Show,
        };
        return value.Text("type"u8) switch
        {
            "disabled" => before with { BudgetTokens = 0 },
            "adaptive" => before with { IsAdaptive = true, Show = show },
            "enabled" => before with { BudgetTokens = value.TryGetProperty("budget_tokens"u8, out var budget) ? budget.Int("thinking.budget_tokens") : -1, Show = show },
            _ => throw new WireException("'thinking.type' must be enabled, adaptive or disabled", "thinking.type"),
        };
    }
}
