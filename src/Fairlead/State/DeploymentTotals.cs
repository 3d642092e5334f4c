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

    /// <summary>Dollars, at the price in force when each attempt ended.</summary>
    public double Cost { get; private set; }

    public void Count(in AttemptReport report, TokenPrice price)
    {
        Cost += price.IsKnown ? price.Of(report.InputTokens, report.OutputTokens) : 0;
        InputTokens += report.InputTokens;
        OutputTokens += report.OutputTokens;
        if (report.Failure == FailureKind.None)
        {
            Answered++;
            return;
        }

        _failures ??= new long[(int)FailureKind.Cancelled + 1];
        _failures[(int)report.Failure]++;
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
