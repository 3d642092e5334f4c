using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Fairlead.Configuration.Document;

/// <summary>
/// Reads an <see cref="IConfiguration"/> into the same tree. It keeps neither places nor kinds: a value is what its form says,
/// children numbered from 0 are a list, and an empty value counts as unset.
/// </summary>
internal static class SectionReader
{
    public static ConfigNode Read(IConfiguration configuration) => Read(configuration, null, 0);

    private static ConfigNode Read(IConfiguration configuration, string? value, int depth)
    {
        // Sections nest as deep as their keys are long; what is deeper than any configuration is left out.
        IConfigurationSection[] children = depth > DocumentLimits.Depth ? [] : [.. configuration.GetChildren()];
        if (children.Length == 0)
        {
            return ConfigNode.Plain(value ?? "", 0, 0);
        }

        if (Array.TrueForAll(children, child => Index(child) >= 0))
        {
            Array.Sort(children, (left, right) => Index(left).CompareTo(Index(right)));
            return ConfigNode.List(Array.ConvertAll(children, child => Read(child, child.Value, depth + 1)), 0, 0);
        }

        return ConfigNode.Map(Array.ConvertAll(children, child => new ConfigEntry(child.Key, 0, 0, Read(child, child.Value, depth + 1))), 0, 0);
    }

    private static int Index(IConfigurationSection section) =>
        int.TryParse(section.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
}
