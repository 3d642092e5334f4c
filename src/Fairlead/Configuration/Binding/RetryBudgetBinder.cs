using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <summary>Reads <c>retry_budget</c>.</summary>
internal static class RetryBudgetBinder
{
    /// <summary>The settings; null when the key is not set.</summary>
    public static RetryBudgetSettings? Bind(MapReader router)
    {
        var reader = router.Map("retry_budget", ConfigSections.RetryBudget);
        var settings = new RetryBudgetSettings { Share = reader.Number("share"), PerSecond = reader.Number("per_second") };
        reader.ReportUnused(onlySlips: false);
        return router.Find("retry_budget") is { Value.Kind: not NodeKind.Null } ? settings : null;
    }
}
