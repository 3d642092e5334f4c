using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Fairlead.Attempts;
using Fairlead.Model;
using Fairlead.State;

namespace Fairlead.Selection;

/// <summary>Fewest calls under way relative to <c>capacity</c>; among equals by chance, in proportion to capacity.</summary>
/// <remarks>
/// Capacities of 100 and 50 settle at 2 : 1, under load because the loads level out, when idle because equals are drawn so.
/// Calls are counted by leases, so that a call cancelled, failed or cut is given back like any other.
/// </remarks>
internal sealed class LeastBusy : SelectionStrategy
{
    private readonly DeploymentState[] _states;
    private readonly double[] _perCall;
    private readonly double[]? _capacity;
    private readonly AliasTable? _byCapacity;

    public LeastBusy(Deployment[] members, DeploymentState[] states)
    {
        _states = states;
        var capacity = Array.ConvertAll(members, static d => d.Config.Capacity ?? 1);
        _perCall = Four.Pad(Array.ConvertAll(capacity, static c => 1 / c));
        if (Array.Exists(capacity, c => c != capacity[0]))
        {
            _capacity = Four.Pad(capacity);
            _byCapacity = AliasTable.Build(capacity);
        }
    }

    public override string Name => StrategyNames.LeastBusy;

    public override int Pick(ref Candidates candidates) =>
        BestOf.Pick(ref candidates, new Load(_perCall), slack: 0, _capacity, _byCapacity);

    public override double? Score(int member, in RouteRequest request) => new Load(_perCall).Of(_states[member], member);

    public override void Shares(ref Candidates candidates, Span<double> shares) =>
        BestOf.Shares(ref candidates, new Load(_perCall), slack: 0, _capacity, shares);

    private readonly struct Load(double[] perCall) : IScore
    {
        public double Of(DeploymentState state, int member) => state.InFlight * perCall[member];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<double> OfFour(in Four four, Vector256<long> read, int first) => Four.InFlight(read) * Four.Of(perCall, first);
    }
}
