using System.Globalization;
using System.Net;
using System.Text;
using Fairlead.Cli.Simulation.Replays;
using Fairlead.Cli.Simulation.Scenarios;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>Results as one page without anything beside it: no scripts, no fonts, no network. Well-formed XML too, so that it can be taken apart.</summary>
internal static class HtmlReport
{
    public static string Render(IReadOnlyList<(Scenario Scenario, IReadOnlyList<RunResult> Results)> report, string seeds, ReplayResult? replay = null)
    {
        var page = new StringBuilder(PageHead.Begin)
            .Append(Palette.Rules(report[0].Results.Count, report.Max(static entry => entry.Scenario.Deployments.Count)))
            .Append(PageHead.End)
            .Append(CultureInfo.InvariantCulture, $"<p>Times in seconds, of the requests answered. {Encoded(seeds)}.</p>\n");
        if (report.Count > 1)
        {
            var names = report.Select(static entry => Encoded(entry.Scenario.Name));
            page.Append("<nav>").AppendJoin(' ', names.Select(static name => $"<a href=\"#{name}\">{name}</a>")).Append("</nav>\n");
            Standing.Write(page, report);
        }

        if (replay is not null)
        {
            ReplaySection.Write(page, report[0].Scenario.Name, replay);
        }

        foreach (var (scenario, results) in report)
        {
            Section(page, scenario, results);
        }

        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Section(StringBuilder page, Scenario scenario, IReadOnlyList<RunResult> results)
    {
        var name = Encoded(scenario.Name);
        page.Append(CultureInfo.InvariantCulture, $"<section id=\"{name}\">\n<h2>{name}</h2>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>{Encoded(scenario.About)}. {ResultTable.Size(scenario, results[0])}.</p>\n");
        Table(page, results);
        page.Append("<h3>How long, how well, at what price</h3>\n");
        Key(page, "Policies", results.Select(static (result, i) => (Palette.Policy(i, result.Policy), result.Policy)));
        page.Append("<div class=\"plots\">\n");
        const string Marks = "small p50, large p99, open p99.9";
        Figure(page, "Time to the first token", Marks, QuantilePlot.Draw("Time to the first token", results, static result => result.FirstToken));
        Figure(page, "Whole answer", Marks, QuantilePlot.Draw("Whole answer", results, static result => result.Completion));
        foreach (var plot in ValuePlot.All)
        {
            Figure(page, plot.Label, "", plot.Draw(results));
        }

        page.Append("</div>\n<h3>Load over time: calls under way</h3>\n");
        Key(page, "Deployments", results[0].Deployments.Select(static (load, i) => (Palette.Deployment(i), load.Id)));
        page.Append("<div class=\"plots\">\n");
        Figure(page, "All deployments", "a line for each policy", LoadPlot.Totals(scenario, results));
        var most = results.Max(static result => result.Deployments.Max(static load => load.InFlight.Max()));
        foreach (var result in results)
        {
            Figure(page, result.Policy, "a line for each deployment", LoadPlot.Deployments(scenario, result, most));
        }

        page.Append("</div>\n</section>\n");
    }

    private static void Table(StringBuilder page, IReadOnlyList<RunResult> results)
    {
        page.Append("<div class=\"scroll\"><table>\n<tr><th>POLICY</th>");
        foreach (var column in ResultTable.Columns)
        {
            page.Append("<th>").Append(Encoded(column)).Append("</th>");
        }

        page.Append("</tr>\n");
        foreach (var result in results)
        {
            page.Append("<tr><td>").Append(Encoded(result.Policy)).Append("</td>");
            foreach (var cell in ResultTable.Cells(result))
            {
                page.Append("<td>").Append(Encoded(cell)).Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void Key(StringBuilder page, string of, IEnumerable<(string Kind, string Name)> entries)
    {
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"key\">{of}: ");
        foreach (var (kind, name) in entries)
        {
            page.Append("<span><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\">")
                .Append(CultureInfo.InvariantCulture, $"<line class=\"line {kind}\" x1=\"0\" y1=\"6\" x2=\"26\" y2=\"6\"/></svg>{Encoded(name)}</span> ");
        }

        page.Append("</p>\n");
    }

    private static void Figure(StringBuilder page, string caption, string about, string svg) => page
        .Append("<figure><figcaption>").Append(Encoded(caption)).Append(about.Length > 0 ? $" <small>{Encoded(about)}</small>" : "").Append("</figcaption>\n")
        .Append(svg).Append("</figure>\n");

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
