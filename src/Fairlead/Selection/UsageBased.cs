using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Attempts;
using Fairlead.Costs;
using Fairlead.Limits;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Most headroom left of this minute's <c>tpm</c> and <c>rpm</c>; by chance among equals.</summary>
/// <remarks>
/// LiteLLM's <c>usage-based-routing</c> and <c>-v2</c>, with two differences. What is compared is the share of the limit that is taken, not the bare tokens:
/// a deployment with ten times the limit gets ten times the traffic before either is refused. And calls under way count with the output they are expected to have,
/// so that a burst does not all go to whoever reported least. The first request of a minute goes by what was taken of the last one: no clock is read for a comparison. Limits are kept by the clock.
/// </remarks>
internal sealed class UsageBased(DeploymentState[] states, MinuteUsage usage) : SelectionStrategy
{
    private readonly TokenForecast _forecast = new();

    public override string Name => StrategyNames.UsageBased;

    public override int Pick(ref Candidates candidates) => BestOf.Pick(ref candidates, ScoreFor(candidates.Request), slack: 0);

    public override void Observe(int member, in AttemptReport report, long now) => _forecast.Learn(report);

    public override void Observe(int member, ReadOnlySpan<Answer> answers, long now) => _forecast.Learn(answers);

    public override double? Score(int member, in RouteRequest request) =>
        ScoreFor(request).Of(states[member], member);

    public override void Shares(ref Candidates candidates, Span<double> shares) =>
        BestOf.Shares(ref candidates, ScoreFor(candidates.Request), slack: 0, null, shares);

    private Taken ScoreFor(in RouteRequest request) => new(usage, usage.Latest, _forecast.Output(request));

    private readonly struct Taken(MinuteUsage usage, long minute, double output) : IScore
    {
        public double Of(DeploymentState state, int member) => usage.Share(state, member, minute, output);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first) => usage.Share(four, Four.InFlight(read), first, minute, output);
    }
}
