using Fairlead.Model;

namespace Fairlead.Attempts;

/// <content>What is taken from budgets: of dollars, and of retries.</content>
public sealed partial class RouteSession
{
    /// <summary>
    /// Takes a token for asking somebody again who failed this request, or somebody who rests. First tries of healthy deployments and fallbacks need none: they go where
    /// nothing is known to be wrong. What a caller pretends is no load, and must not use up what others need.
    /// </summary>
    private bool TakesRetry(long now)
    {
        if (_request.Mock is not null || _model.RetryBudget is not { } budget || budget.TryTake(now))
        {
            return true;
        }

        IsOverRetryBudget = true;
        return false;
    }

    /// <summary>Takes what an attempt cost from the budgets it counts for, and counts what of it no token cost by its plain price; what tokens cost by that is counted with them.</summary>
    private void Book(Deployment deployment, in AttemptReport report, long now)
    {
        deployment.Budgets?.Spend(deployment, _request, report, now);
        if (report.CachedInputTokens > 0 || report.CacheWriteTokens > 0)
        {
            deployment.State.CountCache(deployment.Facts.Price?.OfCache(report) ?? 0);
        }

        if (report.Units is { } units)
        {
            var (input, output, cached, written) = (report.InputTokens, report.OutputTokens, report.CachedInputTokens, report.CacheWriteTokens);
            deployment.State.CountUnits(deployment.Cost(input, output, cached, written, units) - deployment.Cost(input, output, cached, written, null).GetValueOrDefault());
        }
    }
}
