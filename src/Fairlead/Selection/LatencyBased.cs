using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Attempts;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Lowest expected time of the answer, times the calls under way plus one.</summary>
/// <remarks>
/// A plain answer is expected to take the time to the first token and the expected tokens times the time per token;
/// a stream is ranked by the time to the first token, which is what its reader waits for (LiteLLM ranks so too).
/// What is expected, of newcomers and of those that fail too, is the business of <see cref="AnswerTimes"/>.
/// </remarks>
internal sealed class LatencyBased : SelectionStrategy
{
    private readonly DeploymentState[] _states;
    private readonly AnswerTimes _times;
    private readonly double _buffer;

    public LatencyBased(DeploymentState[] states, StrategyContext context)
    {
        _states = states;
        _times = new AnswerTimes(states, context, thoughtSlow: 1 + context.LatencyBuffer);
        _buffer = context.LatencyBuffer;
    }

    public override string Name => StrategyNames.LatencyBased;

    public override bool GoesByAnswers => true;

    public override int Pick(ref Candidates candidates) =>
        _times.Trials.Instead(BestOf.Pick(ref candidates, ScoreFor(candidates.Request), _buffer), ref candidates);

    public override void Observe(int member, in AttemptReport report, long now) => _times.Observe(member, report, now);

    public override void Observe(int member, ReadOnlySpan<Answer> answers, long now) => _times.Observe(member, answers, now);

    public override bool WatchesContent => _times.HearsContent;

    public override void ObserveContent(int member, double seconds, long now) => _times.ObserveContent(member, seconds, now);

    public override double? Score(int member, in RouteRequest request) => ScoreFor(request).Of(_states[member], member);

    public override void Shares(ref Candidates candidates, Span<double> shares)
    {
        BestOf.Shares(ref candidates, ScoreFor(candidates.Request), _buffer, null, shares);
        _times.Trials.AddTo(ref candidates, shares);
    }

    private Expected ScoreFor(in RouteRequest request) => new(_times.Estimates, request.Stream ? 0 : _times.Forecast.Output(request));

    private readonly struct Expected(Estimates estimates, double tokens) : IScore
    {
        public double Of(DeploymentState state, int member) =>
            (estimates.Fixed[member] + (tokens * estimates.PerToken[member])) * (state.InFlight + 1) * estimates.Caution[member];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first)
        {
            var time = Four.Of(estimates.Fixed, first) + (Vector256.Create(tokens) * Four.Of(estimates.PerToken, first));
            return time * (Four.InFlight(read) + Vector256<double>.One) * Four.Of(estimates.Caution, first);
        }
    }
}
