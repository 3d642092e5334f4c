using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>What an answer of each member is expected to take: number by number, not member by member, so that those of four members are read at once.</summary>
internal sealed class Estimates(int members)
{
    /// <summary>Seconds, whatever the answer's length.</summary>
    public double[] Fixed { get; } = Four.Pad(new double[members]);

    /// <summary>Seconds for each token.</summary>
    public double[] PerToken { get; } = Four.Pad(new double[members]);

    /// <summary>One over the calls at once that it is known or allowed to bear without taking longer.</summary>
    public double[] PerCall { get; } = Four.Pad(new double[members]);

    /// <summary>How many times slower one in its slow start counts; 1 after it.</summary>
    public double[] Caution { get; } = Four.Pad(new double[members]);
}
