namespace Fairlead.Attempts;

/// <content>What is taken from the router's budget of retries.</content>
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
}
