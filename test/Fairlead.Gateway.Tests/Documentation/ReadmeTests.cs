using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fairlead.Cli.Demo;
using Fairlead.Configuration;
using Fairlead.TestKit.Gateways;

namespace Fairlead.Gateway.Tests.Documentation;

/// <summary>What stands in the README works as pasted.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    [Fact]
    public void Configurations_AsPasted_AreRead()
    {
        var blocks = Blocks("yaml");
        Assert.NotEmpty(blocks);
        Assert.All(blocks, static block =>
        {
            var read = ConfigReader.Read(block, "README.md", static name => $"value-of-{name}");
            Assert.NotNull(read.Config);
            Assert.Empty(read.Diagnostics);
        });
    }

    [Fact]
    public void Snippets_InCSharp_StandInCodeThatIsCompiled()
    {
        var compiled = Directory.EnumerateFiles(Path.Combine(Root, "samples"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Append(Path.Combine(Here(), "ReadmeClient.cs"))
            .Select(static file => Normal(File.ReadAllText(file)).Replace("$\"{gateway}/v1\"", "\"http://127.0.0.1:4000/v1\"", StringComparison.Ordinal))
            .ToArray();
        var blocks = Blocks("csharp");
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block =>
        {
            // What makes the client a program of one file (its packages, and the line that prints) is not in the code that runs it.
            var snippet = Normal(string.Join('\n', block.Split('\n').Where(static line => !line.StartsWith("#:", StringComparison.Ordinal) && !line.StartsWith("Console.", StringComparison.Ordinal))));
            foreach (var part in snippet.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.Contains(compiled, code => code.Contains(part, StringComparison.Ordinal));
            }
        });
    }

    [Fact]
    public async Task CurlAndClient_AgainstTheDemo_AreAnswered()
    {
        await using var gateway = await GatewayFixture.StartAsync(DemoConfig.Text);
        var curl = CurlData().Match(Readme);
        Assert.True(curl.Success);
        using var response = await gateway.PostAsync(curl.Groups["path"].Value, curl.Groups["body"].Value);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("\"chat.completion\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(await ReadmeClient.AskAsync(gateway.Url));
    }

    private static List<string> Blocks(string language) =>
        [.. Regex.Matches(Readme, $"^```{language}\\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Select(static match => match.Groups["text"].Value)];

    /// <summary>Without indentation, and without the end of one line that the next one starts with.</summary>
    private static string Normal(string code) => string.Join('\n', code.Split('\n').Select(static line => line.Trim())).Trim();

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"curl http://127\.0\.0\.1:4000(?<path>\S+).*?-d '(?<body>[^']+)'", RegexOptions.Singleline)]
    private static partial Regex CurlData();
}
