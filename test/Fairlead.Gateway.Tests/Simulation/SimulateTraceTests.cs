using Fairlead.Gateway.Tests.Cli;
using Fairlead.TestKit.Golden;

namespace Fairlead.Gateway.Tests.Simulation;

/// <summary>Recorded traces on the command line.</summary>
public sealed class SimulateTraceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("trace.csv")]
    [InlineData("trace.jsonl")]
    public async Task Trace_WrittenAndReadAgain_GivesTheSameTable(string name)
    {
        var file = Path.Combine(_folder.FullName, name);
        string[] args = ["simulate", "--scenario", "replicas-20", "--strategy", "adaptive,base:random"];

        var written = await CommandLine.RunAsync([.. args, "--requests", "300", "--write-trace", file]);
        var read = await CommandLine.RunAsync([.. args, "--trace", file]);

        Assert.Equal((0, ""), (written.Exit, written.Error));
        Assert.Contains("  300 requests, 10 deployments, 20 routers", written.Output, StringComparison.Ordinal);
        Assert.Equal(written, read);
    }

    [Fact]
    public async Task Trace_TheSample_IsSimulatedByItsConfiguration()
    {
        var folder = Path.Combine(Repository(), "samples", "trace");

        var (exit, output, error) = await CommandLine.RunAsync(
            "simulate", "--config", Path.Combine(folder, "config.yaml"), "--trace", Path.Combine(folder, "requests.csv"), "--strategy", "adaptive,cost-based", "--requests", "12");

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("  12 requests, 3 deployments, 1 router", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_NoScenarioNamed_MeetsTheSteadyOne()
    {
        var file = Write("arrival,input_tokens,output_tokens\n0,100,10\n1,100,10\n");

        var (_, output, _) = await CommandLine.RunAsync("simulate", "--trace", file, "--strategy", "base:random");

        Assert.StartsWith("steady: ", output, StringComparison.Ordinal);
        Assert.Contains("  2 requests", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_SharedBeginnings_AreReadFromTheCacheByPrefixAffinity()
    {
        // Each beginning of 50,000 tokens takes five seconds where it was not read before: three of four deployments would have to.
        var file = Write("arrival,input_tokens,output_tokens,prefix,prefix_tokens\n" + string.Concat(Enumerable.Range(0, 40).Select(static i => $"{i * 12},50100,10,p{i % 2},50000\n")));
        string[] args = ["simulate", "--config", GoldenFile.PathOf("prefix.yaml"), "--trace", file, "--strategy", "simple-shuffle"];

        var warm = await CommandLine.RunAsync(args);
        File.WriteAllText(file, File.ReadAllText(file).Replace(",50000\n", ",100\n", StringComparison.Ordinal));
        var cold = await CommandLine.RunAsync(args);

        Assert.InRange(Median(warm.Output), 0.2, 1);
        Assert.InRange(Median(cold.Output), 5, 6);
    }

    [Theory]
    [InlineData("trace.csv:3: input_tokens: expected a whole number", "arrival,input_tokens,output_tokens\n1,1,1\n2,x,1\n")]
    [InlineData("trace.csv:2: there is no model 'gpt-5': there are chat, spare.", "arrival,input_tokens,output_tokens,model\n1,1,1,gpt-5\n")]
    public async Task Trace_ThatCannotBeUsed_IsToldWithFileAndLine(string says, string text)
    {
        var (exit, output, error) = await CommandLine.RunAsync("simulate", "--config", GoldenFile.PathOf("config.yaml"), "--trace", Write(text));

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.csv: there is no such file.", "--trace", "nowhere.csv")]
    [InlineData("--write-trace writes the requests of one scenario and one seed", "--all", "--write-trace", "t.csv")]
    [InlineData("--write-trace writes the requests of one scenario and one seed", "--scenario", "steady", "--seeds", "2", "--write-trace", "t.csv")]
    [InlineData("nowhere/t.csv: cannot be written.", "--scenario", "steady", "--write-trace", "nowhere/t.csv")]
    public async Task Trace_FilesThatAreNot_AreTold(string says, params string[] args)
    {
        var (exit, _, error) = await CommandLine.RunAsync(["simulate", .. args]);

        Assert.Equal(1, exit);
        Assert.Contains(says, error, StringComparison.Ordinal);
    }

    private static double Median(string output) =>
        double.Parse(output.Split('\n').Single(static line => line.Contains("simple-shuffle", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, "trace.csv");
        File.WriteAllText(file, text);
        return file;
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Fairlead.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
