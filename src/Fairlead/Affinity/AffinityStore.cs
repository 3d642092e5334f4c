using Fairlead.State;

namespace Fairlead.Affinity;

/// <summary>Which deployment answered for a key, of bounded size: where there is no room the tie that would end first makes room.</summary>
/// <remarks>
/// A set-associative table, as processors' caches are: a key has four places. Looking up and prolonging take no lock and allocate nothing. Two requests that
/// write to one place at once may lose one of the two ties, which costs one cache miss upstream.
/// </remarks>
internal sealed class AffinityStore
{
    /// <summary>Places of a key. With as many ties as places, four ways lose some 20 % of them, eight would 14 % (balls into bins).</summary>
    private const int Ways = 4;

    private readonly Tie?[] _ties;
    private readonly ulong _sets;

    /// <param name="entries">Most ties kept; rounded up to a multiple of the ways.</param>
    public AffinityStore(int entries)
    {
        _sets = (ulong)((entries + Ways - 1) / Ways);
        _ties = new Tie?[_sets * Ways];
    }

    public int Capacity => _ties.Length;

    /// <summary>The deployment a key is tied to; null when there is none, or it has ended.</summary>
    public DeploymentState? Find(ulong key, long now)
    {
        foreach (ref var place in Places(key))
        {
            if (Volatile.Read(ref place) is { } tie && tie.Key == key)
            {
                return Volatile.Read(ref tie.Until) > now ? tie.Owner : null;
            }
        }

        return null;
    }

    /// <summary>Ties a key to a deployment, or prolongs the tie.</summary>
    public void Set(ulong key, DeploymentState owner, long until)
    {
        ref var free = ref Places(key)[0];
        var earliest = long.MaxValue;
        foreach (ref var place in Places(key))
        {
            var tie = Volatile.Read(ref place);
            if (tie is not null && tie.Key == key)
            {
                if (ReferenceEquals(tie.Owner, owner))
                {
                    Volatile.Write(ref tie.Until, until);
                    return;
                }

                free = ref place;
                break;
            }

            var ends = tie is null ? long.MinValue : Volatile.Read(ref tie.Until);
            if (ends < earliest)
            {
                earliest = ends;
                free = ref place;
            }
        }

        Volatile.Write(ref free, new Tie(key, owner) { Until = until });
    }

    private Span<Tie?> Places(ulong key) => _ties.AsSpan((int)(key % _sets) * Ways, Ways);

    private sealed class Tie(ulong key, DeploymentState owner)
    {
        public readonly ulong Key = key;
        public readonly DeploymentState Owner = owner;
        public long Until;
    }
}
