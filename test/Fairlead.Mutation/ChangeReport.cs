using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fairlead.Mutation;

/// <summary>Reads the changes from Stryker's report.</summary>
internal static partial class ChangeReport
{
    // Not compiled, or not in the folders of the configuration, or inside a block that is removed whole.
    private static readonly string[] NotCounted = ["Ignored", "CompileError"];

    public static IReadOnlyList<Change> Read(Workshop workshop)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(workshop.Report));
        var changes = new List<Change>();
        foreach (var file in report.RootElement.GetProperty("files").EnumerateObject())
        {
            var lines = file.Value.GetProperty("source").GetString()!.Split('\n');
            var path = workshop.Relative(file.Name);
            var named = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
            {
                if (!NotCounted.Contains(mutant.GetProperty("status").GetString()))
                {
                    changes.Add(Read(mutant, path, lines, named));
                }
            }
        }

        return changes;
    }

    private static Change Read(JsonElement mutant, string file, string[] lines, Dictionary<string, int> named)
    {
        var (line, column) = At(mutant, "start");
        var (lastLine, end) = At(mutant, "end");
        var text = lines[line - 1];
        var before = OneLine(line == lastLine ? text[(column - 1)..(end - 1)] : text[(column - 1)..]);
        var after = OneLine(mutant.GetProperty("replacement").GetString()!);

        // The same change of the same text a second time is told apart by its turn.
        var name = $"{file}|{text.Trim()}|{before}|{after}";
        named[name] = named.GetValueOrDefault(name) + 1;
        return new Change(
            int.Parse(mutant.GetProperty("id").GetString()!, CultureInfo.InvariantCulture),
            file,
            line,
            before,
            after,
            mutant.GetProperty("mutatorName").GetString()!,
            mutant.GetProperty("static").GetBoolean(),
            $"{name}|{named[name]}");
    }

    private static (int Line, int Column) At(JsonElement mutant, string end)
    {
        var place = mutant.GetProperty("location").GetProperty(end);
        return (place.GetProperty("line").GetInt32(), place.GetProperty("column").GetInt32());
    }

    private static string OneLine(string code)
    {
        var line = Blanks().Replace(code, " ").Trim();
        return line.Length <= 160 ? line : line[..160] + "…";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
