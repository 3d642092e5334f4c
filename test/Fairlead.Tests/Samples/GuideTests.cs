using Fairlead.Tests.Architecture;

namespace Fairlead.Tests.Samples;

/// <summary>The C# of the guide's pages stands, line by line, in code that compiles.</summary>
public sealed class GuideTests
{
    private static readonly string Source = Lines(string.Join('\n', Repository.Sources("samples").Select(File.ReadAllText)));

    [Theory]
    [InlineData("library.md", 7)]
    [InlineData("failover.md", 1)]
    [InlineData("fast-litellm.md", 4)]
    public void Page_CSharp_Compiles(string page, int expected)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", page)).ReplaceLineEndings("\n");
        var blocks = text.Split("```csharp\n")[1..].Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]).ToList();

        Assert.Equal(expected, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(Lines(block), Source, StringComparison.Ordinal));
    }

    // Indentation and blank lines do not count.
    private static string Lines(string code) =>
        string.Join('\n', code.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
