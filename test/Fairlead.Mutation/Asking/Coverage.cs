using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Mutation.Asking;

/// <summary>Which test reaches which change, and how long each takes; taken once, and read again by the workers that follow.</summary>
internal sealed class Coverage
{
    private const string Statics = "static";
    private const string Fails = "fails";

    private readonly Dictionary<int, List<KernelTest>> _reaching = [];

    private Coverage()
    {
    }

    /// <summary>Changes of what static fields hold: switched on too late in a process that has begun.</summary>
    public HashSet<int> Static { get; } = [];

    public IReadOnlyList<KernelTest> Of(int change) => _reaching.TryGetValue(change, out var tests) ? tests : [];

    public static Coverage Take(Workshop workshop, KernelTests tests, Switch changes, HangWatch watch, TextWriter told)
    {
        if (!File.Exists(workshop.Coverage))
        {
            told.WriteLine($"Which of {tests.All.Count} tests reaches which change:");
            var lines = Run(tests, changes, watch, told);

            // All of it or nothing: a worker may be cut.
            File.WriteAllLines(workshop.Coverage + ".part", lines);
            File.Move(workshop.Coverage + ".part", workshop.Coverage);
        }

        return Read(workshop.Coverage, tests);
    }

    /// <summary>The changes of static fields, for who only hands out the work.</summary>
    public static IReadOnlyList<int> ReadStatics(string file) => File.Exists(file)
        ? [.. File.ReadLines(file).Select(static line => line.Split('\t')).Where(static parts => parts[0] == Statics).SelectMany(static parts => Numbers(parts[1]))]
        : [];

    private static List<string> Run(KernelTests tests, Switch changes, HangWatch watch, TextWriter told)
    {
        var lines = new List<string>();
        var statics = new HashSet<int>();
        changes.Capture(on: true);
        foreach (var test in tests.All)
        {
            // Before its time is known, it is watched as one that takes long.
            test.Milliseconds = 4000;
            var began = Stopwatch.GetTimestamp();
            watch.Begin(test);
            var passes = tests.Passes(test);
            watch.End();
            var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            var (all, ofStatics) = changes.Reached();
            statics.UnionWith(ofStatics);
            if (passes)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{test.Name}\t{milliseconds:F1}\t{string.Join(' ', all)}"));
            }
            else
            {
                told.WriteLine($"  not asked, since it fails without a change: {test.Name}");
                lines.Add($"{Fails}\t{test.Name}");
            }
        }

        changes.Capture(on: false);
        lines.Add($"{Statics}\t{string.Join(' ', statics)}");
        return lines;
    }

    private static Coverage Read(string file, KernelTests tests)
    {
        var coverage = new Coverage();
        var named = tests.All.ToDictionary(static test => test.Name, StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file))
        {
            var parts = line.Split('\t');
            if (parts is [Statics, var statics])
            {
                coverage.Static.UnionWith(Numbers(statics));
            }
            else if (parts is [var name, var milliseconds, var changes] && named.TryGetValue(name, out var test))
            {
                test.Milliseconds = double.Parse(milliseconds, CultureInfo.InvariantCulture);
                foreach (var change in Numbers(changes))
                {
                    if (!coverage._reaching.TryGetValue(change, out var reaching))
                    {
                        coverage._reaching[change] = reaching = [];
                    }

                    reaching.Add(test);
                }
            }
        }

        return coverage;
    }

    private static IEnumerable<int> Numbers(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static number => int.Parse(number, CultureInfo.InvariantCulture));
}
