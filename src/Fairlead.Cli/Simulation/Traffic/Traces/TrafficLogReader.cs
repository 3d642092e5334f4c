using Fairlead.Gateway.Traffic;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>Reads what gateways have recorded (<c>general_settings.traffic_log</c>).</summary>
internal static class TrafficLogReader
{
    /// <summary>Reads the requests that came from some time on, in the order of arrival. Each process that wrote is a router of its own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="since">The time.</param>
    /// <param name="most">Requests to read.</param>
    /// <param name="copy">Gets the same lines, with the number of the router in each; null for nobody.</param>
    /// <param name="torn">Told of lines that are no JSON: half written when a process was killed.</param>
    /// <param name="unsure">Requests left out because the chance of their pick is not known.</param>
    /// <exception cref="TraceException">It cannot be used.</exception>
    public static IReadOnlyList<TraceRow> Read(TrafficFolder folder, DateTimeOffset since, int most, TextWriter? copy, Action<string, int> torn, out int unsure)
    {
        unsure = 0;
        var rows = new List<TraceRow>();
        var writers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (path, writer) in folder.Files(since))
        {
            writers.TryAdd(writer, writers.Count);
            using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            for (var line = 1; rows.Count < most && file.ReadLine() is { } text; line++)
            {
                if (text.Length == 0)
                {
                    continue;
                }

                if (!text.StartsWith('{') || !text.EndsWith('}'))
                {
                    torn(path, line);
                    continue;
                }

                if (Row(text, path, line) is var row && row.Arrives >= since.UtcTicks)
                {
                    if (row.Route?.Propensity is null)
                    {
                        unsure++;
                        continue;
                    }

                    rows.Add(row with { Path = path, Router = writers[writer] });
                    copy?.Write($"{text[..^1]},\"{TraceColumn.Router.Name}\":{writers[writer]}}}\n");
                }
            }
        }

        return TraceReader.InOrder(rows);
    }

    private static TraceRow Row(string text, string path, int line)
    {
        try
        {
            return TraceReader.Row(text, line);
        }
        catch (TraceException e)
        {
            throw new TraceException(e.Line, e.Message) { Path = path };
        }
    }
}
