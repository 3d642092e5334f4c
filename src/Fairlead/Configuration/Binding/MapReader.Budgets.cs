using Fairlead.Configuration.Document;

namespace Fairlead.Configuration.Binding;

/// <content>Budgets, and the longer times they run for.</content>
internal sealed partial class MapReader
{
    /// <summary>A number with <c>s</c>, <c>m</c>, <c>h</c>, <c>d</c>, <c>w</c> or <c>mo</c>, or seconds as a number.</summary>
    public TimeSpan? Period(params ReadOnlySpan<string> keys)
    {
        if (!Take(keys, out var key, out var value) || value.Kind == NodeKind.Null)
        {
            return null;
        }

        if (value.Kind is NodeKind.Number or NodeKind.Text && Periods.TryParse(value.Scalar, out var period))
        {
            return period;
        }

        _context.Error(ConfigPath.Key(Path, key), value, $"expected a time such as 30s, 30m, 1h, 1d or 1mo; found {value.KindName}");
        return null;
    }

    /// <summary>Budgets by name.</summary>
    public Dictionary<string, BudgetConfig> Budgets(string key, StringComparer comparer)
    {
        var budgets = new Dictionary<string, BudgetConfig>(comparer);
        foreach (var (name, value, path) in Entries(key, "names with budgets"))
        {
            if (value.Kind != NodeKind.Map)
            {
                _context.Error(path, value, $"expected {{ budget_limit: …, time_period: … }}, found {value.KindName}");
                continue;
            }

            var reader = new MapReader(_context, ConfigSections.Budget, value, path);
            budgets[name] = new BudgetConfig
            {
                MaxBudget = reader.Number("max_budget", "budget_limit"),
                BudgetDuration = reader.Period("budget_duration", "time_period"),
            };
            reader.ReportUnused(onlySlips: false);
        }

        return budgets;
    }
}
