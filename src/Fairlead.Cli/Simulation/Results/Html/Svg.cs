using System.Globalization;
using System.Net;
using System.Text;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>One drawing as inline SVG. Colours are the page's classes, so that a drawing follows its light or dark.</summary>
internal sealed class Svg
{
    private readonly StringBuilder _text = new();

    /// <param name="width">Its width in pixels of a page of full size.</param>
    /// <param name="height">Its height.</param>
    /// <param name="label">What it shows, for readers who do not see it.</param>
    public Svg(double width, double height, string label) =>
        Append($"<svg viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" aria-label=\"{Encoded(label)}\">\n");

    public void Line(string kind, double x1, double y1, double x2, double y2) =>
        Append($"<line class=\"{kind}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>\n");

    public void Text(string kind, double x, double y, string text) =>
        Append($"<text class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{Encoded(text)}</text>\n");

    /// <summary>A bar or a shade, with what is said of it where the pointer rests.</summary>
    public void Box(string kind, double x, double y, double width, double height, string title) =>
        Append($"<rect class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"><title>{Encoded(title)}</title></rect>\n");

    /// <summary>A round mark.</summary>
    public void Dot(string kind, double x, double y, double radius, string title) =>
        Append($"<circle class=\"{kind}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius:0.#}\"><title>{Encoded(title)}</title></circle>\n");

    /// <summary>A line through points that lie evenly from one pixel to another.</summary>
    public void Curve(string kind, IReadOnlyList<double> ys, double from, double to, string title)
    {
        Append($"<polyline class=\"{kind}\" points=\"");
        for (var i = 0; i < ys.Count; i++)
        {
            Append($"{(i == 0 ? "" : " ")}{from + ((i + 0.5) * (to - from) / ys.Count):0.#},{ys[i]:0.#}");
        }

        Append($"\"><title>{Encoded(title)}</title></polyline>\n");
    }

    public override string ToString() => _text + "</svg>\n";

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);

    private void Append(FormattableString text) => _text.Append(text.ToString(CultureInfo.InvariantCulture));
}
