using System.Text.RegularExpressions;
using Fairlead.Configuration.Binding;
using Fairlead.TestKit.Golden;

namespace Fairlead.Tests.Configuration;

/// <summary>The page that compares with LiteLLM leaves no setting out, and says of each how it is here.</summary>
public sealed partial class LiteLlmPageTests
{
    private static readonly string[] Lines = File.ReadAllLines(GoldenFile.PathOf("../../../docs/reference/litellm.md"));

    [Fact]
    public void EveryKey_OfRoutingAndDeployments_HasARow()
    {
        var named = Rows().SelectMany(static row => CodeSpan().Matches(row[0])).SelectMany(static span => Word().Matches(span.Value)).Select(static word => word.Value).ToHashSet();
        ConfigSection[] sections = [ConfigSections.Router, ConfigSections.StrategyArgs, ConfigSections.Params, ConfigSections.Info];
        var keys = sections.SelectMany(static section => section.Used.Concat(section.Unused)).Where(static key => !key.StartsWith("supports_", StringComparison.Ordinal));

        Assert.Empty(keys.Distinct().Where(key => !named.Contains(key)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryRow_SaysHowItIs_AndWhyWhereItIsNotTheSame() => Assert.All(Rows(), static row =>
    {
        Assert.Equal(3, row.Length);
        Assert.Contains(row[1], (string[])["same", "better", "not supported", "not in LiteLLM"]);
        Assert.True(row[1] == "same" || row[2].Length > 0, row[0]);
    });

    [Fact]
    public void NoSetting_IsSaidTwiceInOneTable()
    {
        var seen = new HashSet<string>();
        var section = "";
        foreach (var line in Lines)
        {
            section = line.StartsWith("## ", StringComparison.Ordinal) ? line : section;
            if (Cells(line) is { Length: > 0 } row)
            {
                Assert.True(seen.Add(section + row[0]), row[0]);
            }
        }
    }

    /// <summary>The rows of the tables, heads left out.</summary>
    private static IEnumerable<string[]> Rows() => Lines.Select(Cells).Where(static row => row.Length > 0);

    private static string[] Cells(string line) =>
        line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| setting |", StringComparison.Ordinal)
            ? [.. line.Trim().Trim('|').Split('|').Select(static cell => cell.Trim())]
            : [];

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("[A-Za-z0-9_]+")]
    private static partial Regex Word();
}
