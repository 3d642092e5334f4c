namespace Fairlead.Configuration;

/// <summary>What unset settings mean, each with its source.</summary>
public static class RouterDefaults
{
    /// <summary>Retries after the first attempt: LiteLLM's default, which is the OpenAI SDK's (2).</summary>
    public const int NumRetries = 2;

    /// <summary>Fallback groups tried for one request: LiteLLM's <c>ROUTER_MAX_FALLBACKS</c> (5).</summary>
    public const int MaxFallbacks = 5;

    /// <summary>Time of an attempt up to its first content: LiteLLM's <c>REQUEST_TIMEOUT</c> (6000 s).</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6000);

    /// <summary>Rest after a failure: LiteLLM's <c>DEFAULT_COOLDOWN_TIME_SECONDS</c> (5 s).</summary>
    public static readonly TimeSpan CooldownTime = TimeSpan.FromSeconds(5);

    /// <summary>Time from one round of background checks to the next: LiteLLM's <c>health_check_interval</c> (300 s).</summary>
    public static readonly TimeSpan HealthCheckInterval = TimeSpan.FromMinutes(5);

    /// <summary>Time of one background check: LiteLLM's <c>HEALTH_CHECK_TIMEOUT_SECONDS</c> (60 s).</summary>
    public static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Most tokens a background check asks for: the least that OpenAI's Responses take.</summary>
    public const int HealthCheckMaxTokens = 16;

    /// <summary>Time from one look at engines' queues to the next: a queue lasts for seconds, and a look costs an engine some milliseconds.</summary>
    public static readonly TimeSpan QueueMetricsInterval = TimeSpan.FromSeconds(2);

    /// <summary>Growth of the rest with each opening in a row: TCP's back-off doubles (RFC 6298 §5.5), LiteLLM's does too.</summary>
    public const double RestGrowth = 2;

    /// <summary>Longest rest that failures in a row lead to: a minute, as for a Retry-After. A longer <c>cooldown_time</c> stays as it is.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(60);

    /// <summary>Share of a grown rest that chance may take off, against routers that probe together: half of gRPC's ±0.2, on one side so that the cap holds.</summary>
    public const double RestJitter = 0.1;

    /// <summary>How long one probe keeps others away from a half-open deployment: no longer than the longest rest, so that a probe that hangs costs no more than one that failed.</summary>
    public static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(60);

    /// <summary>Longest rest a Retry-After may ask for; LiteLLM has no cap, the official SDKs' old one was 60 s.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(60);

    /// <summary>Share of failures within the window that starts a cooldown: LiteLLM's <c>DEFAULT_FAILURE_THRESHOLD_PERCENT</c> (0.5, strictly more).</summary>
    public const double FailureShare = 0.5;

    /// <summary>Requests within the window below which the share says nothing: LiteLLM's <c>DEFAULT_FAILURE_THRESHOLD_MINIMUM_REQUESTS</c> (5).</summary>
    public const int FailureMinimumRequests = 5;

    /// <summary>Failures without a success between them that start a cooldown whatever the share: Envoy's <c>consecutive_5xx</c> (5). LiteLLM has no such rule.</summary>
    public const int FailuresInARow = 5;

    /// <summary>The window failures are counted in: LiteLLM's, one minute from the first event.</summary>
    public static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(60);

    /// <summary>Share of answers that begin before a hedge starts: the 95th percentile of Dean and Barroso, "The Tail at Scale" (2013).</summary>
    public const double HedgeQuantile = 0.95;

    /// <summary>Most hedges, as a share of requests: what that percentile comes to (5 %).</summary>
    public const double HedgeShare = 0.05;

    /// <summary>Least wait before a hedge: below it, the way through the network decides who is first and not the deployment.</summary>
    public static readonly TimeSpan HedgeLeastDelay = TimeSpan.FromMilliseconds(50);
    /// <summary>How long a tie lasts after the last request that followed it: LiteLLM's <c>deployment_affinity_ttl_seconds</c> (3600 s).</summary>
    public static readonly TimeSpan AffinityTtl = TimeSpan.FromSeconds(3600);

    /// <summary>
    /// Calls under way, relative to the mean of the order, above which a tie is not followed. Bounded-load hashing is proven for anything above 1 and deployed with
    /// 1.25 (HAProxy, Vimeo); a warm prompt cache saves more than half of the time to the first token, which pays for half as long a queue again.
    /// </summary>
    public const double AffinityLoadFactor = 1.5;

    /// <summary>Most ties kept: some 4 MB when full.</summary>
    public const int AffinityEntries = 65_536;

    /// <summary>Retries of the whole router for each request: Finagle's and Linkerd's default, and Envoy's (<c>retry_budget</c>), 20 %.</summary>
    public const double RetryShare = 0.2;

    /// <summary>Retries a second beside those, so that single requests have theirs: Finagle's and Linkerd's default, 10.</summary>
    public const double RetriesPerSecond = 10;

    /// <summary>First back-off before the same deployment is tried again: LiteLLM's <c>INITIAL_RETRY_DELAY</c> (0.5 s), doubled each time.</summary>
    public static readonly TimeSpan InitialRetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest back-off: LiteLLM's <c>MAX_RETRY_DELAY</c> (8 s).</summary>
    public static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(8);

    /// <summary>Jitter added to a back-off, uniform from zero: LiteLLM's <c>JITTER</c> (0.75 s).</summary>
    public static readonly TimeSpan RetryJitter = TimeSpan.FromMilliseconds(750);
}
