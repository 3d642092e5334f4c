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
    public DeploymentState? Find(ulong key, long now) => Look(key, now)?.Owner;

    /// <summary>A key's tie; null when there is none, or it has ended.</summary>
    public Tie? Look(ulong key, long now)
    {
        foreach (ref var place in Places(key))
        {
            if (Volatile.Read(ref place) is { } tie && tie.Key == key)
            {
                return Volatile.Read(ref tie.Until) > now ? tie : null;
            }
        }

        return null;
    }

    /// <summary>Ties a key to a deployment, or prolongs the tie.</summary>
    /// <param name="key">The key.</param>
    /// <param name="owner">The deployment.</param>
    /// <param name="until">When the tie ends.</param>
    /// <param name="tokens">Tokens of the prompt that it read; 0 leaves what is known.</param>
    /// <param name="hit">Share of what it had read of the conversation that came from its cache, for a tie that is new; not a number where that is not known.</param>
    public void Set(ulong key, DeploymentState owner, long until, int tokens = 0, float hit = float.NaN)
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
                    tie.Tokens = tokens > 0 ? tokens : tie.Tokens;
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

        Volatile.Write(ref free, new Tie(key, owner) { Until = until, Tokens = tokens, Hit = hit });
    }

    private Span<Tie?> Places(ulong key) => _ties.AsSpan((int)(key % _sets) * Ways, Ways);

    /// <summary>A tie. Of two threads that write to one at once the later one counts.</summary>
    internal sealed class Tie(ulong key, DeploymentState owner)
    {
        public readonly ulong Key = key;
        public readonly DeploymentState Owner = owner;
        public long Until;

        /// <summary>Tokens of the prompt read last, where the key is of a prompt's beginning; 0 when unknown.</summary>
        public int Tokens;

        /// <summary>Share of what the owner had read of such prompts that came from its cache; not a number before it was seen.</summary>
        public float Hit;
    }
}
