using Fairlead.Attempts;

namespace Fairlead.State;

/// <summary>What a router knows of its deployments at one moment. Taken deployment by deployment: each is consistent in itself, the whole nearly so.</summary>
/// <param name="Generation">The generation of the configuration in force.</param>
/// <param name="Deployments">The deployments in the order of the configuration.</param>
public sealed record RouterSnapshot(int Generation, IReadOnlyList<DeploymentSnapshot> Deployments);

/// <summary>What a router knows of one deployment at one moment. Counts run since the deployment's identity joined this process; reloads keep them.</summary>
public sealed record DeploymentSnapshot
{
    /// <summary>The deployment's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its group.</summary>
    public required string ModelGroup { get; init; }

    /// <summary>Provider and model, e.g. <c>openai/gpt-4</c>.</summary>
    public required string ProviderModel { get; init; }

    /// <summary>Calls under way.</summary>
    public required int InFlight { get; init; }

    /// <summary>Attempts that ended, answered or not.</summary>
    public required long Requests { get; init; }

    /// <summary>Attempts that were answered.</summary>
    public required long Answered { get; init; }

    /// <summary>Attempts that were not, by kind; kinds that did not occur are not listed. Calls given up by their caller are <see cref="FailureKind.Cancelled"/>.</summary>
    public required IReadOnlyDictionary<FailureKind, long> Failures { get; init; }

    /// <summary>Input tokens reported.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Output tokens reported.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Input tokens, of those reported, that came from the provider's cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Input tokens, of those reported, that were written to the provider's cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Share of the input tokens of some 256 recent answers that came from the provider's cache, 0 to 1; null before the first that told.</summary>
    public double? CacheHitShare { get; init; }

    /// <summary>US dollars that an input token costs here by recent shares of tokens read from the provider's cache and written to it; the plain price before any is known, null without one.</summary>
    public double? EffectiveInputPrice { get; init; }

    /// <summary>US dollars that the reported tokens cost, each at the price in force when its attempt ended; null where no price is known.</summary>
    public double? Cost { get; init; }

    /// <summary>Average time to the first token in seconds, recent answers weighing most; null before the first.</summary>
    public double? SecondsToFirstToken { get; init; }

    /// <summary>Average time per output token after the first in seconds, recent answers weighing most; null before the first that told.</summary>
    public double? SecondsPerOutputToken { get; init; }

    /// <summary>Quantiles of the time to the first token, recent answers weighing most; null before the first.</summary>
    public QuantileSnapshot? FirstTokenQuantiles { get; init; }

    /// <summary>Quantiles of the time per output token after the first, recent answers weighing most; null before the first that told.</summary>
    public QuantileSnapshot? PerTokenQuantiles { get; init; }

    /// <summary>Share of recent attempts that failed by the deployment's fault, 0 to 1, as the strategies take it: leaning to 0 while little is known.</summary>
    public required double FailureShare { get; init; }

    /// <summary>Whether its health keeps requests from it.</summary>
    public required BreakerState Breaker { get; init; }

    /// <summary>The rest in force; null when it does not rest.</summary>
    public CooldownSnapshot? Cooldown { get; init; }

    /// <summary>What the last check beside the requests found; null where none was made.</summary>
    public HealthSnapshot? Health { get; init; }

    /// <summary>What the provider said last of its own limits; null where it said nothing, or that is over.</summary>
    public ProviderLimitsSnapshot? ProviderLimits { get; init; }

    /// <summary>Calls at once it is taken to carry, as learnt, and never more than a person allows; null where that is not learnt (<c>adaptive_concurrency</c>).</summary>
    public int? ConcurrencyWindow { get; init; }

    /// <summary>What it took of the current minute; null under strategies that do not count it.</summary>
    public MinuteSnapshot? Minute { get; init; }
}

/// <summary>What a check of a deployment found.</summary>
/// <param name="Healthy">It answered.</param>
/// <param name="Failure">Why it is ill; null when it is well.</param>
/// <param name="Status">The upstream's status; null where there was none.</param>
/// <param name="Reason">Why, for people; null when it is well.</param>
/// <param name="SecondsAgo">When it was found.</param>
public sealed record HealthSnapshot(bool Healthy, FailureKind? Failure, int? Status, string? Reason, double SecondsAgo);

/// <summary>What a provider said last of its own limits.</summary>
/// <param name="RequestLimit">Requests it allows; null where it does not say.</param>
/// <param name="RequestsLeft">Requests left of them.</param>
/// <param name="TokenLimit">Tokens it allows; null where it does not say.</param>
/// <param name="TokensLeft">Tokens left of them.</param>
/// <param name="SecondsLeft">When both are whole again.</param>
public sealed record ProviderLimitsSnapshot(long? RequestLimit, long? RequestsLeft, long? TokenLimit, long? TokensLeft, double SecondsLeft);

/// <summary>Quantiles of a time in seconds, at most a sixteenth off.</summary>
/// <param name="P50">Half of the answers took no longer.</param>
/// <param name="P90">Nine in ten took no longer.</param>
/// <param name="P99">All but one in a hundred took no longer.</param>
public sealed record QuantileSnapshot(double P50, double P90, double P99);

/// <summary>A rest in force.</summary>
/// <param name="Cause">The failure it follows.</param>
/// <param name="SecondsLeft">How long it still lasts.</param>
public sealed record CooldownSnapshot(FailureKind Cause, double SecondsLeft);

/// <summary>What a deployment took of the current minute, and may take.</summary>
/// <param name="Requests">Requests begun in it.</param>
/// <param name="Tokens">Tokens reported in it, and reserved for calls under way.</param>
/// <param name="Rpm">Requests it may take in a minute; null without a limit.</param>
/// <param name="Tpm">Tokens it may take in a minute; null without a limit.</param>
/// <param name="SecondsLeft">What is left of the minute.</param>
public sealed record MinuteSnapshot(long Requests, long Tokens, double? Rpm, double? Tpm, double SecondsLeft);
