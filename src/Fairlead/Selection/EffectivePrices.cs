using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Costs;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>What requests cost at the members of a tier, the providers' caches counted: what of a prompt will be read from a cache, by what was, at the cached price; the rest at what it costs not to be there.</summary>
/// <remarks>
/// <para>Only prompts long enough to be cached anywhere (<see cref="Affinity.PromptPrefix"/>) have more than the list price. Of the member that has read the prompt's beginning the share that will come
/// from its cache is known of the very conversation; of the others, what they would have to read anew. What is asked of one that has not read a conversation would be in its cache for the turns that
/// follow: those count as often as conversations of late had turns, so that a dearer member with a cache is not passed over for the first turn's sake.</para>
/// <para>Worked out when answers come; a decision reads two prices more a member, and none where this is switched off.</para>
/// </remarks>
internal sealed class EffectivePrices
{
    /// <summary>What is left of each answer's evidence by the next, for how many turns follow and what they have in common: some 256 are remembered, of which about one in twenty begins a conversation.</summary>
    private const double Keep = 1 - (1 / 256.0);

    /// <summary>From this share of a prompt on that was read before, it continues another: prompts that only begin alike have less in common.</summary>
    private const double Continuing = 0.5;

    /// <summary>How old what fades by itself may be.</summary>
    private const double RefreshSeconds = 1;

    private readonly DeploymentState[] _states;
    private readonly CachePrice[] _prices;
    private readonly double[] _list;
    private readonly double[] _output;
    private readonly double[] _unread;
    private readonly double[] _later;
    private readonly double[] _missed;
    private readonly double _ahead;
    private readonly double _halfLife;
    private readonly long _refresh;
    private readonly Lock _gate = new();
    private double _begun = 1;
    private double _continued = 1;
    private readonly double[] _ages = [1, 0, 0];
    private double _common = 1;
    private double _follow = 1;
    private long _refreshAt;

    /// <param name="members">The tier's members.</param>
    /// <param name="states">Their states.</param>
    /// <param name="unknown">What counts as the price of a member whose price nobody knows.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="ahead">Share of the turns that follow which counts where a conversation that somebody has read may go elsewhere: it must be likely to stay there.</param>
    public EffectivePrices(Deployment[] members, DeploymentState[] states, TokenPrice unknown, Clock clock, double ahead)
    {
        _states = states;
        _ahead = ahead;
        _prices = Array.ConvertAll(members, d => CachePrice.Of(d.Facts.Price, unknown));
        _list = Four.Pad(Array.ConvertAll(_prices, static p => p.Plain));
        _output = Four.Pad(Array.ConvertAll(_prices, static p => p.Output));
        _unread = [.. _list];
        _later = [.. _list];
        _missed = [.. _list];
        _halfLife = clock.Ticks(CacheMemory.HalfLife);
        _refresh = clock.Ticks(TimeSpan.FromSeconds(RefreshSeconds));
        JudgeAll(clock.Now);
    }

    /// <summary>How many turns follow the first of a conversation, by those of late.</summary>
    public double Follow => Volatile.Read(ref _follow);

    /// <summary>The prices of a request.</summary>
    /// <param name="candidates">The request, and who has read its beginning.</param>
    /// <param name="input">Its tokens.</param>
    /// <param name="output">Those of its answer.</param>
    public OfRequest For(ref Candidates candidates, double input, double output)
    {
        if (candidates.Request.Affinity?.Prefix is null)
        {
            return new OfRequest(_list, _list, _output, input, 0, output, -1, 0);
        }

        var follow = Follow * (candidates.Warm is null ? 1 : _ahead);
        var (now, later) = (input / (1 + follow), input * follow / (1 + follow));
        var warm = candidates.Warm is { } reader ? reader.PlaceIn(_states) : -1;
        var own = warm < 0 ? 0 : (now * Mixed(candidates.WarmShare, _prices[warm].Read, _missed[warm])) + (later * _later[warm]) + (output * _output[warm]);
        return new OfRequest(_unread, _later, _output, now, later, output, warm, own);
    }

    /// <summary>Learns from an answer of a member.</summary>
    public void Observe(int member, in CacheReading reading, long now)
    {
        _states[member].Caches.Learn(reading, now, _halfLife);
        lock (_gate)
        {
            _begun = (_begun * Keep) + (reading.Continues ? 0 : 1);
            _continued = (_continued * Keep) + (reading.Continues ? 1 : 0);
            if (reading.ReadBefore >= Continuing)
            {
                _common = (_common * Keep) + reading.ReadBefore;
                for (var i = 0; i < _ages.Length; i++)
                {
                    _ages[i] = (_ages[i] * Keep) + (i == (int)reading.Age ? 1 : 0);
                }
            }

            Volatile.Write(ref _follow, _continued / Math.Max(_begun, 1));
            if (now >= _refreshAt)
            {
                JudgeAll(now);
            }
            else
            {
                Judge(member, now);
            }
        }
    }

    private void JudgeAll(long now)
    {
        for (var i = 0; i < _prices.Length; i++)
        {
            Judge(i, now);
        }

        _refreshAt = now + _refresh;
    }

    private void Judge(int member, long now)
    {
        ref readonly var price = ref _prices[member];
        if (!double.IsFinite(price.Plain))
        {
            // Dearer than any, now and later: and no number comes of infinity times nothing.
            _later[member] = 0;
            return;
        }

        var known = _states[member].Caches.View(now, _halfLife);
        var missed = Mixed(double.IsNaN(known.Written) ? 1 : known.Written, price.Write, price.Plain);
        Volatile.Write(ref _missed[member], missed);
        Volatile.Write(ref _unread[member], Mixed(known.Unread, price.Read, missed));
        var (fresh, hour, old) = (_ages[(int)CacheAge.Fresh], _ages[(int)CacheAge.Hour], _ages[(int)CacheAge.Old]);
        var hit = ((fresh * known.Fresh) + (hour * known.Hour) + (old * known.Old)) / (fresh + hour + old);
        Volatile.Write(ref _later[member], Mixed(hit * (_common / (fresh + hour + old)), price.Read, missed));
    }

    /// <summary>A share at one price, the rest at another.</summary>
    private static double Mixed(double share, double one, double other) => (share * one) + ((1 - share) * other);

    /// <summary>The four prices of a token.</summary>
    private readonly record struct CachePrice(double Plain, double Read, double Write, double Output)
    {
        public static CachePrice Of(ModelPrice? price, TokenPrice unknown) =>
            price is not { IsKnown: true } ? new CachePrice(unknown.Input, unknown.Input, unknown.Input, unknown.IsKnown ? unknown.Output : 0)
            : new CachePrice(price.Input ?? 0, price.CachedInput ?? price.Input ?? 0, price.CacheWrite ?? price.Input ?? 0, price.Output ?? 0);
    }

    /// <summary>What one request costs at each member, in US dollars: on average over its conversation, where it has one.</summary>
    /// <param name="prices">An input token's, now.</param>
    /// <param name="laterPrices">The same in the turns that follow.</param>
    /// <param name="outputPrices">An output token's.</param>
    /// <param name="now">Input tokens that cost what they do now.</param>
    /// <param name="later">Those that cost what they will later.</param>
    /// <param name="output">Output tokens.</param>
    /// <param name="warm">Who has read the beginning; -1 for nobody.</param>
    /// <param name="warmCost">What it costs there.</param>
    internal readonly struct OfRequest(
        double[] prices, double[] laterPrices, double[] outputPrices, double now, double later, double output, int warm, double warmCost) : IScore, IPrices
    {
        /// <summary>Nobody has read its beginning, so that it may go anywhere.</summary>
        public bool IsNew => later > 0 && warm < 0;

        /// <summary>Who has; -1 for nobody.</summary>
        public int Warm => warm;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Of(int member) =>
            member == warm ? warmCost : (now * prices[member]) + (later * laterPrices[member]) + (output * outputPrices[member]);

        public double Of(DeploymentState state, int member) => Of(member);

        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first) => OfFour(first);

        /// <summary>What it costs at the cheapest, whether that may be asked or not.</summary>
        public double Lowest()
        {
            var low = Scores.None;
            for (var i = 0; i < prices.Length; i += Four.Count)
            {
                low = Scores.Lower(OfFour(i), low);
            }

            return Scores.Lowest(low);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<double> OfFour(int first)
        {
            var cost = (Vector256.Create(now) * Four.Of(prices, first)) + (Vector256.Create(later) * Four.Of(laterPrices, first))
                + (Vector256.Create(output) * Four.Of(outputPrices, first));
            return (uint)(warm - first) < Four.Count ? cost.WithElement(warm - first, warmCost) : cost;
        }
    }
}
