using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Policies;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Selection;

namespace Fairlead.Cli.Simulation.Engine;

/// <summary>Runs one policy through one scenario, on virtual time. The same seed gives the same run, to the last bit.</summary>
internal sealed class Simulator
{
    /// <summary>Kind of dice that seed the replicas' own chance.</summary>
    private const int ReplicaDice = 4;

    /// <summary>The gateway's default of <c>stream_idle_timeout</c>.</summary>
    private static readonly TimeSpan UsualSilence = TimeSpan.FromMinutes(5);

    private readonly EventQueue _events = new(new VirtualTime());
    private readonly Scenario _scenario;
    private readonly SimulatedDeployment[] _deployments;
    private readonly IPolicy[] _replicas;
    private readonly RunTally _tally;

    private Simulator(Scenario scenario, string policy, ulong seed, long horizon)
    {
        _scenario = scenario;
        _tally = new RunTally(scenario);
        _deployments = [.. scenario.Deployments.Select((spec, i) => new SimulatedDeployment(spec, i, seed, horizon))];
        foreach (var incident in scenario.Incidents.SelectMany(static incident => incident.Parts))
        {
            Plan(incident, horizon);
        }

        _replicas = new IPolicy[scenario.Replicas];
        for (var i = 0; i < _replicas.Length; i++)
        {
            var dice = Dice.For(seed, ReplicaDice, i);
            var random = RandomSource.Seeded((ulong)dice.Whole(int.MaxValue));
            _replicas[i] = PolicyCatalogue.Create(policy, new PolicyContext(scenario, _deployments, _events.Time, random));
        }
    }

    /// <summary>Runs a policy.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="requests">Its requests, drawn once for all policies.</param>
    /// <param name="policy">The policy's name.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public static RunResult Run(
        Scenario scenario, IReadOnlyList<SimulatedRequest> requests, string policy, ulong seed, CancellationToken cancellationToken = default)
    {
        var horizon = requests.Count == 0 ? 1 : requests[^1].Arrives;
        var simulator = new Simulator(scenario, policy, seed, horizon);
        var silence = scenario.Config.General.StreamIdleTimeout ?? UsualSilence;
        foreach (var request in requests)
        {
            var journey = new Journey(request, simulator._replicas[request.Replica], simulator._deployments, silence, simulator._events, simulator._tally);
            simulator._events.Plan(request.Arrives, journey.Start);
        }

        simulator._events.Run(cancellationToken);
        return simulator._tally.ToResult(policy, requests.Count, simulator._deployments, horizon, simulator._replicas.Sum(static replica => replica.InFlight));
    }

    private void Plan(Incident incident, long horizon)
    {
        var from = (long)(incident.From * horizon);
        if (from == 0)
        {
            // Before the routers are made: they start knowing it so.
            _deployments[incident.Deployment].Meet(incident, begins: true, now: 0);
        }
        else
        {
            _events.Plan(from, () => Meet(incident, begins: true));
        }

        if (incident.To < 1)
        {
            _events.Plan((long)(incident.To * horizon), () => Meet(incident, begins: false));
        }
    }

    private void Meet(Incident incident, bool begins)
    {
        _deployments[incident.Deployment].Meet(incident, begins, _events.Time.Now);
        if (incident.Kind is IncidentKind.Absent or IncidentKind.Price)
        {
            foreach (var replica in _replicas)
            {
                replica.Reload();
            }
        }
    }
}
