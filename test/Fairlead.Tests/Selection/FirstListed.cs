using Fairlead.Selection;

namespace Fairlead.Tests.Selection;

/// <summary>The first that may be used, in the order of the configuration.</summary>
internal sealed class FirstListed : SelectionStrategy
{
    public override string Name => "first-listed";

    public override int Pick(ref Candidates candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.Allows(i))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The chances that an explanation shows.</summary>
    public override void Shares(ref Candidates candidates, Span<double> shares)
    {
        shares.Clear();
        if (Pick(ref candidates) is >= 0 and var first)
        {
            shares[first] = 1;
        }
    }
}
