using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary><c>thinkingConfig</c>, both ways: Gemini 2.5 is told tokens, Gemini 3 a level.</summary>
internal static class GeminiThinking
{
    private const string Parameter = "reasoning_effort";

    public static ReasoningRequest Read(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'generationConfig.thinkingConfig' must be an object", "generationConfig.thinkingConfig");
        }

        return new ReasoningRequest
        {
            Effort = config.Word("thinkingLevel"u8) is { } level && !level.EndsWith("UNSPECIFIED", StringComparison.Ordinal) ? level.ToLowerInvariant() : null,
            BudgetTokens = config.TryMember("thinkingBudget"u8, out var budget) ? budget.Int("generationConfig.thinkingConfig.thinkingBudget") : null,
            Show = config.TryMember("includeThoughts"u8, out var show) ? show.Flag("generationConfig.thinkingConfig.includeThoughts") : null,
        };
    }

    /// <summary>Writes the member; nothing where nothing is asked for.</summary>
    public static void Write(Conversation conversation, GeminiModel model, RequestTarget target, Utf8JsonWriter json)
    {
        if (conversation.Reasoning is not { } request)
        {
            return;
        }

        if (!model.Thinks)
        {
            if (request.IsOn)
            {
                target.LoseParameter(Parameter, "this model does not think");
            }

            return;
        }

        var isOwn = conversation.Source == GeminiDialect.FormatName;
        var isOff = request is { Effort: "none" } or { Effort: null, BudgetTokens: 0 };
        json.WriteStartObject("thinkingConfig"u8);
        if (isOwn && request.BudgetTokens is { } asked)
        {
            // Gemini 3 takes it, too, from those who still say it.
            json.WriteNumber("thinkingBudget"u8, asked);
        }
        else if (model.IsThree)
        {
            if (Level(request, isOff, model, target) is { } level)
            {
                json.WriteString("thinkingLevel"u8, level);
            }
        }
        else if (Budget(request, isOff, model, target) is { } budget)
        {
            json.WriteNumber("thinkingBudget"u8, budget);
        }

        // Who asks an effort of other vendors' models sees their thoughts.
        if ((request.Show ?? (isOwn ? null : !isOff && request.IsOn)) is { } show)
        {
            json.WriteBoolean("includeThoughts"u8, show);
        }

        json.WriteEndObject();
    }

    private static string? Level(ReasoningRequest request, bool isOff, GeminiModel model, RequestTarget target)
    {
        var effort = isOff ? "none" : request.Effort ?? request.BudgetTokens switch
        {
            null or < 0 => null,
            <= 1024 => "low",
            <= 2048 => "medium",
            _ => "high",
        };
        switch (effort)
        {
            case "none":
                target.LoseHint(Parameter, "Gemini 3 always thinks: it is asked to think as little as it can");
                return model.IsPro ? "low" : "minimal";
            case "minimal":
                return model.IsPro ? "low" : "minimal";
            case "medium":
                // The first Gemini 3 Pro knows low and high only.
                return model is { IsPro: true, Version: 30 } ? "high" : "medium";
            case "xhigh" or "max":
                return "high";
            default:
                return effort;
        }
    }

    private static int? Budget(ReasoningRequest request, bool isOff, GeminiModel model, RequestTarget target)
    {
        var (least, most) = model.IsPro ? (128, 32768) : model.IsLite ? (512, 24576) : (1, 24576);
        if (isOff)
        {
            if (!model.IsPro)
            {
                return 0;
            }

            target.LoseHint(Parameter, "Gemini 2.5 Pro always thinks: it is asked to think as little as it can");
            return least;
        }

        // LiteLLM's table, and on in its steps.
        return request switch
        {
            { BudgetTokens: > 0 and var tokens } => Math.Clamp(tokens, least, most),
            { BudgetTokens: < 0 } or { IsAdaptive: true, Effort: null } => -1,
            { Effort: "minimal" } => least,
            { Effort: "low" } => 1024,
            { Effort: "medium" } => 2048,
            { Effort: "high" } => 4096,
            { Effort: "xhigh" } => 8192,
            { Effort: "max" } => 16384,
            _ => null,
        };
    }
}
