namespace Fairlead.Model;

/// <summary>A bit for each of some names, out of 64: two sets of names without a bit in common have no name in common, which is told without a look at either's letters.</summary>
/// <remarks>A Bloom filter of one hash function (Bloom 1970). Where bits meet, names are compared: one in sixteen deployments is, for one name that is none of theirs.</remarks>
internal static class NameMarks
{
    public static ulong Of(string? name) => name is null ? 0 : 1UL << (string.GetHashCode(name, StringComparison.Ordinal) & 63);

    public static ulong Of(IReadOnlyList<string>? names)
    {
        var marks = 0UL;
        for (var i = 0; i < (names?.Count ?? 0); i++)
        {
            marks |= Of(names![i]);
        }

        return marks;
    }
}
