using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.Limits;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Shortest expected completion; the better of two drawn among those near the shortest.</summary>
/// <remarks>
/// <para>Expected completion is (time to first token + expected output tokens × time per token) × (1 + calls under way / share of the capacity): for a stream too,
/// since a long answer holds its place to the end. Failures, newcomers, slow starts and exploration are those of <see cref="AnswerTimes"/>.</para>
/// <para>Where <c>routing_strategy_args.latency_objective</c> is set, the cheapest of those expected to meet it is asked; the times count where none is.</para>
/// <para>Two factors may lengthen it. Price, where <c>routing_strategy_args.price_weight</c> is set: 1 + weight × price of the expected tokens ÷ that of the tier's dearest.
/// Headroom, where <c>rpm</c> or <c>tpm</c> are set: a member that uses its minute faster than the minute passes counts as slower by what is left of it, so that
/// its limit is reached at the minute's end and not before. The limit itself is kept: nobody is asked beyond it.</para>
/// <para>One factor may shorten it: where <c>routing_strategy_args.prefix_weight</c> is set, whoever has read the prompt's beginning counts as
/// 1 + weight × the share of it that was read times quicker.</para>
/// <para>A provider whose headers say that less than a tenth of its limits is left counts as slower by what is left of that tenth, until it says they are whole again.</para>
/// <para>Who is picked: <see cref="NearBest"/>.</para>
/// </remarks>
internal sealed class Adaptive : SelectionStrategy
{
    /// <summary>
    /// A member far ahead of its minute counts as at most so many times slower: enough to leave it to whoever is not, while it can still serve alone.
    /// Measured where 97 % of the quotas are asked for: p99 1.17 s at each of 1/4, 1/16 and 1/1000, 1.22 s without (docs/decisions/selection.md).
    /// </summary>
    private const double LeastHeadroom = 1 / 16.0;

    /// <summary>The objective is to be met by nearly all answers, the estimate is a mean: one answer in a hundred takes twice as long (log-normal times, spread 0.3).
    /// Measured with an objective of 3 s: p99 3.25 s at 1.5, 2.48 s at 2, 1.62 s at 3 (docs/decisions/selection.md).</summary>
    private const double Margin = 2;

    /// <summary>
    /// Makes the square of a price in US dollars smaller than any time. The square, since members within half as much again count as near: prices do within a fifth.
    /// </summary>
    private const double PriceScale = 1e-12;

    private readonly DeploymentState[] _states;
    private readonly AnswerTimes _times;
    private readonly MinuteUsage? _usage;
    private readonly Clock _clock;
    private readonly double[] _perCall;
    private readonly TokenPrice[]? _prices;
    private readonly TokenPrice _dearest;
    private readonly double _priceWeight;
    private readonly double _prefixWeight;
    private readonly double _objective;
    private readonly EffectivePrices? _effective;

    /// <summary>Neither prices nor limits are looked at.</summary>
    private readonly bool _goesByTimes;

    public Adaptive(Deployment[] members, DeploymentState[] states, MinuteUsage? usage, StrategyContext context)
    {
        _states = states;
        _usage = usage;
        _clock = context.Clock;
        var mean = members.Average(static d => d.Config.Capacity ?? 1);
        _perCall = Four.Pad(Array.ConvertAll(members, d => mean / (d.Config.Capacity ?? 1)));
        _times = new AnswerTimes(states, context, NearBest.Near, _perCall);
        _priceWeight = context.PriceWeight;
        _prefixWeight = context.PrefixWeight;
        var known = Array.FindAll(Array.ConvertAll(members, static d => d.Price), static p => p.IsKnown);
        _objective = known.Length > 0 ? context.LatencyObjective : 0;
        if ((_priceWeight > 0 || _objective > 0) && known.Length > 0)
        {
            // Nobody knows what an unknown price is: it counts as the dearest.
            _dearest = new TokenPrice(known.Max(static p => p.Input), known.Max(static p => p.Output));
            _prices = Array.ConvertAll(members, d => d.Price.IsKnown ? d.Price : _dearest);

            // Whom load may move again at the next turn, a conversation does not move to for the turns that follow: with five alike that would cost 150 dollars where 81 do (agents of 20 turns).
            _effective = context.EffectivePrice ? new EffectivePrices(members, states, _dearest, context.Clock, ahead: 0) : null;
        }

        _goesByTimes = _prices is null && usage is null;
    }

    public override string Name => StrategyNames.Adaptive;

    public override bool GoesByAnswers => true;

    public override int Pick(ref Candidates candidates) => _times.Trials.Instead(
        _goesByTimes && candidates.Warm is null
            ? NearBest.Pick(ref candidates, new Times(this, _times.Forecast.Output(candidates.Request)))
            : _effective is null ? PickByMore(ref candidates) : PickEffective(ref candidates),
        ref candidates);

    public override void Observe(int member, in AttemptReport report, long now) => _times.Observe(member, report, now);

    public override void Observe(int member, ReadOnlySpan<Answer> answers, long now) => _times.Observe(member, answers, now);

    public override bool WeighsPrefixes => _prefixWeight > 0 || _effective is not null;

    public override bool PricesCaches => _effective is not null;

    public override void ObserveCache(int member, in CacheReading reading, long now) => _effective?.Observe(member, reading, now);

    public override bool WatchesContent => _times.HearsContent;

    public override void ObserveContent(int member, double seconds, long now) => _times.ObserveContent(member, seconds, now);

    public override double? Score(int member, in RouteRequest request)
    {
        var now = _clock.Now;
        return ScoreFor(request, ListFor(request), _clock.Minute(now), _clock.PassedOfMinute(now), null, 1).Of(_states[member], member);
    }

    public override double? Score(int member, ref Candidates candidates) =>
        _effective is null ? Score(member, candidates.Request) : EffectiveScoreFor(ref candidates).Of(_states[member], member);

    public override void Shares(ref Candidates candidates, Span<double> shares)
    {
        if (_effective is null)
        {
            NearBest.Shares(ref candidates, ScoreFor(ref candidates), shares);
        }
        else
        {
            NearBest.Shares(ref candidates, EffectiveScoreFor(ref candidates), shares);
        }

        _times.Trials.AddTo(ref candidates, shares);
    }

    /// <summary>Apart, so that whoever goes by times alone has no room on the stack for the rest, which would be cleared at every decision.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PickByMore(ref Candidates candidates) => NearBest.Pick(ref candidates, ScoreFor(ref candidates));

    /// <summary>The clock is read only where there are limits to go by.</summary>
    private Expected<ListPrices> ScoreFor(ref Candidates candidates) => ScoreFor(ref candidates, ListFor(candidates.Request));

    private Expected<TPrices> ScoreFor<TPrices>(ref Candidates candidates, TPrices prices)
        where TPrices : struct, IPrices
    {
        var (warm, quicker) = (candidates.Warm, 1 + (_prefixWeight * candidates.Warmth));
        return _usage is null
            ? ScoreFor(candidates.Request, prices, 0, 0, warm, quicker)
            : ScoreFor(candidates.Request, prices, candidates.Minute, candidates.PassedOfMinute, warm, quicker);
    }

    private Expected<TPrices> ScoreFor<TPrices>(in RouteRequest request, TPrices prices, long minute, double passed, DeploymentState? warm, double quicker)
        where TPrices : struct, IPrices
    {
        var output = _times.Forecast.Output(request);
        var dearest = _prices is null ? 0 : _dearest.Of(_times.Forecast.Input(request), output);
        return new Expected<TPrices>(this, request.Stream, prices, output, dearest > 0 ? _priceWeight / dearest : 0, minute, passed, warm, quicker);
    }

    private ListPrices ListFor(in RouteRequest request) => new(_prices, _times.Forecast.Input(request), _times.Forecast.Output(request));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PickEffective(ref Candidates candidates) => NearBest.Pick(ref candidates, EffectiveScoreFor(ref candidates));

    private Expected<EffectivePrices.OfRequest> EffectiveScoreFor(ref Candidates candidates) =>
        ScoreFor(ref candidates, _effective!.For(ref candidates, _times.Forecast.Input(candidates.Request), _times.Forecast.Output(candidates.Request)));

    /// <summary>How many times longer an answer takes if a member bears one call more.</summary>
    private static double Loaded(double busy, double perCall) => double.MaxNative((busy + 1) * perCall, 1);

    /// <summary>A time made longer by how little is left of a provider's limit. Only near one is the clock read: whether what the provider said still holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private double Headed(DeploymentState state, double time) => time / Math.Max(Math.Min(state.ShareLeft(_clock.Now) / DeploymentState.LastShare, 1), LeastHeadroom);

    /// <summary>The same as <see cref="Expected{TPrices}"/> where there are neither prices nor limits to go by: small enough for the loop over the members to have it whole.</summary>
    private readonly struct Times(Adaptive of, double output) : INearScore
    {
        private readonly Estimates _estimates = of._times.Estimates;
        private readonly double[] _perCall = of._perCall;

        public double Of(DeploymentState state, int member) => Of(state, member, out _);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public double Of(DeploymentState state, int member, out double quick)
        {
            var time = _estimates.Fixed[member] + (output * _estimates.PerToken[member]);
            double busy = state.InFlight + state.QueueLength;
            quick = time * Loaded(busy, _estimates.PerCall[member]);
            return time * (1 + (busy * _perCall[member]));
        }

        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first) => OfFour(four, read, first, out _);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first, out Vector256<double> quick)
        {
            var time = Four.Of(_estimates.Fixed, first) + (Vector256.Create(output) * Four.Of(_estimates.PerToken, first));
            var busy = Four.Busy(read);
            quick = time * Vector256.MaxNative((busy + Vector256<double>.One) * Four.Of(_estimates.PerCall, first), Vector256<double>.One);
            return time * (Vector256<double>.One + (busy * Four.Of(_perCall, first)));
        }

        public bool IsSpecial(DeploymentState state) => state.IsNearLimit;

        public bool IsAnySpecial(Vector256<long> read) => Four.IsAnyNearLimit(read);

        public double OfSpecial(DeploymentState state, int member, out double quick)
        {
            var slower = of.Headed(state, 1);
            var score = Of(state, member, out quick);
            quick *= slower;
            return score * slower;
        }
    }

    private readonly struct Expected<TPrices>(
        Adaptive of, bool stream, TPrices prices, double output, double perPrice, long minute, double passed, DeploymentState? warm, double quicker) : INearScore
        where TPrices : struct, IPrices
    {
        private readonly Estimates _estimates = of._times.Estimates;
        private readonly double[] _perCall = of._perCall;

        public double Of(DeploymentState state, int member) => Of(state, member, out _);

        public double Of(DeploymentState state, int member, out double quick)
        {
            var time = _estimates.Fixed[member] + (output * _estimates.PerToken[member]);
            if (perPrice > 0)
            {
                time *= 1 + (perPrice * prices.Of(member));
            }

            if (ReferenceEquals(state, warm))
            {
                time /= quicker;
            }

            if (of._usage is { } usage)
            {
                var ahead = usage.Share(state, member, minute, output) - passed;
                time /= ahead <= 0 ? 1 : Math.Max(1 - ahead, LeastHeadroom);
            }

            time = state.IsNearLimit ? of.Headed(state, time) : time;
            double busy = state.InFlight + state.QueueLength;
            var loaded = Loaded(busy, _estimates.PerCall[member]);
            quick = time * loaded;
            if (of._objective > 0 && (stream ? _estimates.Fixed[member] * loaded : quick) * Margin <= of._objective)
            {
                // Whoever meets the objective comes before whoever does not, by price alone: no answer is expected in so short a time.
                var price = prices.Of(member);
                quick = price * price * PriceScale;
            }

            return time * (1 + (busy * _perCall[member]));
        }

        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first) => OfFour(four, read, first, out _);

        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first, out Vector256<double> quick)
        {
            Span<double> scores = [double.NaN, double.NaN, double.NaN, double.NaN];
            Span<double> quicks = [double.NaN, double.NaN, double.NaN, double.NaN];
            for (var i = 0; i < Four.Count && first + i < of._states.Length; i++)
            {
                scores[i] = Of(of._states[first + i], first + i, out quicks[i]);
            }

            quick = Vector256.Create<double>(quicks);
            return Vector256.Create<double>(scores);
        }

        public bool IsSpecial(DeploymentState state) => false;

        public bool IsAnySpecial(Vector256<long> read) => false;

        public double OfSpecial(DeploymentState state, int member, out double quick) => Of(state, member, out quick);
    }
}
