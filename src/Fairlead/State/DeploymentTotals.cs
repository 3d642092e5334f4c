using Fairlead.Attempts;
using Fairlead.Costs;

namespace Fairlead.State;

/// <summary>What became of a deployment's attempts since the process, or the deployment, began. Mutable; kept under the state's lock.</summary>
internal struct DeploymentTotals
{
    /// <summary>By kind; made with the first failure.</summary>
    private long[]? _failures;

    public long Answered { get; private set; }

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    /// <summary>Of the input, what came from the provider's cache.</summary>
    public long CachedTokens { get; private set; }

    /// <summary>Of the input, what was written to it.</summary>
    public long WrittenTokens { get; private set; }

    /// <summary>Dollars, at the price in force when each attempt ended.</summary>
    public double Cost { get; private set; }

    /// <summary>Counts an answer.</summary>
    public void Count(in Answer answer)
    {
        Answered++;
        Cost += answer.Cost;
        InputTokens += answer.InputTokens;
        OutputTokens += answer.OutputTokens;
        CachedTokens += answer.CachedTokens;
        WrittenTokens += answer.WrittenTokens;
    }

    /// <summary>Counts an attempt that failed.</summary>
    public void Count(in AttemptReport report, TokenPrice price)
    {
        CountTokens(report.InputTokens, report.OutputTokens, price);
        CachedTokens += report.CachedInputTokens;
        WrittenTokens += report.CacheWriteTokens;
        _failures ??= new long[(int)FailureKind.Lost + 1];
        _failures[(int)report.Failure]++;
    }

    /// <summary>Counts dollars that tokens did not cost by their plain prices: for other units, or more or less for the provider's cache.</summary>
    public void AddCost(double dollars) => Cost += dollars;

    /// <summary>Counts tokens and what they cost.</summary>
    public void CountTokens(int inputTokens, int outputTokens, TokenPrice price)
    {
        Cost += price.IsKnown ? price.Of(inputTokens, outputTokens) : 0;
        InputTokens += inputTokens;
        OutputTokens += outputTokens;
    }

    /// <summary>The kinds that occurred.</summary>
    public readonly Dictionary<FailureKind, long> Failures()
    {
        var failures = new Dictionary<FailureKind, long>();
        for (var kind = 0; kind < (_failures?.Length ?? 0); kind++)
        {
            if (_failures![kind] > 0)
            {
                failures[(FailureKind)kind] = _failures[kind];
            }
        }

        return failures;
    }
}
