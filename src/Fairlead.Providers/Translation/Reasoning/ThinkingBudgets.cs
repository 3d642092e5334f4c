namespace Fairlead.Providers.Translation.Reasoning;

/// <summary>Efforts as budgets of tokens and back, for models that know one of the two.</summary>
internal static class ThinkingBudgets
{
    /// <summary>Claude takes no budget below it.</summary>
    public const int Least = 1024;

    /// <summary>An effort as a budget: LiteLLM's table, and on in its steps.</summary>
    public static int BudgetOf(string effort) => effort switch
    {
        "minimal" or "low" => Least,
        "medium" => 2048,
        "high" => 4096,
        "xhigh" => 8192,
        _ => 16384,
    };

    /// <summary>A budget as the effort whose budget it is.</summary>
    public static string EffortOf(int budget) => budget switch
    {
        < 0 => "high",
        <= Least => "low",
        <= 2048 => "medium",
        _ => "high",
    };
}
