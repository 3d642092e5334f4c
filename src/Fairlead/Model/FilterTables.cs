using System.Collections.Frozen;
using Fairlead.Configuration;

namespace Fairlead.Model;

/// <summary>Numbers for the names that filters go by, in one generation: what a request says becomes bits once, and every member costs a comparison.</summary>
internal sealed class FilterTables
{
    /// <summary>No region, or none asked for: see <see cref="RegionId"/>.</summary>
    public const int None = -1;

    /// <summary>A name that no deployment has.</summary>
    public const int Nobodys = int.MaxValue;

    private readonly FrozenDictionary<string, int> _regions;
    private readonly FrozenDictionary<string, int> _teams;

    public FilterTables(IReadOnlyList<DeploymentConfig> deployments)
    {
        Tags = Number(deployments.SelectMany(DeploymentTraits.Tags), StringComparer.Ordinal);
        AccessGroups = Number(deployments.SelectMany(static d => d.Info.AccessGroups), StringComparer.Ordinal);
        UserAgents = new UserAgentPatterns(Number(deployments.SelectMany(static d => d.Params.TagRegex), StringComparer.Ordinal));
        _regions = Number(deployments.Select(DeploymentTraits.Region).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        _teams = Number(deployments.Select(static d => d.Info.TeamId).OfType<string>(), StringComparer.Ordinal);
    }

    /// <summary>A bit's number for each tag.</summary>
    public FrozenDictionary<string, int> Tags { get; }

    /// <summary>A bit's number for each access group.</summary>
    public FrozenDictionary<string, int> AccessGroups { get; }

    /// <summary>The patterns of <c>tag_regex</c>.</summary>
    public UserAgentPatterns UserAgents { get; }

    /// <summary>A region's number; <see cref="None"/> for no region, <see cref="Nobodys"/> for one that no deployment is in.</summary>
    public int RegionId(string? region) => Id(_regions, region);

    /// <summary>A team's number; <see cref="None"/> for no team, <see cref="Nobodys"/> for one that owns no deployment.</summary>
    public int TeamId(string? team) => Id(_teams, team);

    private static int Id(FrozenDictionary<string, int> numbers, string? name) =>
        name is null ? None : numbers.TryGetValue(name, out var id) ? id : Nobodys;

    private static FrozenDictionary<string, int> Number(IEnumerable<string> names, StringComparer comparer)
    {
        var numbers = new Dictionary<string, int>(comparer);
        foreach (var name in names)
        {
            numbers.TryAdd(name, numbers.Count);
        }

        return numbers.ToFrozenDictionary(comparer);
    }
}
