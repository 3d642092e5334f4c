namespace Fairlead.Mutation;

/// <summary>
/// Which test noticed a change the last time, by the change's name: asked first, it most often does again. It says nothing of
/// what comes of the change.
/// </summary>
internal static class NoticedBefore
{
    public static Dictionary<string, string> Read(string file)
    {
        var noticed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            if (line.LastIndexOf('\t') is > 0 and var tab)
            {
                noticed[line[..tab]] = line[(tab + 1)..];
            }
        }

        return noticed;
    }

    public static void Write(string file, Dictionary<string, string> before, IEnumerable<Change> changes, Dictionary<int, LedgerEntry> ledger)
    {
        foreach (var change in changes)
        {
            if (ledger.GetValueOrDefault(change.Id) is { Verdict: Verdict.Noticed or Verdict.Hung } entry)
            {
                before[change.Name] = entry.Test;
            }
        }

        File.WriteAllLines(file, before.Select(static pair => $"{pair.Key}\t{pair.Value}"));
    }
}
