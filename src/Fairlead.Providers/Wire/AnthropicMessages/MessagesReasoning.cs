using System.Globalization;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Translation.Reasoning;

namespace Fairlead.Providers.Wire.AnthropicMessages;

/// <summary>Says how much to think: by a budget up to Claude 4.5, by an effort from 4.6 on.</summary>
internal static class MessagesReasoning
{
    private const string Parameter = "reasoning_effort";

    /// <summary>Plans it.</summary>
    public static MessagesThinking Plan(Conversation conversation, MessagesModel model, RequestTarget target)
    {
        if (conversation.Reasoning is not { } request)
        {
            return default;
        }

        if (!model.Thinks)
        {
            if (request.IsOn)
            {
                target.LoseParameter(Parameter, "this model does not think");
            }

            return default;
        }

        var isOwn = conversation.Source == MessagesDialect.FormatName;
        var effort = EffortOf(request.Effort, model);
        if (request.BudgetTokens == 0)
        {
            return new MessagesThinking { Thinking = RawJson.Of("""{"type":"disabled"}"""), Effort = isOwn ? effort : null };
        }

        if (!request.IsOn)
        {
            return default;
        }

        if (isOwn && request is { IsAdaptive: false, BudgetTokens: null })
        {
            // An effort by itself: how thorough the answer is, thoughts or not.
            if (effort is null)
            {
                target.LoseHint("effort", "this model knows no effort");
            }

            return new MessagesThinking { Effort = effort };
        }

        if (request.IsAdaptive && model.Version == 0 || model.ThinksAdaptively && !(request.BudgetTokens > 0 && !model.RefusesBudgets))
        {
            return Adaptive(request, model, effort, isOwn);
        }

        if (MessagesHistory.IsAmidThoughtlessCalls(conversation))
        {
            // Refused otherwise: "expected thinking, found tool_use".
            target.LoseHint(Parameter, "Claude cannot begin to think amid tool calls that it, or another model, made without thinking");
            return default;
        }

        return Budget(conversation, request, target) with { Effort = isOwn ? effort : null };
    }

    /// <summary>Most tokens of an answer where the request does not say: the format asks for a number.</summary>
    public static int MostTokens(RequestTarget target) => target.MaxOutputTokens ?? 4096;

    private static MessagesThinking Adaptive(ReasoningRequest request, MessagesModel model, string? effort, bool isOwn)
    {
        // From Claude 4.7 on thoughts are left out unless they are asked for, which OpenAI's clients have no word for.
        var display = request.Show switch
        {
            true => ",\"display\":\"summarized\"",
            false => ",\"display\":\"omitted\"",
            _ => model.RefusesBudgets && !isOwn ? ",\"display\":\"summarized\"" : "",
        };
        return new MessagesThinking
        {
            Thinking = RawJson.Of($"{{\"type\":\"adaptive\"{display}}}"),
            Effort = effort ?? (request.BudgetTokens is > 0 and var budget ? ThinkingBudgets.EffortOf(budget) : null),
            TakesNoSampling = true,
        };
    }

    private static MessagesThinking Budget(Conversation conversation, ReasoningRequest request, RequestTarget target)
    {
        var budget = Math.Max(ThinkingBudgets.Least, request.BudgetTokens is > 0 and var tokens ? tokens : ThinkingBudgets.BudgetOf(request.Effort ?? "medium"));
        int? most = null;
        var asked = conversation.MaxOutputTokens ?? MostTokens(target);
        if (asked <= budget)
        {
            // The budget is part of the answer's tokens, and must be less than all of them.
            most = (int)Math.Min((long)budget + asked, int.MaxValue);
            if (target.MaxOutputTokens is { } limit && most > limit)
            {
                most = limit;
                budget = Math.Max(ThinkingBudgets.Least, limit - asked);
            }
        }

        var display = request.Show == false ? ",\"display\":\"omitted\"" : "";
        return new MessagesThinking
        {
            Thinking = RawJson.Of(string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"enabled\",\"budget_tokens\":{budget}{display}}}")),
            MaxTokens = most,
            TakesNoSampling = true,
            TakesNoForcing = true,
        };
    }

    // Claude 4.5 knows low to high, 4.6 max too, 4.7 xhigh: a level above is refused.
    private static string? EffortOf(string? effort, MessagesModel model) => effort switch
    {
        null or "none" => null,
        "minimal" => "low",
        "xhigh" when model.LacksHighest => "high",
        "max" when !model.ThinksAdaptively => "high",
        _ => model.TakesEffort || model.Version == 0 ? JsonEncodedText.Encode(effort).Value : null,
    };
}
