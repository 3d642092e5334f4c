using System.Globalization;
using System.Runtime.InteropServices;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>Starts everything, warms it, runs short slots in turn, and ends everything it started.</summary>
/// <remarks>Stays on one thread: the kernel ends the children with the thread that started them.</remarks>
internal sealed class Harness : IDisposable
{
    private readonly HarnessOptions _options;
    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-bench-").FullName;
    private readonly List<Target> _targets = [];
    private readonly ChildProcess _upstream;
    private readonly ChildProcess _generator;

    private Harness(HarnessOptions options)
    {
        _options = options;
        _upstream = ChildProcess.StartRole("mock");
        _generator = ChildProcess.StartRole("load");
    }

    public static int Run(string[] args)
    {
        var options = HarnessOptions.Parse(args);
        using var harness = new Harness(options);

        // A stop by signal must still end the children and remove the folder.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => harness.Dispose());
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => harness.Dispose());
        harness.StartTargets();
        harness.Warm();
        var report = new Report(options);
        foreach (var plan in options.Loads)
        {
            report.Add(plan, harness.Measure(plan));
        }

        report.Write();
        return 0;
    }

    public void Dispose()
    {
        foreach (var target in _targets)
        {
            target.Dispose();
        }

        _generator.Dispose();
        _upstream.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void StartTargets()
    {
        var port = int.Parse(_upstream.ReadLine(TimeSpan.FromSeconds(20)), CultureInfo.InvariantCulture);
        foreach (var name in _options.Targets)
        {
            switch (name)
            {
                case "direct":
                    _targets.Add(new Target(name, _upstream, port, Target.NoKey));
                    break;
                case "nginx":
                    _targets.Add(NginxTarget.Start(_options.Nginx, _folder, port));
                    break;
                case "raw":
                    _targets.Add(RawProxy.Start(_folder, port));
                    break;
                case "fairlead" or "fairlead-key":
                    var guarded = name == "fairlead-key";
                    foreach (var (build, path) in _options.Gateways)
                    {
                        _targets.Add(GatewayTarget.Start(guarded ? build + "-key" : build, path, _folder, port, guarded));
                    }

                    break;
                default:
                    throw new ArgumentException($"No target is called '{name}'.");
            }
        }
    }

    private void Warm()
    {
        var runner = new SlotRunner(_generator, _upstream);
        foreach (var target in _targets)
        {
            foreach (var plan in _options.Loads)
            {
                Console.Error.WriteLine($"warming {target.Name} with {plan.Name}");
                var slot = runner.Run(target, plan, 0, _options.WarmSeconds / _options.Loads.Count);
                if (slot.Figures.Errors > 0)
                {
                    throw new InvalidOperationException($"{target.Name} under {plan.Name}: {slot.Refusal}");
                }
            }
        }
    }

    private List<Slot> Measure(LoadPlan plan)
    {
        var runner = new SlotRunner(_generator, _upstream);
        var slots = new List<Slot>();
        for (var round = 1; round <= _options.Rounds; round++)
        {
            // Every other round backwards, so that whoever follows a heavy neighbour does not always follow it.
            foreach (var target in round % 2 == 1 ? _targets : Enumerable.Reverse(_targets))
            {
                var slot = runner.Run(target, plan, round, _options.Seconds);
                slots.Add(slot);
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{plan.Name} {round} {slot.Target,-14} {slot.CpuMicroseconds(plan),8:F1} µs  {slot.Figures.Requests / slot.Figures.Seconds,9:F0} rps  p50 {slot.Figures.P50,7:F0}  p99 {slot.Figures.P99,7:F0}  load {slot.GeneratorShare:F2} mock {slot.UpstreamShare:F2} others {slot.OthersShare:F2} {slot.Refusal}"));
            }
        }

        return slots;
    }
}
