using System.Diagnostics;
using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>A process the harness started, and ends: at the latest with itself.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private int _ended;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>CPU time of the process and its children in nanoseconds.</summary>
    public long CpuNanoseconds => Native.CpuNanoseconds(Id) + ChildIds().Sum(Native.CpuNanoseconds);

    /// <summary>Resident memory of the process and its children in bytes.</summary>
    public long ResidentBytes => Resident(Id) + ChildIds().Sum(Resident);

    /// <summary>Starts a program that dies with this one, even when this one is killed: setpriv (util-linux) sees to it.</summary>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("setpriv")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["--pdeathsig", "TERM", "--", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>Starts this program again in another role.</summary>
    public static ChildProcess StartRole(string role, params string[] arguments) => Start(
        Environment.ProcessPath!,
        [.. HostArguments(), role, .. arguments],
        new Dictionary<string, string>
        {
            // One thread does all the work: a collector thread or instrumented code would only disturb the neighbours.
            ["DOTNET_gcConcurrent"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        });

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public string ReadLine(TimeSpan patience)
    {
        var line = _process.StandardOutput.ReadLineAsync();
        return line.Wait(patience) && line.Result is { } text
            ? text
            : throw new InvalidOperationException($"Process {Id} ({_process.ProcessName}) did not answer in {patience.TotalSeconds:F0} s.");
    }

    /// <summary>Lets what it prints go by, so that it never waits for a reader.</summary>
    public void IgnoreOutput()
    {
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    public void Dispose()
    {
        // Once: a stop by signal ends the children while the harness itself is about to.
        if (Interlocked.Exchange(ref _ended, 1) == 1)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _ = Native.Kill(Id, 15);
            if (!_process.WaitForExit(Patience))
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static string[] HostArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ChildProcess).Assembly.Location] : [];

    private int[] ChildIds() => File
        .ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/task/{Id}/children"))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(static id => int.Parse(id, CultureInfo.InvariantCulture))
        .ToArray();

    private static long Resident(int pid)
    {
        var pages = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm")).Split(' ')[1];
        return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }
}
