using Fairlead.Configuration;
using Fairlead.Selection;

namespace Fairlead.Attempts;

/// <summary>How long to wait before the same deployment is asked again.</summary>
internal static class Backoff
{
    /// <summary>The upstream's own wish when it is sane, else doubling from half a second to eight; both with jitter, so that callers do not come back together.</summary>
    /// <param name="retryAfter">The upstream's Retry-After.</param>
    /// <param name="least">The least wait a person set (<c>retry_after</c>); eight seconds bound it too, as in LiteLLM.</param>
    /// <param name="retries">Waits before this one in the same request.</param>
    /// <param name="random">Chance.</param>
    public static TimeSpan Delay(TimeSpan? retryAfter, TimeSpan least, int retries, RandomSource random)
    {
        var jitter = random.NextDouble() * RouterDefaults.RetryJitter;
        if (retryAfter is { } asked && asked > TimeSpan.Zero && asked <= RouterDefaults.MaxRetryAfter)
        {
            return asked + jitter;
        }

        // The exponent is bounded only so that it cannot overflow: the ceiling is reached at four.
        var doubled = RouterDefaults.InitialRetryDelay * (1 << Math.Min(retries, 10));
        var wait = doubled > least ? doubled : least;
        return (wait < RouterDefaults.MaxRetryDelay ? wait : RouterDefaults.MaxRetryDelay) + jitter;
    }
}
