using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>What a reader must know of the machine to read a figure.</summary>
internal static class Machine
{
    public static string Describe(string nginx)
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1];
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({cpu ?? RuntimeInformation.ProcessArchitecture.ToString()}), {memory:F0} GB, Linux {Environment.OSVersion.Version.ToString(2)}, {RuntimeInformation.FrameworkDescription}, {Output(nginx, "-v")}");
    }

    /// <summary>The commit measured; says so when files differ from it.</summary>
    public static string Commit()
    {
        var root = RepositoryFile(".");
        var commit = Output("git", "-C", root, "rev-parse", "--short=10", "HEAD");
        return Output("git", "-C", root, "status", "--porcelain", "--untracked-files=no", "--", "src", "bench/Fairlead.Benchmarks").Length == 0
            ? commit
            : commit + " with uncommitted changes";
    }

    /// <summary>A file of the repository this program was built from.</summary>
    public static string RepositoryFile(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fairlead.slnx")))
            {
                return Path.Combine(folder.FullName, relative);
            }
        }

        throw new InvalidOperationException("Run it from within the repository.");
    }

    private static string Output(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return text.Trim().Replace("nginx version: ", string.Empty, StringComparison.Ordinal);
    }
}
