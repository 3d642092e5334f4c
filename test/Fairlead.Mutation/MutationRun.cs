using System.Diagnostics;
using Fairlead.Mutation.Asking;
using Microsoft.Extensions.FileSystemGlobbing;

namespace Fairlead.Mutation;

/// <summary>Has the changed assembly made, starts workers until every change is asked, and tells what came of it.</summary>
internal sealed class MutationRun
{
    // A process that died without a word is given one more chance with the change it died of.
    private const int Deaths = 2;

    private readonly Workshop _workshop = new();
    private readonly MutationOptions _options;
    private readonly Dictionary<int, int> _deaths = [];
    private long _until;

    private MutationRun(MutationOptions options) => _options = options;

    public static int Run(MutationOptions options) => new MutationRun(options).Run();

    private int Run()
    {
        // Before minutes are spent on what is then of no use.
        var named = _options.Survivors is { } file ? Survivors(file) : null;
        ChangedAssembly.Make(_workshop);
        var changes = Chosen(ChangeReport.Read(_workshop), named);
        if (changes.Count == 0)
        {
            throw new MutationException($"No change is in a file that matches; the changes are in what {_workshop.Relative(_workshop.Config)} names.");
        }

        PrepareBin();
        var noticed = NoticedBefore.Read(_workshop.Noticed);
        PlannedChange.Write(_workshop.Plan, changes.Select(change => new PlannedChange(change.Id, change.IsStatic, noticed.GetValueOrDefault(change.Name, ""))));
        File.Delete(_workshop.Ledger);
        _until = Stopwatch.GetTimestamp() + (long)(_options.OfAll.TotalSeconds * Stopwatch.Frequency);

        Console.WriteLine($"{changes.Count} changes:");
        var began = Stopwatch.GetTimestamp();
        AskAll(changes);
        AskStatics(changes);
        var ledger = Ledger.Read(_workshop.Ledger);
        NoticedBefore.Write(_workshop.Noticed, noticed, changes, ledger);
        new Figures(_workshop, changes, ledger).Tell(Stopwatch.GetElapsedTime(began));
        return 0;
    }

    private string[] Survivors(string file) => File.Exists(file)
        ? File.ReadAllLines(file)
        : throw new MutationException($"There is no file '{file}'.");

    private List<Change> Chosen(IReadOnlyList<Change> all, string[]? named)
    {
        var chosen = all.AsEnumerable();
        if (_options.Globs.Count > 0)
        {
            var globs = _options.Globs.Select(glob => new Matcher().AddInclude(glob)).ToList();
            chosen = globs.SelectMany(glob => all.Where(change => glob.Match(change.File).HasMatches)).Distinct();
        }

        if (named is not null)
        {
            chosen = chosen.Where(change => named.Any(change.IsNamedBy));
        }

        return [.. chosen];
    }

    /// <summary>This program and the tests beside it, with the changed assembly in the place of the kernel.</summary>
    private void PrepareBin()
    {
        if (Directory.Exists(_workshop.Bin))
        {
            Directory.Delete(_workshop.Bin, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_workshop.Bin, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.Copy(_workshop.Changed, Path.Combine(_workshop.Bin, "Fairlead.dll"), overwrite: true);
        File.Delete(_workshop.Coverage);
    }

    private void AskAll(List<Change> changes)
    {
        while (!IsOver())
        {
            var before = Ledger.Read(_workshop.Ledger);
            var covered = File.Exists(_workshop.Coverage);
            var died = RunWorker(alone: -1);
            if (IsOver())
            {
                return;
            }

            var after = Ledger.Read(_workshop.Ledger);
            var statics = Statics(changes);
            if (changes.Find(change => after.GetValueOrDefault(change.Id) is null or { Verdict: Verdict.Spoilt } && !statics.Contains(change)) is not { } next)
            {
                return;
            }

            if (!covered && !File.Exists(_workshop.Coverage))
            {
                throw new MutationException("The tests do not come to their end without a change.");
            }

            if (died && !after.Any(entry => entry.Value.Verdict == Verdict.Hung && before.GetValueOrDefault(entry.Key) != entry.Value))
            {
                CountDeath(next.Id);
            }
        }
    }

    private void AskStatics(List<Change> changes)
    {
        foreach (var change in Statics(changes))
        {
            while (!IsOver() && !Ledger.Read(_workshop.Ledger).ContainsKey(change.Id))
            {
                if (RunWorker(change.Id) && !IsOver() && !Ledger.Read(_workshop.Ledger).ContainsKey(change.Id))
                {
                    CountDeath(change.Id);
                }
            }
        }
    }

    /// <summary>Those that Stryker saw and those that came to light when the tests ran.</summary>
    private HashSet<Change> Statics(List<Change> changes)
    {
        var reached = Coverage.ReadStatics(_workshop.Coverage).ToHashSet();
        return [.. changes.Where(change => change.IsStatic || reached.Contains(change.Id))];
    }

    private void CountDeath(int id)
    {
        _deaths[id] = _deaths.GetValueOrDefault(id) + 1;
        if (_deaths[id] >= Deaths)
        {
            Ledger.Append(_workshop.Ledger, new LedgerEntry(id, Verdict.Hung, 0, 1, 1, "took the process with it"));
        }
    }

    /// <summary>Whether it died instead of coming to its end.</summary>
    private bool RunWorker(int alone)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _workshop.Bin, RedirectStandardError = true };
        foreach (var argument in (string[])["Fairlead.Mutation.dll", "worker", .. new WorkerOrder(_until, _options.OfOneChange, alone).Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // A change that takes memory without end fails for it, and not the machine.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x60000000";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var worker = Process.Start(start) ?? throw new MutationException("dotnet did not start.");

        // What a change has the runtime print on its way out: thousands of lines for a stack that overflows.
        worker.ErrorDataReceived += static (_, _) => { };
        worker.BeginErrorReadLine();
        worker.WaitForExit();
        return worker.ExitCode switch
        {
            0 => false,
            2 => throw new MutationException("A worker could not begin."),
            _ => true,
        };
    }

    private bool IsOver() => Stopwatch.GetTimestamp() > _until;
}
