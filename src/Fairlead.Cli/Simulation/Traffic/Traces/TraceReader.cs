using System.Text.Json;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>Reads recorded requests: CSV with a header line, or one JSON object a line.</summary>
internal static class TraceReader
{
    /// <summary>Whether a file's name says that it holds JSON lines; anything else is CSV.</summary>
    public static bool IsJson(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON" or ".JSON";

    /// <summary>Reads one, in the order of arrival, beginning with the first.</summary>
    /// <param name="input">The text.</param>
    /// <param name="isJson">JSON lines, not CSV.</param>
    /// <param name="most">Requests to read; the rest is left unread.</param>
    /// <exception cref="TraceException">It cannot be used.</exception>
    public static IReadOnlyList<TraceRow> Read(TextReader input, bool isJson, int most)
    {
        var rows = new List<TraceRow>();
        foreach (var fields in isJson ? Json(input) : Csv(input))
        {
            if (rows.Count == most)
            {
                break;
            }

            var row = fields.ToRow();
            if (rows.Count > 0 && rows[0].IsDate != row.IsDate)
            {
                throw new TraceException(row.Line, $"{TraceColumn.Arrival.Name}: expected {(row.IsDate ? "seconds since the start" : "a date and time")}, as in line {rows[0].Line}");
            }

            rows.Add(row);
        }

        return rows.Count > 0 ? InOrder(rows) : throw new TraceException(1, "there is no request in it");
    }

    /// <summary>Requests in the order of arrival, of which all tell the chance of their pick, or none.</summary>
    /// <exception cref="TraceException">Some do.</exception>
    public static IReadOnlyList<TraceRow> InOrder(List<TraceRow> rows)
    {
        if (rows.Find(static row => row.Route is { Propensity: not null, Deployment: not null }) is { } recorded
            && rows.Find(static row => row.Route?.Propensity is null) is { } unsure)
        {
            var where = recorded.Path == unsure.Path ? $"line {recorded.Line}" : $"{recorded.Path}:{recorded.Line}";
            throw new TraceException(unsure.Line, $"{(unsure.Route is null ? TraceColumn.Deployment : TraceColumn.Propensity).Name} is missing, which {where} has") { Path = unsure.Path };
        }

        // Traces are often in the order in which requests ended. A stable order: those of one instant stay as they were.
        return [.. rows.OrderBy(static row => row.Arrives)];
    }

    /// <summary>A line of JSON lines.</summary>
    /// <exception cref="TraceException">It cannot be used.</exception>
    public static TraceRow Row(string text, int line) => Fields(text, line).ToRow();

    private static IEnumerable<TraceFields> Csv(TextReader input)
    {
        var csv = new CsvReader(input);
        var head = csv.Read() ?? throw new TraceException(1, "it is empty");
        var columns = head.ConvertAll(TraceColumn.Find);
        foreach (var required in TraceColumn.Required)
        {
            if (!columns.Contains(required))
            {
                throw new TraceException(csv.Line, $"no column {required.Name} (or {string.Join(", ", required.Others)}); there are: {string.Join(", ", head)}");
            }
        }

        while (csv.Read() is { } record)
        {
            if (record.Count != head.Count)
            {
                throw new TraceException(csv.Line, $"expected {head.Count} fields as in the first line, there are {record.Count}");
            }

            var fields = new TraceFields(csv.Line);
            for (var i = 0; i < record.Count; i++)
            {
                if (columns[i] is { } column)
                {
                    fields.Add(column, record[i]);
                }
            }

            yield return fields;
        }
    }

    private static IEnumerable<TraceFields> Json(TextReader input)
    {
        for (var line = 1; input.ReadLine() is { } text; line++)
        {
            if (text.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            yield return Fields(text, line);
        }
    }

    private static TraceFields Fields(string text, int line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new TraceException(line, $"no JSON: expected one object a line (at character {e.BytePositionInLine + 1})");
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new TraceException(line, "expected one JSON object a line");
            }

            var fields = new TraceFields(line);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (TraceColumn.Find(member.Name) is { } column && member.Value.ValueKind != JsonValueKind.Null)
                {
                    fields.Add(column, member.Value.ToString());
                }
            }

            return fields;
        }
    }
}
