using Fairlead.Attempts;
using Fairlead.Model;

namespace Fairlead.Limits;

/// <summary>The budgets one deployment spends from: its own, its provider's, and those of the tags of a request.</summary>
internal sealed class MemberBudgets(BudgetTable table, Budget? own, Budget? provider)
{
    /// <summary>The deployment or its provider has a budget.</summary>
    public bool Any => own is not null || provider is not null;

    /// <summary>The same for another provider: a wildcard's is told by the name asked for.</summary>
    public MemberBudgets For(string name) => new(table, own, table.OfProvider(name));

    public bool AreCrossed(long now) => own?.IsCrossed(now) == true || provider?.IsCrossed(now) == true;

    /// <summary>Takes what a call cost, whoever it was made for and however it ended, from every budget it counts for.</summary>
    public void Spend(Deployment deployment, in RouteRequest request, in AttemptReport report, long now)
    {
        var (input, cached, output) = report.Metered(request);
        if (deployment.Cost(input, output, cached, report.CacheWriteTokens, report.Units) is not { } dollars || !(dollars > 0))
        {
            return;
        }

        own?.Window.Add(dollars, now);
        provider?.Window.Add(dollars, now);
        if (table.HasTags && request.Tags is { } tags)
        {
            table.Spend(tags, dollars, now);
        }
    }

    /// <summary>The budgets that drop the deployment for such a request.</summary>
    public IEnumerable<Budget> Crossed(IReadOnlyList<string>? tags, long now)
    {
        if (own?.IsCrossed(now) == true)
        {
            yield return own;
        }

        if (provider?.IsCrossed(now) == true)
        {
            yield return provider;
        }

        foreach (var budget in table.Crossed(tags, now))
        {
            yield return budget;
        }
    }
}
