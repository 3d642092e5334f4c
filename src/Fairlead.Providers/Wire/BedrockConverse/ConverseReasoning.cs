using System.Globalization;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Says how much to think, in the words of the model's maker.</summary>
internal static class ConverseReasoning
{
    private const string Parameter = "reasoning_effort";

    private static readonly ConverseThinking None = new();

    /// <summary>Plans it.</summary>
    public static ConverseThinking Plan(Conversation conversation, ConverseModel model, RequestTarget target)
    {
        if (conversation.Reasoning is not { } request)
        {
            return None;
        }

        return model.Family switch
        {
            ConverseFamily.Claude or ConverseFamily.Unknown => Claude(conversation, request, model, target),
            ConverseFamily.Nova when model.Version >= 20 => Nova(request, conversation, target),
            ConverseFamily.OpenAI => OpenAI(request, model, target),
            _ => Lost(request, target),
        };
    }

    private static ConverseThinking Claude(Conversation conversation, ReasoningRequest request, ConverseModel model, RequestTarget target)
    {
        if (!request.IsOn)
        {
            return None;
        }

        if (ConverseHistory.IsAmidThoughtlessCalls(conversation, model))
        {
            // Refused otherwise: "expected thinking, found tool_use".
            target.LoseHint(Parameter, "Claude cannot begin to think amid tool calls that it, or another model, made without thinking");
            return None;
        }

        return model.ThinksAdaptively && !(request.BudgetTokens > 0 && !model.RefusesSampling)
            ? Adaptive(request, model)
            : Budget(conversation, request, target);
    }

    private static ConverseThinking Adaptive(ReasoningRequest request, ConverseModel model)
    {
        // From Claude 4.7 on thoughts are left out unless they are asked for.
        var display = !model.RefusesSampling ? "" : request.Show == false ? ",\"display\":\"omitted\"" : ",\"display\":\"summarized\"";
        var fields = new List<(string, RawJson)> { ("thinking", RawJson.Of($"{{\"type\":\"adaptive\"{display}}}")) };
        var effort = request.Effort ?? (request.BudgetTokens is { } budget and not -1 ? ThinkingBudgets.EffortOf(budget) : null);
        if (effort is not null)
        {
            effort = effort switch
            {
                "minimal" => "low",
                "xhigh" when !model.RefusesSampling => "high", // Claude 4.6: low, medium, high, max
                _ => effort,
            };
            fields.Add(("output_config", RawJson.Of($"{{\"effort\":\"{JsonEncodedText.Encode(effort)}\"}}")));
        }

        return new ConverseThinking { Fields = fields, TakesNoSampling = true, TakesNoForcing = true };
    }

    private static ConverseThinking Budget(Conversation conversation, ReasoningRequest request, RequestTarget target)
    {
        var budget = Math.Max(ThinkingBudgets.Least, request.BudgetTokens is > 0 and var tokens ? tokens : ThinkingBudgets.BudgetOf(request.Effort ?? "medium"));
        int? most = null;
        if (conversation.MaxOutputTokens is { } asked && asked <= budget)
        {
            // The budget is part of the answer's tokens, and must be less than all of them.
            most = budget + asked;
            if (target.MaxOutputTokens is { } limit && most > limit)
            {
                most = limit;
                budget = Math.Max(ThinkingBudgets.Least, limit - asked);
            }
        }

        return new ConverseThinking
        {
            Fields = [("thinking", RawJson.Of(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"enabled\",\"budget_tokens\":{budget}}}")))],
            MaxTokens = most,
            TakesNoSampling = true,
            TakesNoForcing = true,
        };
    }

    private static ConverseThinking Nova(ReasoningRequest request, Conversation conversation, RequestTarget target)
    {
        if (!request.IsOn)
        {
            return new ConverseThinking { Fields = [("reasoningConfig", RawJson.Of("""{"type":"disabled"}"""))] };
        }

        var effort = Three(request);
        if (effort == "high" && conversation.MaxOutputTokens is not null)
        {
            target.LoseParameter("max_tokens", "Nova takes no limit at its highest effort");
        }

        return new ConverseThinking
        {
            Fields = [("reasoningConfig", RawJson.Of($"{{\"type\":\"enabled\",\"maxReasoningEffort\":\"{effort}\"}}"))],
            TakesNoSampling = effort == "high",
            TakesNoLimits = effort == "high",
        };
    }

    private static ConverseThinking OpenAI(ReasoningRequest request, ConverseModel model, RequestTarget target)
    {
        if (!model.Id.Contains("gpt-oss", StringComparison.Ordinal))
        {
            return new ConverseThinking { Fields = [("reasoning", RawJson.Of($"{{\"effort\":\"{JsonEncodedText.Encode(request.Effort ?? Three(request))}\"}}"))] };
        }

        if (!request.IsOn)
        {
            target.LoseHint(Parameter, "gpt-oss always thinks: it is asked to think little");
        }

        return new ConverseThinking { Fields = [("reasoning_effort", RawJson.Of($"\"{(request.IsOn ? Three(request) : "low")}\""))] };
    }

    private static ConverseThinking Lost(ReasoningRequest request, RequestTarget target)
    {
        if (request.IsOn)
        {
            target.LoseParameter(Parameter, "this model's thinking cannot be steered on Bedrock");
        }

        return None;
    }

    /// <summary>Low, medium or high.</summary>
    private static string Three(ReasoningRequest request) => request switch
    {
        { Effort: "minimal" or "low" } => "low",
        { Effort: "high" or "xhigh" or "max" } => "high",
        { Effort: null, BudgetTokens: { } budget and not 0 } => ThinkingBudgets.EffortOf(budget),
        _ => "medium",
    };
}
