using System.Globalization;
using System.Text;
using Fairlead.Cli.Simulation.Policies;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>Colours: a policy has the same one all over the page, a deployment all over its scenario.</summary>
/// <remarks>Hues lie apart from their neighbours', however many there are (the golden angle); how light they are is the page's, light or dark.</remarks>
internal static class Palette
{
    private const double GoldenAngle = 137.508;

    /// <summary>The first policy's hue, a blue: the product's own come first.</summary>
    private const double FirstHue = 215;

    /// <summary>Between those of policies.</summary>
    private const double FirstDeploymentHue = 20;

    /// <summary>The class of a policy's colour.</summary>
    /// <param name="place">Its place in the report.</param>
    /// <param name="policy">Its name: baselines are drawn dashed or hollow, so that colour is not all that tells.</param>
    public static string Policy(int place, string policy) =>
        $"p{place}" + (policy.StartsWith(PolicyCatalogue.BaselinePrefix, StringComparison.Ordinal) ? " base" : "");

    /// <summary>The class of a deployment's colour.</summary>
    public static string Deployment(int place) => $"d{place}";

    /// <summary>The rules of the classes.</summary>
    public static string Rules(int policies, int deployments)
    {
        var rules = new StringBuilder();
        for (var i = 0; i < policies; i++)
        {
            rules.Append(Rule("p", i, FirstHue, 72));
        }

        for (var i = 0; i < deployments; i++)
        {
            rules.Append(Rule("d", i, FirstDeploymentHue, 55));
        }

        return rules.ToString();
    }

    private static string Rule(string kind, int place, double first, int strength) =>
        string.Create(CultureInfo.InvariantCulture, $".{kind}{place} {{ --c: hsl({(first + (place * GoldenAngle)) % 360:0} {strength}% var(--tone)); }}\n");
}
