using Fairlead.TestKit.Golden;

namespace Fairlead.Gateway.Tests.Cli;

public sealed class CheckCommandTests
{
    public static TheoryData<string> Broken => [.. Directory.GetFiles(GoldenFile.PathOf("check")).Where(file => !file.EndsWith(".txt", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Check_BrokenConfiguration_NamesPlaceAndMend(string file)
    {
        var path = GoldenFile.PathOf(Path.Combine("check", file));

        var (exit, output, error) = await CommandLine.RunAsync("check", path);

        GoldenFile.Matches($"{error}{output}exit {exit}\n".Replace(path, file, StringComparison.Ordinal), Path.Combine("check", file + ".txt"));
        Assert.DoesNotContain("secret", error + output, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_Configurations_AreAtLeastTen() => Assert.True(Broken.Count >= 10);

    [Fact]
    public async Task Check_NoFile_IsAFinding()
    {
        var (exit, output, error) = await CommandLine.RunAsync("check", "/no/such/config.yaml");

        Assert.Equal((1, "/no/such/config.yaml: 1 error, 0 warnings\n", "/no/such/config.yaml: error: there is no such file\n"), (exit, output, error));
    }

    [Fact]
    public async Task Check_Folder_IsAFinding()
    {
        var (exit, _, error) = await CommandLine.RunAsync("check", Path.GetTempPath());

        Assert.Equal(1, exit);
        Assert.Contains("it is a folder", error, StringComparison.Ordinal);
    }
}
