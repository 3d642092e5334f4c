using System.Globalization;
using Fairlead.Cli.Simulation.Deployments;

namespace Fairlead.Cli.Simulation.Scenarios;

/// <summary>Incidents as a person writes them: <c>deployment:kind:from-to</c>, with <c>*factor</c> behind the kinds that have one.</summary>
internal static class IncidentText
{
    /// <summary>Largest factor: beyond it a call would outlast any run.</summary>
    private const double MostFactor = 1000;

    private static readonly Dictionary<string, IncidentKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["slow"] = IncidentKind.Slow,
        ["cold"] = IncidentKind.Cold,
        ["drip"] = IncidentKind.Drips,
        ["429"] = IncidentKind.Refuses,
        ["hang"] = IncidentKind.Hangs,
        ["down"] = IncidentKind.Down,
        ["absent"] = IncidentKind.Absent,
        ["price"] = IncidentKind.Price,
    };

    /// <summary>A kind as a person writes it.</summary>
    public static string Name(IncidentKind kind) => Kinds.First(pair => pair.Value == kind).Key;

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="deployments">The deployments there are.</param>
    /// <param name="incident">The incident.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(string text, IReadOnlyList<DeploymentSpec> deployments, out Incident incident)
    {
        incident = new Incident(IncidentKind.Slow, 0, 0, 1);

        // From the right, since a deployment's name may hold colons.
        var last = text.LastIndexOf(':');
        var middle = last > 0 ? text.LastIndexOf(':', last - 1) : -1;
        if (middle <= 0)
        {
            return "expected deployment:kind:from-to, as in d0:slow*8:0.3-0.6";
        }

        var name = text[..middle];
        var kindAndFactor = text[(middle + 1)..last].Split('*', 2, StringSplitOptions.TrimEntries);
        if (!Kinds.TryGetValue(kindAndFactor[0], out var kind))
        {
            return $"there is no incident '{kindAndFactor[0]}': there are {string.Join(", ", Kinds.Keys)}";
        }

        var hasFactor = kind is IncidentKind.Slow or IncidentKind.Cold or IncidentKind.Drips or IncidentKind.Price;
        var factor = 1.0;
        if (hasFactor != kindAndFactor.Length > 1 || (hasFactor && !(TryNumber(kindAndFactor[1], out factor) && factor is > 0 and <= MostFactor)))
        {
            return hasFactor ? $"{kindAndFactor[0]} wants a factor above 0, at most {MostFactor}, as in {kindAndFactor[0]}*8" : $"{kindAndFactor[0]} has no factor";
        }

        var times = text[(last + 1)..].Split('-', 2);
        if (times.Length < 2 || !TryNumber(times[0], out var from) || !TryNumber(times[1], out var to) || !(from >= 0 && from < to && to <= 1))
        {
            return "expected from-to as shares of the time, from 0 to 1, as in 0.3-0.6";
        }

        var found = Enumerable.Range(0, deployments.Count).Where(i => deployments[i].Id == name).ToList();
        found = found.Count > 0 ? found : [.. Enumerable.Range(0, deployments.Count).Where(i => deployments[i].Model == name)];
        incident = new Incident(kind, found.FirstOrDefault(), from, to, factor);
        return found.Count switch
        {
            1 => null,
            0 => $"there is no deployment '{name}': there are {string.Join(", ", deployments.Select(Name))}",
            _ => $"there are {found.Count} deployments of {name}: name one by its id: {string.Join(", ", found.Select(i => deployments[i].Id))}",
        };
    }

    private static string Name(DeploymentSpec spec) => spec.Model is null ? spec.Id : $"{spec.Model} ({spec.Id})";

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
