using System.Globalization;

namespace Fairlead.Mutation;

/// <summary>What came of one change.</summary>
internal enum Verdict
{
    /// <summary>A test failed.</summary>
    Noticed,

    /// <summary>A test did not end, or took the process with it.</summary>
    Hung,

    /// <summary>No test that was asked failed.</summary>
    Survived,

    /// <summary>No test reaches it.</summary>
    NotReached,

    /// <summary>A test failed, and failed again with the change switched off: asked once more in a process of its own.</summary>
    Spoilt,
}

/// <param name="Id">The change.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Milliseconds">How long that took.</param>
/// <param name="Asked">Tests asked.</param>
/// <param name="Reaching">Tests that reach it.</param>
/// <param name="Test">Which test noticed.</param>
internal sealed record LedgerEntry(int Id, Verdict Verdict, int Milliseconds, int Asked, int Reaching, string Test);

/// <summary>One line a change, written as soon as it is known: a worker may die of any of them.</summary>
internal static class Ledger
{
    public static void Append(string file, LedgerEntry entry) => File.AppendAllText(
        file,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Id}\t{entry.Verdict}\t{entry.Milliseconds}\t{entry.Asked}\t{entry.Reaching}\t{entry.Test}\n"));

    /// <summary>The last word on each change.</summary>
    public static Dictionary<int, LedgerEntry> Read(string file)
    {
        var entries = new Dictionary<int, LedgerEntry>();
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            if (line.Split('\t') is [var id, var verdict, var milliseconds, var asked, var reaching, var test])
            {
                var entry = new LedgerEntry(Number(id), Enum.Parse<Verdict>(verdict), Number(milliseconds), Number(asked), Number(reaching), test);
                entries[entry.Id] = entry;
            }
        }

        return entries;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
