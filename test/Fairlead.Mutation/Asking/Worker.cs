using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Fairlead.Mutation.Asking;

/// <summary>Asks the tests about one change after another, in one process, until all are done or one of them ends the process.</summary>
internal sealed class Worker
{
    // Neighbouring changes are often noticed by the same tests.
    private const int KeepsLastNoticers = 12;

    // A test slower than this waits for all that are quicker, whatever it noticed before.
    private const double QuickMilliseconds = 500;

    private readonly Workshop _workshop = new();
    private readonly TextWriter _told;
    private readonly WorkerOrder _order;
    private readonly Switch _changes;
    private readonly KernelTests _tests;
    private readonly HangWatch _watch;
    private readonly List<KernelTest> _lastNoticers = [];

    private int _current = -1;
    private long _began;
    private int _asked;
    private int _reaching;

    private Worker(WorkerOrder order)
    {
        // Tests print too, and what they say is of no interest here.
        _told = Console.Out;
        Console.SetOut(TextWriter.Null);
        _order = order;
        _changes = new Switch(Assembly.Load("Fairlead"));
        if (order.Alone >= 0)
        {
            // Before anything of the kernel is touched.
            _changes.Turn(order.Alone);
        }

        _tests = new KernelTests(Assembly.Load("Fairlead.Tests"), new TestFilter(_workshop.Config));
        _watch = new HangWatch(OnHang, order.Until);
    }

    public static int Run(WorkerOrder order)
    {
        var worker = new Worker(order);
        return order.Alone >= 0 ? worker.AskAlone() : worker.AskAll();
    }

    private int AskAll()
    {
        var coverage = Coverage.Take(_workshop, _tests, _changes, _watch, _told);
        var done = Ledger.Read(_workshop.Ledger);
        var plan = PlannedChange.Read(_workshop.Plan);
        var count = done.Count(static entry => entry.Value.Verdict != Verdict.Spoilt);
        foreach (var change in plan)
        {
            var before = done.GetValueOrDefault(change.Id);
            if (before is { Verdict: not Verdict.Spoilt } || change.IsStatic || coverage.Static.Contains(change.Id))
            {
                continue;
            }

            if (!Ask(change, coverage.Of(change.Id), before is not null))
            {
                return 0;
            }

            if (++count % 200 == 0)
            {
                _told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count} of {plan.Count}, {TimeProvider.System.GetLocalNow():HH:mm:ss}"));
            }
        }

        return 0;
    }

    /// <summary>A change of what a static field holds: all tests, since none is known to reach it, and none can be asked without it.</summary>
    private int AskAlone()
    {
        var change = PlannedChange.Read(_workshop.Plan).Single(change => change.Id == _order.Alone);
        _ = Coverage.Take(_workshop, _tests, _changes, _watch, _told);
        Begin(change.Id, _tests.All.Count);
        foreach (var test in InOrder(_tests.All.Where(static test => test.Milliseconds > 0), change.NoticedBy))
        {
            if (IsOver())
            {
                break;
            }

            if (!Passes(test))
            {
                Write(Verdict.Noticed, test.Name);
                return 0;
            }
        }

        Write(Verdict.Survived);
        return 0;
    }

    /// <summary>Whether the process is fit to go on.</summary>
    private bool Ask(PlannedChange change, IReadOnlyList<KernelTest> reaching, bool wasSpoilt)
    {
        Begin(change.Id, reaching.Count);
        if (reaching.Count == 0)
        {
            Write(Verdict.NotReached);
            return true;
        }

        foreach (var test in InOrder(reaching, change.NoticedBy))
        {
            if (IsOver())
            {
                break;
            }

            // One that spoilt a process has a fresh one now; what passes in it before and fails after is noticed.
            if (wasSpoilt && !Passes(test))
            {
                continue;
            }

            _changes.Turn(change.Id);
            var passes = Passes(test);
            _changes.Off();
            if (passes)
            {
                continue;
            }

            var fit = Passes(test);
            Write(fit || wasSpoilt ? Verdict.Noticed : Verdict.Spoilt, test.Name);
            test.Noticed++;
            _ = _lastNoticers.Remove(test);
            _lastNoticers.Insert(0, test);
            _lastNoticers.RemoveRange(Math.Min(KeepsLastNoticers, _lastNoticers.Count), Math.Max(0, _lastNoticers.Count - KeepsLastNoticers));
            return fit;
        }

        Write(Verdict.Survived);
        return true;
    }

    private IEnumerable<KernelTest> InOrder(IEnumerable<KernelTest> tests, string noticedBy) => tests
        .OrderBy(test => test.Name == noticedBy ? 0 : 1)
        .ThenBy(static test => test.Milliseconds > QuickMilliseconds ? 1 : 0)
        .ThenBy(test => _lastNoticers.Contains(test) ? 0 : 1)
        .ThenBy(static test => test.Milliseconds / (1 + test.Noticed));

    private bool Passes(KernelTest test)
    {
        _asked++;
        _watch.Begin(test);
        var passes = _tests.Passes(test);
        _watch.End();
        return passes;
    }

    private void Begin(int change, int reaching)
    {
        _current = change;
        _reaching = reaching;
        _asked = 0;
        _began = Stopwatch.GetTimestamp();
    }

    private bool IsOver() => Stopwatch.GetElapsedTime(_began) > _order.OfOneChange;

    private void OnHang(KernelTest test)
    {
        if (_current >= 0)
        {
            Write(Verdict.Hung, test.Name);
        }
        else
        {
            _told.WriteLine($"  does not end without a change: {test.Name}");
        }
    }

    private void Write(Verdict verdict, string test = "") => Ledger.Append(
        _workshop.Ledger,
        new LedgerEntry(_current, verdict, (int)Stopwatch.GetElapsedTime(_began).TotalMilliseconds, Math.Min(_asked, _reaching), _reaching, test));
}
