using System.Globalization;
using System.Net;
using System.Text;
using Fairlead.Cli.Simulation.Replays;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>A replay on the page: its tables, and how far they can be believed.</summary>
internal static class ReplaySection
{
    public static void Write(StringBuilder page, string candidate, ReplayResult result)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section id=\"replay\">\n<h2>{Encoded(ReplayTable.Title(candidate))}</h2>\n<p>{Encoded(ReplayTable.Summary(result))}.</p>\n");
        foreach (var rows in ReplayTable.All(result))
        {
            page.Append("<div class=\"scroll\"><table>\n");
            Row(page, rows[0], "th");
            foreach (var row in rows.Skip(1))
            {
                Row(page, row, "td");
            }

            page.Append("</table></div>\n");
        }

        foreach (var note in ReplayNotes.Of(result))
        {
            page.Append("<p>").Append(Encoded(note)).Append("</p>\n");
        }

        page.Append("</section>\n");
    }

    private static void Row(StringBuilder page, string[] cells, string kind)
    {
        page.Append("<tr>");
        foreach (var cell in cells)
        {
            page.Append(CultureInfo.InvariantCulture, $"<{kind}>{Encoded(cell)}</{kind}>");
        }

        page.Append("</tr>\n");
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
