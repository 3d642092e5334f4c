using System.Globalization;
using System.Net;
using System.Text;
using Fairlead.Cli.Simulation.Scenarios;

namespace Fairlead.Cli.Simulation.Results;

/// <summary>Results as one page without anything beside it: no scripts, no fonts, no network.</summary>
internal static class HtmlReport
{
    private const string Head = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Fairlead simulation</title>
        <style>
        :root { color-scheme: light dark; --ink: #1c2430; --dim: #66707d; --line: #d8dee6; --page: #fff; --bar: #3b6fb6; --base: #a9b4c2; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --dim: #94a0af; --line: #333d4a; --page: #151a21; --bar: #6a9fe8; --base: #566273; } }
        body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 1180px; margin: 2rem auto; padding: 0 1rem; }
        h2 { margin: 2.5rem 0 .2rem; } .legend { margin-top: 1rem; } p { margin: .2rem 0 1rem; color: var(--dim); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th:first-child, td:first-child { text-align: left; } th { color: var(--dim); font-weight: 600; }
        .plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 1rem; margin-top: 1rem; }
        figure { margin: 0; } figcaption { color: var(--dim); } svg { width: 100%; height: auto; }
        svg text { fill: var(--ink); font-size: 11px; } svg .dim { fill: var(--dim); } svg .axis { stroke: var(--line); }
        svg .bar { fill: var(--bar); } svg .base { fill: var(--base); } svg polyline { fill: none; stroke-width: 1.3; }
        </style>
        </head>
        <body>
        <h1>Fairlead simulation</h1>

        """;

    public static string Render(IReadOnlyList<(Scenario Scenario, IReadOnlyList<RunResult> Results)> report, string seeds)
    {
        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"<p>Times in seconds, of the requests answered. {Text(seeds)}.</p>\n");
        foreach (var (scenario, results) in report)
        {
            page.Append(CultureInfo.InvariantCulture, $"<section id=\"{Text(scenario.Name)}\">\n<h2>{Text(scenario.Name)}</h2>\n<p>{Text(scenario.About)}</p>\n");
            Table(page, results);
            Legend(page, results[0].Deployments);
            page.Append("<div class=\"plots\">\n");
            Figure(page, "Time to the first token, p99", SvgPlot.Bars(results, static result => result.FirstToken.At(0.99)));
            Figure(page, "Whole answer, p99.9", SvgPlot.Bars(results, static result => result.Completion.At(0.999)));
            var most = results.Max(static result => result.Deployments.Max(static d => d.InFlight.Max()));
            foreach (var result in results)
            {
                Figure(page, $"{result.Policy}: calls under way on each deployment", SvgPlot.Loads(result.Deployments, most));
            }

            page.Append("</div>\n</section>\n");
        }

        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Table(StringBuilder page, IReadOnlyList<RunResult> results)
    {
        page.Append("<div class=\"scroll\"><table>\n<tr><th>POLICY</th>");
        foreach (var column in ResultTable.Columns)
        {
            page.Append("<th>").Append(Text(column)).Append("</th>");
        }

        page.Append("</tr>\n");
        foreach (var result in results)
        {
            page.Append("<tr><td>").Append(Text(result.Policy)).Append("</td>");
            foreach (var cell in ResultTable.Cells(result))
            {
                page.Append("<td>").Append(Text(cell)).Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static void Legend(StringBuilder page, IReadOnlyList<DeploymentLoad> deployments)
    {
        page.Append("<p class=\"legend\">Deployments:");
        for (var i = 0; i < deployments.Count; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $" <span style=\"color:{SvgPlot.Colour(i)}\">&#9632;</span>&nbsp;{Text(deployments[i].Id)}");
        }

        page.Append("</p>\n");
    }

    private static void Figure(StringBuilder page, string caption, string svg) =>
        page.Append("<figure><figcaption>").Append(Text(caption)).Append("</figcaption>\n").Append(svg).Append("</figure>\n");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
