using Fairlead.Attempts;

namespace Fairlead.Costs;

/// <summary>What a model's tokens cost, in US dollars for one token. Zero is a price; null means that nobody has told it.</summary>
public sealed record ModelPrice
{
    /// <summary>One input token (<c>input_cost_per_token</c>).</summary>
    public double? Input { get; init; }

    /// <summary>One output token (<c>output_cost_per_token</c>).</summary>
    public double? Output { get; init; }

    /// <summary>One input token read from the provider's cache (<c>cache_read_input_token_cost</c>); unset means that it costs what others do.</summary>
    public double? CachedInput { get; init; }

    /// <summary>One input token written to the provider's cache (<c>cache_creation_input_token_cost</c>); unset means that it costs what others do.</summary>
    public double? CacheWrite { get; init; }

    /// <summary>One input token of a batch (<c>input_cost_per_token_batches</c>).</summary>
    public double? BatchInput { get; init; }

    /// <summary>One output token of a batch (<c>output_cost_per_token_batches</c>).</summary>
    public double? BatchOutput { get; init; }

    /// <summary>One token of audio taken (<c>input_cost_per_audio_token</c>).</summary>
    public double? AudioInput { get; init; }

    /// <summary>One token of audio answered (<c>output_cost_per_audio_token</c>).</summary>
    public double? AudioOutput { get; init; }

    /// <summary>What is not paid by the token; null where nothing of that is known.</summary>
    public UnitPrice? Units { get; init; }

    /// <summary>Prompts of more tokens than this cost the long prices, every token of them; null where length does not matter.</summary>
    public int? LongFrom { get; init; }

    /// <summary>One input token of a long prompt.</summary>
    public double? LongInput { get; init; }

    /// <summary>One output token after a long prompt.</summary>
    public double? LongOutput { get; init; }

    /// <summary>One cached input token of a long prompt.</summary>
    public double? LongCachedInput { get; init; }

    /// <summary>Something is known: one half alone is a price, embeddings have no output.</summary>
    internal bool IsKnown => Input is not null || Output is not null;

    /// <summary>The two prices decisions compare.</summary>
    internal TokenPrice PerToken => IsKnown ? new TokenPrice(Input ?? 0, Output ?? 0) : TokenPrice.Unknown;

    /// <summary>What an input token costs on average where the provider's cache has part in it.</summary>
    /// <param name="read">Share of the tokens that is read from the cache, 0 to 1.</param>
    /// <param name="written">Share that is written to it; with the other at most 1.</param>
    /// <returns>US dollars; null where the price is not known.</returns>
    internal double? EffectiveInput(double read, double written)
    {
        var plain = Input ?? 0;
        return IsKnown ? (read * (CachedInput ?? plain)) + (written * (CacheWrite ?? plain)) + ((1 - read - written) * plain) : null;
    }

    /// <summary>What an answer cost more because of the provider's cache; below zero, as mostly, where it cost less.</summary>
    internal double? OfCache(in AttemptReport report) =>
        Cost(report.InputTokens, report.OutputTokens, report.CachedInputTokens, report.CacheWriteTokens) - Cost(report.InputTokens, report.OutputTokens);

    /// <summary>What a request cost.</summary>
    /// <param name="inputTokens">All tokens of the prompt, cached ones included.</param>
    /// <param name="outputTokens">Tokens of the answer, reasoning included.</param>
    /// <param name="cachedInputTokens">Those of the prompt that came from the provider's cache.</param>
    /// <param name="cacheWriteTokens">Those of the prompt that were written to it.</param>
    /// <returns>US dollars; null where the price is not known.</returns>
    public double? Cost(int inputTokens, int outputTokens, int cachedInputTokens = 0, int cacheWriteTokens = 0)
    {
        if (!IsKnown)
        {
            return null;
        }

        var isLong = inputTokens > LongFrom;
        var input = (isLong ? LongInput : null) ?? Input ?? 0;
        var output = (isLong ? LongOutput : null) ?? Output ?? 0;

        // A long prompt's cached price that nobody told is in proportion to its input price.
        var cached = isLong ? LongCachedInput ?? (Input > 0 ? CachedInput * (input / Input) : CachedInput) ?? input : CachedInput ?? input;
        var write = (isLong && Input > 0 ? CacheWrite * (input / Input) : CacheWrite) ?? input;
        var fromCache = Math.Clamp(cachedInputTokens, 0, inputTokens);
        var written = Math.Clamp(cacheWriteTokens, 0, inputTokens - fromCache);
        return ((inputTokens - fromCache - written) * input) + (fromCache * cached) + (written * write) + (outputTokens * output);
    }
}
