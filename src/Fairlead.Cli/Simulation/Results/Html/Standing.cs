using System.Globalization;
using System.Net;
using System.Text;
using Fairlead.Cli.Simulation.Scenarios;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>All scenarios at a glance: how many times the best each policy took, tinted by how far it is.</summary>
internal static class Standing
{
    /// <summary>Up to here counts as the best: a twentieth is what seeds differ by.</summary>
    private const double Best = 1.05;

    private const double Fair = 1.25;

    private const double Poor = 2;

    public static void Write(StringBuilder page, IReadOnlyList<(Scenario Scenario, IReadOnlyList<RunResult> Results)> report)
    {
        page.Append("<section id=\"standing\">\n<h2>At a glance</h2>\n<p>How many times the scenario's best. <span class=\"best\">within 5 %</span> ")
            .Append("<span class=\"fair\">within a quarter</span> <span class=\"poor\">within twice</span> <span class=\"far\">beyond</span> ")
            .Append("Of answers only: read them beside the success in the scenario's table.</p>\n");
        Write(page, report, "Time to the first token, p99", static result => result.FirstToken.At(0.99));
        Write(page, report, "Whole answer, p99.9", static result => result.Completion.At(0.999));
        page.Append("</section>\n");
    }

    private static void Write(
        StringBuilder page, IReadOnlyList<(Scenario Scenario, IReadOnlyList<RunResult> Results)> report, string title, Func<RunResult, double> time)
    {
        page.Append("<h3>").Append(title).Append("</h3>\n<div class=\"scroll\"><table class=\"heat\">\n<tr><th></th>");
        for (var i = 0; i < report[0].Results.Count; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<th>{Encoded(report[0].Results[i].Policy)}</th>");
        }

        page.Append("</tr>\n");
        foreach (var (scenario, results) in report)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"#{Encoded(scenario.Name)}\">{Encoded(scenario.Name)}</a></td>");
            var best = results.Select(time).Where(static seconds => seconds > 0).DefaultIfEmpty(double.NaN).Min();
            foreach (var result in results)
            {
                var times = time(result) / best;
                page.Append(double.IsFinite(times)
                    ? string.Create(CultureInfo.InvariantCulture, $"<td class=\"{Kind(times)}\" title=\"{time(result):0.00} s\">{times:0.00}</td>")
                    : "<td>-</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</table></div>\n");
    }

    private static string Kind(double times) => times switch
    {
        <= Best => "best",
        <= Fair => "fair",
        <= Poor => "poor",
        _ => "far",
    };

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
