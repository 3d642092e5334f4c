using System.Globalization;
using Fairlead.Cli.Simulation.Deployments;
using Fairlead.Cli.Simulation.Scenarios;

namespace Fairlead.Cli.Simulation.Results.Html;

/// <summary>Calls under way over a scenario's time, with its incidents shaded.</summary>
internal static class LoadPlot
{
    private const double Width = 380;
    private const double Height = 170;
    private const double Left = 34;
    private const double Right = Width - 8;
    private const double Top = 8;
    private const double Floor = Height - 34;

    /// <summary>A line for each policy: all deployments together.</summary>
    public static string Totals(Scenario scenario, IReadOnlyList<RunResult> results)
    {
        var totals = results.Select(Total).ToList();
        var svg = Frame(scenario, "Calls under way on all deployments", results[0].Seconds, totals.Max(static total => total.Max()), out var up);
        for (var i = 0; i < results.Count; i++)
        {
            svg.Curve("line " + Palette.Policy(i, results[i].Policy), Array.ConvertAll(totals[i], up.Place), Left, Right, results[i].Policy);
        }

        return svg.ToString();
    }

    /// <summary>A line for each deployment under one policy.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="result">The policy's result.</param>
    /// <param name="most">The top of the scale, the same for all policies of a scenario, so that plots can be compared.</param>
    public static string Deployments(Scenario scenario, RunResult result, double most)
    {
        var svg = Frame(scenario, $"Calls under way on each deployment under {result.Policy}", result.Seconds, most, out var up);
        for (var i = 0; i < result.Deployments.Count; i++)
        {
            var load = result.Deployments[i];
            svg.Curve("line " + Palette.Deployment(i), Array.ConvertAll(load.InFlight, up.Place), Left, Right, load.Id);
        }

        return svg.ToString();
    }

    private static Svg Frame(Scenario scenario, string label, double seconds, double most, out Axis up)
    {
        var svg = new Svg(Width, Height, label);
        foreach (var incident in scenario.Incidents)
        {
            var from = Left + (incident.From * (Right - Left));
            var width = (incident.To - incident.From) * (Right - Left);
            svg.Box("incident " + Palette.Deployment(incident.Deployment), from, Top, width, Floor - Top, Title(scenario, incident));
        }

        up = Axis.Linear(0, Math.Max(1, most), Floor, Top);
        foreach (var tick in up.Ticks)
        {
            svg.Line("grid", Left, up.Place(tick), Right, up.Place(tick));
            svg.Text("tick end", Left - 5, up.Place(tick) + 4, Number(tick));
        }

        var along = Axis.Linear(0, seconds, 0, 1);
        foreach (var tick in along.Ticks.Where(tick => tick <= seconds))
        {
            var x = Left + (tick / seconds * (Right - Left));
            svg.Line("axis", x, Floor, x, Floor + 4);
            svg.Text("tick mid", x, Floor + 16, Number(tick));
        }

        svg.Line("axis", Left, Floor, Right, Floor);
        svg.Text("tick mid", (Left + Right) / 2, Floor + 30, "seconds since the start");
        return svg;
    }

    private static string Title(Scenario scenario, Incident incident) => string.Create(
        CultureInfo.InvariantCulture,
        $"{scenario.Deployments[incident.Deployment].Id}: {IncidentText.Name(incident.Kind)}{(incident.Factor == 1 ? "" : $" ×{incident.Factor:0.##}")}");

    private static double[] Total(RunResult result) =>
        [.. Enumerable.Range(0, LoadSeries.Slices).Select(slice => result.Deployments.Sum(deployment => deployment.InFlight[slice]))];

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
