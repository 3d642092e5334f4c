using Fairlead.Model;

namespace Fairlead.Selection;

/// <summary>Random, in proportion to <c>weight</c>, else <c>rpm</c>, else <c>tpm</c>; evenly where no member of the tier has any above zero.</summary>
/// <remarks>
/// LiteLLM's rule with its fault mended: any member turns a metric on, not the first healthy one. Members without the metric count zero,
/// and are used only when nobody with it is left. A weight written as 0 drains: such a member is not even used then,
/// unless no member of its group has a weight above zero, which makes the metric void.
/// </remarks>
internal sealed class SimpleShuffle : SelectionStrategy
{
    /// <summary>Draws before the members that may be used are counted instead: with half of a tier out, one request in 256 counts.</summary>
    private const int Draws = 8;

    private readonly double[]? _weights;
    private readonly AliasTable? _alias;
    private readonly bool[]? _drained;

    public SimpleShuffle(string name, Deployment[] members, bool groupIsWeighted)
    {
        Name = name;
        _weights = MemberWeights.Of(members);
        _alias = _weights is null ? null : AliasTable.Build(_weights);
        _drained = groupIsWeighted ? MemberWeights.Drained(members) : null;
    }

    public override string Name { get; }

    public override bool[]? Drained => _drained;

    public override int Pick(ref Candidates candidates)
    {
        for (var i = 0; i < Draws; i++)
        {
            var member = _alias is null ? candidates.Random.Next(candidates.Count) : _alias.Sample(candidates.Random);
            if (candidates.Allows(member))
            {
                return member;
            }
        }

        return PickAmongAllowed(ref candidates);
    }

    public override void Shares(ref Candidates candidates, Span<double> shares)
    {
        var (total, allowed) = Sum(ref candidates);
        for (var i = 0; i < candidates.Count; i++)
        {
            shares[i] = !candidates.Allows(i) ? 0 : total > 0 ? WeightOf(i) / total : 1.0 / allowed;
        }
    }

    private int PickAmongAllowed(ref Candidates candidates)
    {
        var (total, allowed) = Sum(ref candidates);
        var even = total <= 0;
        var left = candidates.Random.NextDouble() * (even ? allowed : total);
        var last = -1;
        for (var i = 0; i < candidates.Count; i++)
        {
            var weight = even ? 1 : WeightOf(i);
            if (weight > 0 && candidates.Allows(i))
            {
                last = i;
                if ((left -= weight) < 0)
                {
                    break;
                }
            }
        }

        return last;
    }

    private (double Total, int Allowed) Sum(ref Candidates candidates)
    {
        var total = 0.0;
        var allowed = 0;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.Allows(i))
            {
                total += WeightOf(i);
                allowed++;
            }
        }

        return (total, allowed);
    }

    private double WeightOf(int member) => _weights is null ? 1 : _weights[member];
}
