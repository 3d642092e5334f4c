using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>Writes requests as a trace that reads back as the same requests.</summary>
internal static class TraceWriter
{
    /// <summary>Writes them.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="isJson">As JSON lines, not CSV.</param>
    public static void Write(TextWriter output, IReadOnlyList<SimulatedRequest> requests, bool isJson)
    {
        // Columns that no request has anything in are left out.
        var columns = TraceColumn.All.Where(column => requests.Any(request => column.Of(request) is not null)).ToList();
        if (!isJson)
        {
            output.Write(string.Join(',', columns.Select(static column => column.Name)) + "\n");
        }

        foreach (var request in requests)
        {
            output.Write((isJson ? Json(columns, request) : string.Join(',', columns.Select(column => Quoted(column.Of(request))))) + "\n");
        }
    }

    private static string Quoted(object? value)
    {
        var text = value switch
        {
            null => "",
            bool flag => flag ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static string Json(List<TraceColumn> columns, SimulatedRequest request)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var column in columns)
            {
                switch (column.Of(request))
                {
                    case null:
                        break;
                    case bool flag:
                        json.WriteBoolean(column.Name, flag);
                        break;
                    case int number:
                        json.WriteNumber(column.Name, number);
                        break;
                    case decimal number:
                        json.WriteNumber(column.Name, number);
                        break;
                    case var text:
                        json.WriteString(column.Name, text.ToString());
                        break;
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
