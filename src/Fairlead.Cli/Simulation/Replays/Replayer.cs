using Fairlead.Cli.Simulation.Engine;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Cli.Simulation.Traffic.Traces;
using Fairlead.Configuration;
using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Replays;

/// <summary>Asks a candidate configuration, request after request as they were recorded, whom it would have picked.</summary>
/// <remarks>
/// It is asked in the state that the recorded calls leave it in (<see cref="RecordedState"/>), not in the one that its own choices would: what would have come of those nobody recorded. What its choices
/// do to load and limits is the simulation's business. Routers that recorded apart are replayed apart.
/// </remarks>
internal sealed class Replayer
{
    /// <summary>Kind of dice that seed the routers' own chance.</summary>
    private const int RouterDice = 7;

    private readonly EventQueue _events = new(new VirtualTime());
    private readonly Dictionary<int, RecordedState> _routers = [];
    private readonly RouterConfig _config;
    private readonly ulong _seed;

    private Replayer(RouterConfig config, ulong seed)
    {
        _config = config;
        _seed = seed;
    }

    /// <summary>Replays a log.</summary>
    /// <param name="config">The candidate.</param>
    /// <param name="rows">What was recorded; every row tells where it was sent, and with what chance.</param>
    /// <param name="requests">The same, as requests.</param>
    /// <param name="seed">Seed of the routers' chance.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static ReplayResult Run(
        RouterConfig config, IReadOnlyList<TraceRow> rows, IReadOnlyList<SimulatedRequest> requests, ulong seed, CancellationToken cancellationToken = default)
    {
        var replayer = new Replayer(config, seed);
        var tally = new ReplayTally(rows, replayer.Router(0).Model);
        for (var i = 0; i < rows.Count; i++)
        {
            var index = i;
            replayer._events.Plan(requests[i].Arrives, () =>
            {
                var state = replayer.Router(rows[index].Router ?? 0);
                tally.Note(index, state.Chances(requests[index], rows[index].Route!));
                state.Repeat(requests[index], rows[index].Route!);
            });
        }

        replayer._events.Run(cancellationToken);
        return tally.ToResult(replayer._routers.Values.Sum(static state => state.Missed));
    }

    private RecordedState Router(int number)
    {
        if (!_routers.TryGetValue(number, out var state))
        {
            var random = RandomSource.Seeded((ulong)Dice.For(_seed, RouterDice, number).Whole(int.MaxValue));
            _routers[number] = state = new RecordedState(Fairlead.Router.Create(_config, new RouterOptions { TimeProvider = _events.Time, Random = random }), _events);
        }

        return state;
    }
}
