using System.Text;

namespace Fairlead.Cli.Commands;

/// <summary>Rows in aligned columns.</summary>
internal sealed class TextTable(params string[] header)
{
    private readonly List<string[]> _rows = [header];

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes the rows; a column in which nothing stands below the header is left out.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="indent">Blanks before each row.</param>
    public void Write(TextWriter output, string indent)
    {
        var widths = new int[header.Length];
        for (var column = 0; column < header.Length; column++)
        {
            var filled = _rows.Skip(1).Any(row => row[column].Length > 0);
            widths[column] = filled ? _rows.Max(row => row[column].Length) : 0;
        }

        var line = new StringBuilder();
        foreach (var row in _rows)
        {
            line.Clear().Append(indent);
            for (var column = 0; column < row.Length; column++)
            {
                if (widths[column] > 0)
                {
                    line.Append(row[column].PadRight(widths[column] + 2));
                }
            }

            output.WriteLine(line.ToString().TrimEnd());
        }
    }
}
