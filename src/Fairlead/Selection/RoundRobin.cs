using Fairlead.Model;

namespace Fairlead.Selection;

/// <summary>One after the other, in proportion to <c>weight</c>, else <c>rpm</c>, else <c>tpm</c>; smoothly: a heavy member's turns are spread between the others'.</summary>
/// <remarks>
/// Weights mean what they mean to <see cref="SimpleShuffle"/>; members without any are used, in turn, when nobody with one is left. Of N picks each
/// member gets its part to within one, where a shuffle is off by the square root: fewer collisions at the same weights. A decision takes a turn,
/// one without a call too; an explanation does not. The turns themselves: <see cref="Rotation"/>.
/// </remarks>
internal sealed class RoundRobin : SelectionStrategy
{
    private readonly Rotation _rotation;
    private readonly Rotation? _unweighted;
    private readonly bool[]? _drained;

    public RoundRobin(Deployment[] members, bool groupIsWeighted)
    {
        var weights = MemberWeights.Of(members);
        _rotation = Rotation.Build(weights ?? Even(members.Length));
        _unweighted = weights is not null && Array.IndexOf(weights, 0) >= 0 ? Rotation.Build(Even(members.Length)) : null;
        _drained = groupIsWeighted ? MemberWeights.Drained(members) : null;
    }

    public override string Name => StrategyNames.RoundRobin;

    public override bool[]? Drained => _drained;

    public override int Pick(ref Candidates candidates)
    {
        var member = _rotation.Next(ref candidates);
        return member >= 0 || _unweighted is null ? member : _unweighted.Next(ref candidates);
    }

    /// <summary>The parts of many picks: the next one alone is certain, but nobody can know whose request it will be.</summary>
    public override void Shares(ref Candidates candidates, Span<double> shares)
    {
        if (!Fill(ref candidates, _rotation, shares) && _unweighted is not null)
        {
            Fill(ref candidates, _unweighted, shares);
        }
    }

    private static bool Fill(ref Candidates candidates, Rotation rotation, Span<double> shares)
    {
        var total = 0.0;
        for (var i = 0; i < candidates.Count; i++)
        {
            shares[i] = candidates.Allows(i) ? rotation.WeightOf(i) : 0;
            total += shares[i];
        }

        for (var i = 0; i < candidates.Count && total > 0; i++)
        {
            shares[i] /= total;
        }

        return total > 0;
    }

    private static double[] Even(int count)
    {
        var weights = new double[count];
        Array.Fill(weights, 1);
        return weights;
    }
}
