using Fairlead.Configuration;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>The budgets of one generation. What was spent is taken over from the generation before, by whose budget it is and how long it runs.</summary>
internal sealed class BudgetTable
{
    private readonly Clock _clock;
    private readonly BudgetTable? _before;
    private readonly Dictionary<string, SpendWindow> _windows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Budget> _providers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Budget> _tags = new(StringComparer.Ordinal);

    private BudgetTable(RouterSettings router, Clock clock, BudgetTable? before)
    {
        _clock = clock;
        _before = before;
        foreach (var (provider, config) in router.ProviderBudgets)
        {
            if (Of($"provider {provider}", $"provider:{provider}", config) is { } budget)
            {
                _providers[provider] = budget;
            }
        }

        foreach (var (tag, config) in router.TagBudgets)
        {
            if (Of($"tag='{tag}'", $"tag:{tag}", config) is { } budget)
            {
                _tags[tag] = budget;
            }
        }
    }

    /// <summary>A tag has a budget.</summary>
    public bool HasTags => _tags.Count > 0;

    /// <summary>The table; null when nobody has a budget.</summary>
    public static BudgetTable? Build(RouterConfig config, Clock clock, BudgetTable? before)
    {
        var any = config.Router.ProviderBudgets.Count + config.Router.TagBudgets.Count > 0;
        for (var i = 0; i < config.ModelList.Count && !any; i++)
        {
            any = config.ModelList[i].Params.MaxBudget is not null;
        }

        return any ? new BudgetTable(config.Router, clock, before) : null;
    }

    /// <summary>The budgets a deployment spends from.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="fingerprint">What makes it the same one after a reload.</param>
    /// <param name="provider">Its provider.</param>
    /// <param name="call">Its parameters.</param>
    public MemberBudgets Of(string id, string fingerprint, string provider, DeploymentParams call)
    {
        var own = new BudgetConfig { MaxBudget = call.MaxBudget, BudgetDuration = call.BudgetDuration };
        return new MemberBudgets(this, Of($"deployment {id}", $"deployment:{id}:{fingerprint}", own), OfProvider(provider));
    }

    public Budget? OfProvider(string provider) => _providers.GetValueOrDefault(provider);

    /// <summary>Whether one of the tags has spent what it may.</summary>
    public bool AreCrossed(IReadOnlyList<string> tags, long now)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (_tags.TryGetValue(tags[i], out var budget) && budget.IsCrossed(now))
            {
                return true;
            }
        }

        return false;
    }

    public void Spend(IReadOnlyList<string> tags, double dollars, long now)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            if (_tags.TryGetValue(tags[i], out var budget))
            {
                budget.Window.Add(dollars, now);
            }
        }
    }

    /// <summary>The budgets of tags that are crossed.</summary>
    public IEnumerable<Budget> Crossed(IReadOnlyList<string>? tags, long now)
    {
        foreach (var tag in tags ?? [])
        {
            if (_tags.TryGetValue(tag, out var budget) && budget.IsCrossed(now))
            {
                yield return budget;
            }
        }
    }

    private Budget? Of(string name, string key, BudgetConfig config)
    {
        if (config is not { MaxBudget: { } limit, BudgetDuration: { } length })
        {
            return null;
        }

        // A window of another length is another window: LiteLLM's keys hold the length too.
        var longKey = $"{key}:{length.Ticks}";
        var window = _before is not null && _before._windows.TryGetValue(longKey, out var known) ? known : new SpendWindow(_clock.Ticks(length));
        _windows[longKey] = window;
        return new Budget(name, limit, window);
    }
}
