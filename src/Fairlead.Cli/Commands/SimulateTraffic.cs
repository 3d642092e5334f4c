using Fairlead.Cli.Simulation.Scenarios;
using Fairlead.Cli.Simulation.Traffic;
using Fairlead.Cli.Simulation.Traffic.Traces;
using Fairlead.Gateway.Traffic;

namespace Fairlead.Cli.Commands;

/// <summary>What the command line says of the requests: how many, how fast, or those of a trace.</summary>
internal sealed class SimulateTraffic(int? requests, double? rate, string? tracePath, string? writePath)
{
    private Trace? _trace;
    private Trace? _simulated;

    /// <summary>How far back recorded traffic is looked at; null where it is not.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>The scenario of a trace when none is named: nothing happens in it but the trace.</summary>
    public string? UsualScenario { get; } = tracePath is null ? null : "steady";

    /// <summary>Reads the trace there is to read, and writes the one there is to write.</summary>
    /// <returns>False when something is wrong, which is then said.</returns>
    public bool Prepare(IReadOnlyList<Scenario> scenarios, ulong seed, int seeds, TextWriter error)
    {
        if (Since is { } since)
        {
            return ReadLog(since, scenarios[0], error);
        }

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
    public IReadOnlyList<SimulatedRequest> Of(Scenario scenario, ulong seed) => (_simulated ?? _trace) is { } trace
        ? trace.ToRequests(scenario.Models, scenario.Replicas, rate, seed, scenario.Resolves)
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

            if (_trace.HasRoutes && scenarios[0].Resolves is not null && !LeaveOutUnknown(path, scenarios[0], error))
            {
                return false;
            }

            // Says which model a scenario has not before anything is run.
            foreach (var scenario in scenarios)
            {
                _ = Of(scenario, seed);
            }

            return true;
        }
        catch (Exception e) when (Tell(e, path, error))
        {
            return false;
        }
    }

    private bool ReadLog(TimeSpan since, Scenario scenario, TextWriter error)
    {
        if (scenario.Path is not { } config)
        {
            error.WriteLine("--since replays recorded traffic through a configuration: name it by --config.");
            return false;
        }

        if ((tracePath is null ? TrafficFolder.Of(scenario.Config.General.TrafficLog, Path.GetDirectoryName(config) ?? "") : new TrafficFolder(tracePath)) is not { } folder)
        {
            error.WriteLine($"{config}: general_settings.traffic_log names no folder: nothing was recorded. Name another one by --trace.");
            return false;
        }

        if (writePath is not null && !TraceReader.IsJson(writePath))
        {
            error.WriteLine($"{writePath}: recorded traffic is written as JSON lines: name a .jsonl file.");
            return false;
        }

        using var copy = writePath is null ? null : Create(writePath, error);
        if (writePath is not null && copy is null)
        {
            return false;
        }

        try
        {
            var rows = TrafficLogReader.Read(
                folder, TimeProvider.System.GetUtcNow() - since, requests ?? (SimulateCommand.MostRequests + 1), copy, (path, line) => error.WriteLine($"{path}:{line}: warning: half a line, left out."), out var unsure);
            if (unsure > 0)
            {
                error.WriteLine($"{folder.Path}: warning: {unsure} requests are left out: the chance of their pick is not known.");
            }

            if (rows.Count is 0 or > SimulateCommand.MostRequests)
            {
                error.WriteLine(rows.Count == 0
                    ? $"{folder.Path}: no request was recorded in this time."
                    : $"{folder.Path}: more than {SimulateCommand.MostRequests} requests: take a shorter time, or the first of them by --requests.");
                return false;
            }

            _trace = new Trace(rows);
            return LeaveOutUnknown(folder.Path, scenario, error);
        }
        catch (DirectoryNotFoundException)
        {
            error.WriteLine($"{folder.Path}: there is no such folder: nothing was recorded yet.");
        }
        catch (Exception e) when (Tell(e, folder.Path, error))
        {
        }

        return false;
    }

    /// <summary>Models that the configuration has no more can be replayed, as refusals, but not simulated.</summary>
    private bool LeaveOutUnknown(string path, Scenario scenario, TextWriter error)
    {
        _simulated = _trace!.Known(scenario.Models, scenario.Resolves, out var unknown);
        foreach (var model in unknown.GroupBy(static row => row.Model))
        {
            var first = model.First();
            error.WriteLine($"{first.Path ?? path}:{first.Line}: warning: there is no model '{model.Key}': {model.Count()} requests for it would be refused.");
        }

        if (_simulated.Count == 0)
        {
            error.WriteLine($"{path}: none of the models asked for is in {scenario.Name}, which has {string.Join(", ", scenario.Models.Select(static model => model.Name))}.");
        }

        return _simulated.Count > 0;
    }

    /// <summary>Says what is wrong with a file; false for what has nothing to do with files.</summary>
    private static bool Tell(Exception fault, string path, TextWriter error)
    {
        switch (fault)
        {
            case TraceException e:
                error.WriteLine($"{e.Path ?? path}:{e.Line}: {e.Message}.");
                return true;
            case FileNotFoundException or DirectoryNotFoundException:
                error.WriteLine($"{path}: there is no such file.");
                return true;
            default:
                if (IsOfFiles(fault))
                {
                    error.WriteLine($"{path}: cannot be read.");
                }

                return IsOfFiles(fault);
        }
    }

    private static bool Write(string path, IReadOnlyList<SimulatedRequest> drawn, TextWriter error)
    {
        using var file = Create(path, error);
        if (file is not null)
        {
            TraceWriter.Write(file, drawn, TraceReader.IsJson(path));
        }

        return file is not null;
    }

    private static StreamWriter? Create(string path, TextWriter error)
    {
        try
        {
            return File.CreateText(path);
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            error.WriteLine($"{path}: cannot be written.");
            return null;
        }
    }

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
