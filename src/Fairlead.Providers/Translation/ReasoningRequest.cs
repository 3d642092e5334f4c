namespace Fairlead.Providers.Translation;

/// <summary>How much the model is to think, and what of it is shown.</summary>
internal sealed record ReasoningRequest
{
    /// <summary><c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>, <c>max</c>; null where the request does not say.</summary>
    public string? Effort { get; init; }

    /// <summary>Tokens it may think; 0 is not at all, -1 as many as it likes; null where the request does not say.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>The model decides how much (Anthropic's <c>adaptive</c>).</summary>
    public bool IsAdaptive { get; init; }

    /// <summary>Thoughts are to be shown; null where the request does not say.</summary>
    public bool? Show { get; init; }

    /// <summary>How long the summary shown is (<c>auto</c>, <c>concise</c>, <c>detailed</c>); null for the default.</summary>
    public string? Summary { get; init; }

    /// <summary>The effort; a budget as the effort whose budget it is (LiteLLM's table read backwards: 1024, 2048, 4096). Null where the request says neither.</summary>
    public string? AsEffort => this switch
    {
        { Effort: { } effort } => effort,
        { BudgetTokens: 0 } => "none",
        { BudgetTokens: > 0 and <= 1024 } => "low",
        { BudgetTokens: > 1024 and <= 2048 } => "medium",
        { BudgetTokens: > 2048 } => "high",
        _ => null,
    };

    /// <summary>Whether thinking is asked for at all.</summary>
    public bool IsOn => IsAdaptive || BudgetTokens is not null and not 0 || Effort is not null and not "none";
}
