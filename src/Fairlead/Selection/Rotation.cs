namespace Fairlead.Selection;

/// <summary>Turns in proportion to weights, spread out evenly, on one shared counter.</summary>
/// <remarks>
/// The static stride scheduler of gRPC's weighted round robin (gRFC A58), with whole weights kept whole and offsets by the golden ratio.
/// Round after round goes through the members in their order; in each, a member has a turn when its weight, summed up over the rounds, passes a multiple
/// of the highest weight. The heaviest has one in every round, another <c>weight / highest</c> of them; after <c>highest</c> rounds each has had exactly
/// its weight. Whose turn it is follows from the counter alone: nothing else is shared, and a member left out passes its turns to the next in proportion.
/// </remarks>
internal sealed class Rotation
{
    /// <summary>Weights that are not whole, or larger, are counted in so many parts of the highest: 16 bits, as gRPC counts.</summary>
    private const int Parts = ushort.MaxValue;

    /// <summary>Turns looked at one by one before the next of each member is worked out: twice round an ordinary group.</summary>
    private const int Steps = 32;

    /// <summary>2⁶⁴ divided by the golden ratio: multiples of it fall evenly into any interval (Knuth 6.4), so that equal light weights do not all have their turn in one round.</summary>
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;

    private readonly int[] _weights;
    private readonly int[] _offsets;
    private readonly int _highest;
    private readonly long _period;
    private long _next = -1;

    private Rotation(int[] weights)
    {
        _weights = weights;
        _highest = weights.Max();
        _period = (long)_highest * weights.Length;
        _offsets = new int[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            _offsets[i] = (int)Math.BigMul((ulong)i * GoldenRatio, (ulong)_highest, out _);
        }
    }

    /// <summary>Builds a rotation.</summary>
    /// <param name="weights">Not negative, at least one above zero. Members of weight zero have no turns.</param>
    public static Rotation Build(ReadOnlySpan<double> weights)
    {
        var highest = 0.0;
        var areWhole = true;
        foreach (var weight in weights)
        {
            highest = Math.Max(highest, weight);
            areWhole &= weight == Math.Floor(weight) && weight <= int.MaxValue;
        }

        var whole = new int[weights.Length];
        var divisor = 0;
        for (var i = 0; i < weights.Length && areWhole; i++)
        {
            whole[i] = (int)weights[i];
            divisor = Divisor(divisor, whole[i]);
        }

        for (var i = 0; i < weights.Length; i++)
        {
            whole[i] = areWhole && highest / divisor <= Parts ? whole[i] / divisor
                : weights[i] > 0 ? (int)Math.Max(1, Math.Round(weights[i] / highest * Parts))
                : 0;
        }

        return new Rotation(whole);
    }

    /// <summary>The next member that may be used; takes its turn, and those of the members left out before it.</summary>
    /// <returns>-1 when no member with a weight may be used.</returns>
    public int Next(ref Candidates candidates)
    {
        var seen = Volatile.Read(ref _next);
        if (seen < 0)
        {
            // Replicas that start together do not go round in step (Envoy starts anywhere, too).
            Interlocked.CompareExchange(ref _next, (long)(candidates.Random.NextDouble() * _period), -1);
            seen = Volatile.Read(ref _next);
        }

        while (true)
        {
            var turn = Find(ref candidates, seen);
            if (turn < 0)
            {
                return -1;
            }

            if (candidates.IsPeek)
            {
                return (int)(turn % _weights.Length);
            }

            // Somebody else took the turn meanwhile: he has got on, and this one looks again from there.
            var found = Interlocked.CompareExchange(ref _next, (turn + 1) % _period, seen);
            if (found == seen)
            {
                return (int)(turn % _weights.Length);
            }

            seen = found;
        }
    }

    /// <summary>A member's weight, in the parts counted here.</summary>
    public int WeightOf(int member) => _weights[member];

    private long Find(ref Candidates candidates, long from)
    {
        var count = _weights.Length;
        var (round, member) = Math.DivRem(from, count);
        for (var step = 0; step < Steps; step++)
        {
            if (HasTurn((int)member, round) && candidates.Allows((int)member))
            {
                return (round * count) + member;
            }

            if (++member == count)
            {
                member = 0;
                round++;
            }
        }

        return Earliest(ref candidates, from);
    }

    /// <summary>The earliest turn of all members that may be used: for when the heavy ones are out, or most are.</summary>
    private long Earliest(ref Candidates candidates, long from)
    {
        var count = _weights.Length;
        var (round, first) = Math.DivRem(from, count);
        var earliest = long.MaxValue;
        for (var i = 0; i < count; i++)
        {
            if (_weights[i] > 0 && candidates.Allows(i))
            {
                // A member passed already in this round comes next round at the earliest.
                earliest = Math.Min(earliest, (TurnFrom(i, i < first ? round + 1 : round) * count) + i);
            }
        }

        return earliest == long.MaxValue ? -1 : earliest;
    }

    private bool HasTurn(int member, long round) =>
        _weights[member] > 0 && (((_weights[member] * round) + _offsets[member]) % _highest) >= _highest - _weights[member];

    /// <summary>The first round, from one on, in which a member has a turn: that in which its sum passes the next multiple.</summary>
    private long TurnFrom(int member, long round)
    {
        long weight = _weights[member];
        var sum = (weight * round) + _offsets[member];
        var missing = _highest - (sum % _highest);
        return round + ((missing + weight - 1) / weight) - 1;
    }

    private static int Divisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
