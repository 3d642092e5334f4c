using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Limits;

/// <summary>Which budgets left a request without anybody, and when the first deployment may be asked again. Gathered only when that happened.</summary>
internal sealed class BudgetRefusal
{
    private readonly List<string> _crossed = [];
    private long _returns = long.MaxValue;

    public void Add(Deployment deployment, IReadOnlyList<string>? tags, long now)
    {
        var returns = 0L;
        foreach (var budget in deployment.Budgets!.Crossed(tags, now))
        {
            returns = Math.Max(returns, budget.Limit > 0 ? budget.Window.Ends : long.MaxValue);
            var text = budget.Describe(now);
            if (!_crossed.Contains(text))
            {
                _crossed.Add(text);
            }
        }

        _returns = Math.Min(_returns, returns);
    }

    /// <summary>The budgets, for people.</summary>
    public override string ToString() => string.Join("; ", _crossed);

    /// <summary>What is left of the windows; null when no window's end would help.</summary>
    public TimeSpan? RetryAfter(Clock clock, long now) => _returns == long.MaxValue ? null : clock.Span(Math.Max(0, _returns - now));
}
