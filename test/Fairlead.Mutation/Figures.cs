using System.Globalization;
using System.Text;

namespace Fairlead.Mutation;

/// <summary>Tells what came of the changes: a table by folder, survivors by kind, and each survivor in a file.</summary>
internal sealed class Figures(Workshop workshop, IReadOnlyList<Change> changes, Dictionary<int, LedgerEntry> ledger)
{
    private string SurvivorsFile => Path.Combine(workshop.Folder, "survivors.txt");

    private string FiguresFile => Path.Combine(workshop.Folder, "figures.md");

    public void Tell(TimeSpan took)
    {
        var survivors = changes
            .Where(change => Of(change) is Verdict.Survived or Verdict.NotReached)
            .OrderBy(static change => change.File, StringComparer.Ordinal)
            .ThenBy(static change => change.Line)
            .ToList();
        File.WriteAllLines(SurvivorsFile, survivors.Select(change => Of(change) == Verdict.NotReached ? change.Told + "   (not reached)" : change.Told));
        var text = new StringBuilder();
        Table(text);
        text.Append("\n| survivors | |\n|---|---:|\n");
        foreach (var kind in survivors.GroupBy(static change => change.Kind).OrderByDescending(static kind => kind.Count()))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {kind.Key} | {kind.Count()} |\n");
        }

        var cut = survivors.Count(change => ledger[change.Id] is var entry && entry.Asked < entry.Reaching);
        text.Append(CultureInfo.InvariantCulture, $"\n{took.TotalMinutes:F0} minutes. Of the survivors {cut} were not asked of every test that reaches them, for want of time.\n");
        File.WriteAllText(FiguresFile, text.ToString());
        Console.WriteLine($"\n{text}\n{workshop.Relative(SurvivorsFile)} names each survivor.");
    }

    private void Table(StringBuilder text)
    {
        text.Append("| folder | changes | noticed | hung | survived | not reached | not run | score |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        var folders = changes.GroupBy(static change => change.Folder).ToList();
        foreach (var folder in folders)
        {
            Row(text, $"`{folder.Key}`", [.. folder]);
        }

        if (folders.Count > 1)
        {
            Row(text, "all", changes);
        }
    }

    private void Row(StringBuilder text, string name, IReadOnlyList<Change> part)
    {
        int Count(Verdict verdict) => part.Count(change => Of(change) == verdict);

        // Told as not run, and not in the score, what no process was fit to be asked about.
        var notRun = part.Count(change => Of(change) is null or Verdict.Spoilt);
        var noticed = Count(Verdict.Noticed) + Count(Verdict.Hung);
        var score = part.Count > notRun ? 100.0 * noticed / (part.Count - notRun) : 0;
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {name} | {part.Count} | {Count(Verdict.Noticed)} | {Count(Verdict.Hung)} | {Count(Verdict.Survived)} | {Count(Verdict.NotReached)} | {notRun} | {score:F1} |\n");
    }

    private Verdict? Of(Change change) => ledger.GetValueOrDefault(change.Id)?.Verdict;
}
