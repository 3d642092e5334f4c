using System.Text;

namespace Fairlead.Cli.Simulation.Traffic.Traces;

/// <summary>Reads comma-separated values (RFC 4180): fields may be quoted, and then hold commas, line ends and doubled quotes.</summary>
internal sealed class CsvReader(TextReader input)
{
    private readonly StringBuilder _field = new();
    private int _line;

    /// <summary>The line the record read last begins in, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next record; null at the end. Empty lines are passed by.</summary>
    /// <exception cref="TraceException">A quote is not closed, or something follows it.</exception>
    public List<string>? Read()
    {
        string? line;
        do
        {
            line = NextLine();
        }
        while (line is not null && line.AsSpan().Trim().IsEmpty);

        if (line is null)
        {
            return null;
        }

        Line = _line;
        var fields = new List<string>();
        var at = 0;
        do
        {
            fields.Add(Field(ref line, ref at));
        }
        while (at++ < line.Length);
        return fields;
    }

    /// <summary>A field, up to its comma or the end of the line.</summary>
    private string Field(ref string line, ref int at)
    {
        if (at >= line.Length || line[at] != '"')
        {
            var end = line.IndexOf(',', at);
            end = end < 0 ? line.Length : end;
            var plain = line[at..end];
            at = end;
            return plain;
        }

        _field.Clear();
        for (at++; ; at++)
        {
            if (at >= line.Length)
            {
                line = NextLine() ?? throw new TraceException(Line, "a quote is not closed");
                _field.Append('\n');
                at = -1;
            }
            else if (line[at] != '"')
            {
                _field.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                _field.Append(line[at++]);
            }
            else
            {
                at++;
                return at >= line.Length || line[at] == ',' ? _field.ToString() : throw new TraceException(_line, "a comma should follow the closing quote");
            }
        }
    }

    private string? NextLine()
    {
        _line++;
        return input.ReadLine();
    }
}
