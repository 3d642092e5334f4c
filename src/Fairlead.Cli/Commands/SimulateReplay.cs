using System.Globalization;
using Fairlead.Cli.Simulation.Replays;
using Fairlead.Cli.Simulation.Results;
using Fairlead.Cli.Simulation.Scenarios;

namespace Fairlead.Cli.Commands;

/// <summary>Recorded traffic replayed through a configuration, beside its simulation.</summary>
internal sealed class SimulateReplay
{
    private readonly string _about;

    private SimulateReplay(Scenario scenario, ReplayResult result, string about)
    {
        Scenario = scenario;
        Result = result;
        _about = about;
    }

    /// <summary>What is simulated: the configuration's deployments, with the times that were recorded of them.</summary>
    public Scenario Scenario { get; }

    public ReplayResult Result { get; }

    /// <summary>Replays the requests, where they tell where they were sent; null where they do not.</summary>
    public static SimulateReplay? Of(Scenario scenario, SimulateTraffic traffic, ulong seed, CancellationToken cancellationToken)
    {
        if (traffic.Recorded is not { } recorded)
        {
            return null;
        }

        // At the pace of the log, whatever the simulation's is: its times are of it. Names are as they were: the candidate may not know them.
        var requests = recorded.ToRequests(scenario.Models, 1, rate: null, seed, static _ => true);
        var result = Replayer.Run(scenario.Config, recorded.Rows, requests, seed, cancellationToken);
        var simulated = RecordedSpecs.Apply(scenario, recorded.Rows, out var known);
        return new SimulateReplay(
            simulated, result, known.Count == 0 ? "Simulated with the usual times" : $"Simulated with the recorded times and failures of {string.Join(", ", known)}");
    }

    /// <summary>Writes what was estimated.</summary>
    public void Write(TextWriter output, bool markdown)
    {
        if (markdown)
        {
            ReplayTable.WriteMarkdown(output, Scenario.Name, Result);
        }
        else
        {
            ReplayTable.Write(output, Scenario.Name, Result);
        }
    }

    /// <summary>Writes how many requests the simulation refused at limits, which no log tells of another configuration.</summary>
    public void WriteLimits(TextWriter output, IReadOnlyList<RunResult> results, bool markdown)
    {
        foreach (var result in results)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(markdown ? "- " : "  ")}{_about}: under {result.Policy} {result.Limited} of {result.Requests} requests ({100.0 * result.Limited / Math.Max(1, result.Requests):0.0} %) end refused at a limit."));
        }

        output.WriteLine();
    }
}
