using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Fairlead.Gateway.Tests.Cli;

namespace Fairlead.Gateway.Tests.Simulation.Results.Html;

/// <summary>The page that <c>--html</c> writes.</summary>
public sealed class HtmlReportTests : IAsyncLifetime
{
    private static readonly string[] Policies = ["adaptive", "least-busy", "base:random", "base:prequal"];
    private static readonly string[] Scenarios = ["brown-out", "price-spread"];

    private const string EachUnder = "Calls under way on each deployment under ";

    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".html");
    private string _text = "";
    private XElement _page = new("none");

    public async Task InitializeAsync()
    {
        var (exit, _, error) = await CommandLine.RunAsync(
            "simulate", "--requests", "200", "--seeds", "2", "--html", _file, "--scenario", Listed(Scenarios), "--strategy", Listed(Policies));
        Assert.Equal((0, ""), (exit, error));
        _text = await File.ReadAllTextAsync(_file);

        // A page that is well-formed XML is one that every reader takes apart the same way.
        using var reader = XmlReader.Create(new StringReader(_text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        _page = XElement.Load(reader);
    }

    public Task DisposeAsync()
    {
        File.Delete(_file);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("Time to the first token")]
    [InlineData("Whole answer")]
    [InlineData("Success")]
    [InlineData("Cost")]
    [InlineData("Upstream calls per answer")]
    [InlineData("Fairness")]
    public void Page_EachScenario_HasThePlotWithARowAndMarksOfEachPolicy(string label)
    {
        foreach (var scenario in Scenarios)
        {
            var plot = Plot(scenario, label);

            Assert.Equal(Policies, Texts(plot, "name"));
            for (var i = 0; i < Policies.Length; i++)
            {
                var marks = plot.Elements().Where(element => element.Name.LocalName is "circle" or "rect" && Classes(element).Contains($"p{i}")).ToList();
                Assert.Equal(label is "Time to the first token" or "Whole answer" ? 3 : 1, marks.Count);
                Assert.All(marks, mark => Assert.StartsWith(Policies[i] + ": ", mark.Element("title")!.Value, StringComparison.Ordinal));
                Assert.All(marks, mark => Assert.InRange(Number(mark, mark.Name.LocalName == "circle" ? "cx" : "x"), 138, 380));
            }

            Assert.NotEmpty(Texts(plot, "tick"));
        }
    }

    [Fact]
    public void Page_LoadOverTime_HasAPlotOfEachPolicyWithALineOfEachDeploymentAndTheIncidents()
    {
        foreach (var (scenario, deployments, incident) in new[] { ("brown-out", 5, "d0: slow ×8"), ("price-spread", 4, "d0: price ×0.5") })
        {
            var totals = Plot(scenario, "Calls under way on all deployments");
            Assert.Equal(Policies, Lines(totals));
            foreach (var policy in Policies)
            {
                var plot = Plot(scenario, EachUnder + policy);
                Assert.Equal(Enumerable.Range(0, deployments).Select(static i => $"d{i}"), Lines(plot));
                Assert.Equal(incident, Assert.Single(plot.Elements("rect")).Element("title")!.Value);
                Assert.Contains("seconds since the start", Texts(plot, "tick"));
            }

            // The same scale for all, so that they can be compared.
            Assert.Single(Policies.Select(policy => string.Join(' ', Texts(Plot(scenario, EachUnder + policy), "end"))).Distinct());
        }
    }

    [Fact]
    public void Page_SeveralScenarios_BeginsWithWhereEachPolicyStands()
    {
        var standing = Section("standing");

        Assert.Equal(2, standing.Descendants("table").Count());
        Assert.All(
            standing.Descendants("table"),
            static table => Assert.Equal(Policies, table.Element("tr")!.Elements("th").Skip(1).Select(static cell => cell.Value)));
        Assert.All(
            standing.Descendants("tr").Where(static row => row.Elements("td").Any()),
            static row => Assert.Contains("1.00", row.Elements("td").Select(static cell => cell.Value)));
    }

    [Fact]
    public void Page_TakesNothingFromElsewhere()
    {
        string[] loaders = ["script", "link", "img", "iframe", "object", "use", "image"];
        Assert.DoesNotContain(_page.Descendants(), element => loaders.Contains(element.Name.LocalName));
        Assert.All(
            _page.Descendants().Attributes().Where(static a => a.Name.LocalName is "href" or "src"),
            static a => Assert.StartsWith("#", a.Value, StringComparison.Ordinal));
        Assert.All(new[] { "http", "url(", "@import", "NaN", "∞" }, text => Assert.DoesNotContain(text, _text, StringComparison.Ordinal));
        Assert.All(
            _page.Descendants("a").Select(static link => link.Attribute("href")!.Value[1..]),
            id => Assert.Single(_page.Descendants("section"), section => section.Attribute("id")!.Value == id));
    }

    [Fact]
    public void Page_EveryColourUsed_IsDefinedForLightAndDark()
    {
        var used = _page.Descendants().Where(static e => e.Ancestors("svg").Any()).SelectMany(Classes)
            .Where(static name => name.Length > 1 && name[0] is 'p' or 'd' && char.IsDigit(name[1]));

        Assert.All(used.Distinct(), name => Assert.Contains($".{name} {{ --c: hsl(", _text, StringComparison.Ordinal));
        Assert.Contains("prefers-color-scheme: dark", _text, StringComparison.Ordinal);
    }

    private static string Listed(string[] names) => string.Join(',', names);

    private XElement Section(string id) => Assert.Single(_page.Descendants("section"), section => section.Attribute("id")!.Value == id);

    private XElement Plot(string scenario, string label) =>
        Assert.Single(Section(scenario).Descendants("svg"), svg => svg.Attribute("aria-label")?.Value == label);

    private static IEnumerable<string> Lines(XElement plot) => plot.Elements("polyline").Select(static line => line.Element("title")!.Value);

    private static IEnumerable<string> Texts(XElement plot, string kind) =>
        plot.Elements("text").Where(text => Classes(text).Contains(kind)).Select(static text => text.Value);

    private static string[] Classes(XElement element) => element.Attribute("class")?.Value.Split(' ') ?? [];

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
