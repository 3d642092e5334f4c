using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Cli.Simulation.Traffic.Traces;

namespace Fairlead.Cli.Commands;

/// <summary>What the command line says of the requests: how many, how fast, or those of a trace.</summary>
internal sealed class SimulateTraffic(int? requests, double? rate, string? tracePath, string? writePath)
{
    private Trace? _trace;

    /// <summary>The scenario of a trace when none is named: nothing happens in it but the trace.</summary>
    public string? UsualScenario { get; } = tracePath is null ? null : "steady";

    /// <summary>Reads the trace there is to read, and writes the one there is to write.</summary>
    /// <returns>False when something is wrong, which is then said.</returns>
    public bool Prepare(IReadOnlyList<Scenario> scenarios, ulong seed, int seeds, TextWriter error)
    {
        if (writePath is not null && (scenarios.Count > 1 || seeds > 1))
        {
            error.WriteLine("--write-trace writes the requests of one scenario and one seed: name them by --scenario and --seed.");
            return false;
        }

        return (tracePath is null || Read(tracePath, scenarios, seed, error)) && (writePath is null || Write(writePath, Of(scenarios[0], seed), error));
    }

    /// <summary>The trace, where it tells where requests were sent and with what chance; null without one.</summary>
    public Trace? Recorded => _trace is { HasRoutes: true } ? _trace : null;

    /// <summary>The requests of a scenario.</summary>
    public IReadOnlyList<SimulatedRequest> Of(Scenario scenario, ulong seed) => _trace is { } trace
        ? trace.ToRequests(scenario.Models, scenario.Replicas, rate, seed)
        : Workload.Draw(
            scenario.Traffic with { Requests = requests ?? scenario.Traffic.Requests, Rate = rate ?? scenario.Traffic.Rate }, scenario.Models, scenario.Replicas, seed);

    private bool Read(string path, IReadOnlyList<Scenario> scenarios, ulong seed, TextWriter error)
    {
        try
        {
            using var file = File.OpenText(path);
            _trace = new Trace(TraceReader.Read(file, TraceReader.IsJson(path), requests ?? (SimulateCommand.MostRequests + 1)));
            if (_trace.Count > SimulateCommand.MostRequests)
            {
                error.WriteLine($"{path}: more than {SimulateCommand.MostRequests} requests: take the first of them by --requests.");
                return false;
            }

            // Says which model a scenario has not before anything is run.
            foreach (var scenario in scenarios)
            {
                _ = Of(scenario, seed);
            }

            return true;
        }
        catch (TraceException e)
        {
            error.WriteLine($"{path}:{e.Line}: {e.Message}.");
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            error.WriteLine(e is FileNotFoundException or DirectoryNotFoundException ? $"{path}: there is no such file." : $"{path}: cannot be read.");
        }

        return false;
    }

    private static bool Write(string path, IReadOnlyList<SimulatedRequest> drawn, TextWriter error)
    {
        try
        {
            using var file = File.CreateText(path);
            TraceWriter.Write(file, drawn, TraceReader.IsJson(path));
            return true;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            error.WriteLine($"{path}: cannot be written.");
            return false;
        }
    }

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
