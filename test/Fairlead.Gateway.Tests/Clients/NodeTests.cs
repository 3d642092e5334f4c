using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Fairlead.Gateway.Tests.Clients;

/// <summary>Runs files of <c>test/clients</c> in Node, once, and tells which of its tests passed.</summary>
internal sealed partial class NodeTests
{
    private readonly Dictionary<string, bool> _passed = [];

    private NodeTests(string output)
    {
        Output = output;
        foreach (Match line in ResultLine().Matches(output))
        {
            _passed[line.Groups["name"].Value] = line.Groups["not"].Length == 0;
        }
    }

    /// <summary>What Node wrote.</summary>
    public string Output { get; }

    /// <summary>Runs a file.</summary>
    /// <param name="script">The file.</param>
    /// <param name="environment">Variables for it.</param>
    public static Task<NodeTests> RunAsync(string script, params (string Name, string Value)[] environment) => RunAsync([script], environment);

    /// <summary>Runs several files.</summary>
    /// <param name="scripts">The files.</param>
    /// <param name="environment">Variables for them.</param>
    public static async Task<NodeTests> RunAsync(IReadOnlyList<string> scripts, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node", ["--test", "--test-reporter=tap", .. scripts])
        {
            WorkingDirectory = Path.GetFullPath(Path.Combine(Here(), "..", "..", "clients")),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var node = Process.Start(start) ?? throw new InvalidOperationException("Node does not start.");
        try
        {
            var output = node.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = node.StandardError.ReadToEndAsync(patience.Token);
            await node.WaitForExitAsync(patience.Token);
            return new NodeTests(await output + await errors);
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Whether a test of that name ran and passed.</summary>
    public bool Passed(string name) => _passed.TryGetValue(name, out var passed) && passed;

    /// <summary>What was printed of one test; all of it where it did not run.</summary>
    public string OutputOf(string name)
    {
        var start = Output.IndexOf($" - {name}", StringComparison.Ordinal);
        if (start < 0)
        {
            return Output;
        }

        var end = Output.IndexOf("\n# Subtest", start, StringComparison.Ordinal);
        return Output[start..(end < 0 ? Output.Length : end)];
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^\s*(?<not>not )?ok \d+ - (?<name>.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex ResultLine();
}
