using Fairlead.Attempts;
using Fairlead.Costs;

namespace Fairlead.State;

/// <summary>What is learnt of one answer.</summary>
internal readonly struct Answer
{
    /// <param name="report">How the attempt ended: answered.</param>
    /// <param name="price">What its tokens cost.</param>
    /// <param name="now">The time.</param>
    /// <param name="beginning">What is known of how it began.</param>
    public Answer(in AttemptReport report, TokenPrice price, long now, DeploymentState.Beginning beginning)
    {
        At = now;
        Began = beginning.At;
        Load = beginning.Load;
        FirstKnown = beginning.FirstKnown;
        Seconds = report.Duration.TotalSeconds;
        FirstToken = report.TimeToFirstToken.TotalSeconds;
        InputTokens = report.InputTokens;
        OutputTokens = report.OutputTokens;
        CachedTokens = report.CachedInputTokens;
        WrittenTokens = report.CacheWriteTokens;
        Cost = price.IsKnown ? price.Of(report.InputTokens, report.OutputTokens) : 0;
    }

    /// <summary>When it was over, in clock ticks.</summary>
    public long At { get; }

    /// <summary>When it began; 0 when unknown.</summary>
    public long Began { get; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; }

    /// <summary>The time to its first token in seconds; zero where it was not told.</summary>
    public double FirstToken { get; }

    /// <summary>US dollars; zero without a price.</summary>
    public double Cost { get; }

    public int InputTokens { get; }

    public int OutputTokens { get; }

    /// <summary>Of the input, what came from the provider's cache.</summary>
    public int CachedTokens { get; }

    /// <summary>Of the input, what was written to it.</summary>
    public int WrittenTokens { get; }

    /// <summary>Calls under way when it began, itself included; 0 when unknown.</summary>
    public int Load { get; }

    /// <summary>Its time to the first token was learnt when it came.</summary>
    public bool FirstKnown { get; }
}
