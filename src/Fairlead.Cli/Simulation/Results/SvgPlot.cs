using System.Globalization;
using System.Net;
using System.Text;
using Fairlead.Cli.Simulation.Policies;

namespace Fairlead.Cli.Simulation.Results;

/// <summary>Plots as inline SVG.</summary>
internal static class SvgPlot
{
    private const int Width = 360;
    private const int Height = 150;
    private const int RowHeight = 18;
    private const int LabelWidth = 130;
    private const int ValueWidth = 50;

    /// <summary>A bar for each policy; baselines in a paler colour.</summary>
    public static string Bars(IReadOnlyList<RunResult> results, Func<RunResult, double> value)
    {
        var svg = new StringBuilder();
        var height = results.Count * RowHeight;
        var most = results.Select(value).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\">\n");
        for (var i = 0; i < results.Count; i++)
        {
            var number = value(results[i]);
            var length = double.IsFinite(number) && most > 0 ? (Width - LabelWidth - ValueWidth) * number / most : 0;
            var kind = results[i].Policy.StartsWith(PolicyCatalogue.BaselinePrefix, StringComparison.Ordinal) ? "base" : "bar";
            var y = i * RowHeight;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{y + 13}\">{WebUtility.HtmlEncode(results[i].Policy)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{LabelWidth}\" y=\"{y + 3}\" width=\"{length:0.#}\" height=\"{RowHeight - 6}\"/>");
            var label = double.IsFinite(number) ? number.ToString("0.00", CultureInfo.InvariantCulture) : "-";
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"dim\" x=\"{LabelWidth + length + 5:0.#}\" y=\"{y + 13}\">{label}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>A deployment's colour. Hues lie apart from their neighbours', however many there are: the golden angle.</summary>
    public static string Colour(int deployment) => string.Create(CultureInfo.InvariantCulture, $"hsl({deployment * 137.5 % 360:0},60%,50%)");

    /// <summary>A line for each deployment, over the scenario's time.</summary>
    /// <param name="deployments">The deployments.</param>
    /// <param name="most">The top of the scale, the same for all policies of a scenario.</param>
    public static string Loads(IReadOnlyList<DeploymentLoad> deployments, double most)
    {
        var svg = new StringBuilder();
        var scale = most > 0 ? (Height - 20) / most : 0;
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"0\" y1=\"{Height - 5}\" x2=\"{Width}\" y2=\"{Height - 5}\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"dim\" x=\"0\" y=\"10\">{most:0}</text>\n");
        for (var i = 0; i < deployments.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<polyline stroke=\"{Colour(i)}\" points=\"");
            var slices = deployments[i].InFlight;
            for (var slice = 0; slice < slices.Length; slice++)
            {
                svg.Append(CultureInfo.InvariantCulture, $"{slice * (double)Width / slices.Length:0.#},{Height - 5 - (slices[slice] * scale):0.#} ");
            }

            svg.Append(CultureInfo.InvariantCulture, $"\"><title>{WebUtility.HtmlEncode(deployments[i].Id)}</title></polyline>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }
}
