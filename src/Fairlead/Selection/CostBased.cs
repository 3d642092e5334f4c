using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Cheapest for the tokens this request is expected to take; by chance among equals. A price of zero is a price; members without one come last.</summary>
/// <remarks>
/// Expected input is the request's own estimate, expected output the average of the group's answers, capped by the request's limit.
/// Always exact: large tiers are looked at by distinct price, of which there are few, not by member.
/// </remarks>
internal sealed class CostBased : SelectionStrategy
{
    /// <summary>Draws within a price before its members are gone through in turn.</summary>
    private const int Draws = 8;

    private readonly TokenPrice[] _prices;
    private readonly (double[] Input, double[] Output) _row;
    private readonly TokenPrice[] _classes;
    private readonly int[][] _members;
    private readonly TokenForecast _forecast = new();
    private readonly EffectivePrices? _effective;

    public CostBased(Deployment[] members, DeploymentState[] states, StrategyContext context)
    {
        _effective = context.EffectivePrice ? new EffectivePrices(members, states, TokenPrice.Unknown, context.Clock, EffectiveCost.Ahead) : null;
        _prices = Array.ConvertAll(members, static d => d.Price);

        // An unknown price is infinite by its input alone, of which there is some in every request: nothing times infinite is not a number.
        _row = (Four.Pad(Array.ConvertAll(_prices, static p => p.Input)), Four.Pad(Array.ConvertAll(_prices, static p => p.IsKnown ? p.Output : 0)));
        var byPrice = new Dictionary<TokenPrice, List<int>>();
        for (var i = 0; i < members.Length; i++)
        {
            if (!byPrice.TryGetValue(_prices[i], out var same))
            {
                byPrice[_prices[i]] = same = [];
            }

            same.Add(i);
        }

        _classes = [.. byPrice.Keys];
        _members = [.. byPrice.Values.Select(static same => same.ToArray())];
    }

    public override string Name => StrategyNames.CostBased;

    public override int Pick(ref Candidates candidates)
    {
        var input = _forecast.Input(candidates.Request);
        var output = _forecast.Output(candidates.Request);
        if (_effective is { } effective && candidates.Request.Affinity?.Prefix is not null)
        {
            return EffectiveCost.Pick(ref candidates, effective.For(ref candidates, input, output));
        }

        if (candidates.Count <= BestOf.ScanLimit)
        {
            return BestOf.Pick(ref candidates, new Cost(_prices, _row, input, output), slack: 0);
        }

        // From class to class in the order of cost, until one has a member that may be used.
        var price = NextClass(-1, input, output);
        while (price >= 0)
        {
            if (PickInClass(ref candidates, _members[price]) is var member and >= 0)
            {
                return member;
            }

            price = NextClass(price, input, output);
        }

        return -1;
    }

    public override void Observe(int member, in AttemptReport report, long now) => _forecast.Learn(report);

    public override void Observe(int member, ReadOnlySpan<Answer> answers, long now) => _forecast.Learn(answers);

    public override bool WeighsPrefixes => _effective is not null;

    public override bool PricesCaches => _effective is not null;

    public override void ObserveCache(int member, in CacheReading reading, long now) => _effective?.Observe(member, reading, now);

    public override double? Score(int member, in RouteRequest request) =>
        _prices[member].IsKnown ? _prices[member].Of(_forecast.Input(request), _forecast.Output(request)) : null;

    public override double? Score(int member, ref Candidates candidates) => _effective is { } effective && _prices[member].IsKnown
        ? effective.For(ref candidates, _forecast.Input(candidates.Request), _forecast.Output(candidates.Request)).Of(member)
        : Score(member, candidates.Request);

    public override void Shares(ref Candidates candidates, Span<double> shares)
    {
        var (input, output) = (_forecast.Input(candidates.Request), _forecast.Output(candidates.Request));
        if (_effective is { } effective)
        {
            var prices = effective.For(ref candidates, input, output);
            Shares(ref candidates, prices, EffectiveCost.Slack(prices), shares);
        }
        else
        {
            Shares(ref candidates, new Cost(_prices, _row, input, output), 0, shares);
        }
    }

    /// <summary>Everybody within the slack above the lowest has the same chance.</summary>
    private static void Shares<T>(ref Candidates candidates, T score, double slack, Span<double> shares)
        where T : struct, IScore
    {
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < candidates.Count; i++)
        {
            lowest = candidates.Allows(i) ? Math.Min(lowest, score.Of(candidates.States[i], i)) : lowest;
        }

        var equal = 0;
        for (var i = 0; i < candidates.Count; i++)
        {
            shares[i] = candidates.Allows(i) && score.Of(candidates.States[i], i) <= lowest * (1 + slack) ? 1 : 0;
            equal += (int)shares[i];
        }

        for (var i = 0; i < candidates.Count && equal > 0; i++)
        {
            shares[i] /= equal;
        }
    }

    /// <summary>The class that follows in the order of cost, then of place; the cheapest after -1.</summary>
    private int NextClass(int after, double input, double output)
    {
        var above = after < 0 ? double.NegativeInfinity : _classes[after].Of(input, output);
        var next = -1;
        var lowest = double.PositiveInfinity;
        for (var i = 0; i < _classes.Length; i++)
        {
            var cost = _classes[i].Of(input, output);
            var follows = cost > above || (cost == above && i > after);
            if (follows && (next < 0 || cost < lowest))
            {
                next = i;
                lowest = cost;
            }
        }

        return next;
    }

    private static int PickInClass(ref Candidates candidates, int[] members)
    {
        var start = 0;
        for (var i = 0; i < Draws; i++)
        {
            start = candidates.Random.Next(members.Length);
            if (candidates.Allows(members[start]))
            {
                return members[start];
            }
        }

        // Many are out: the first that may be used after the last draw.
        for (var i = 1; i < members.Length; i++)
        {
            var member = members[(start + i) % members.Length];
            if (candidates.Allows(member))
            {
                return member;
            }
        }

        return -1;
    }

    private readonly struct Cost(TokenPrice[] prices, (double[] Input, double[] Output) row, double input, double output) : IScore
    {
        public double Of(DeploymentState state, int member) => prices[member].Of(input, output);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first) =>
            (Four.Of(row.Input, first) * Vector256.Create(input)) + (Four.Of(row.Output, first) * Vector256.Create(output));
    }
}
