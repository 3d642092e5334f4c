using System.Globalization;

namespace Fairlead.Mutation.Asking;

/// <param name="Id">The change.</param>
/// <param name="IsStatic">It needs a process of its own.</param>
/// <param name="NoticedBy">The test that noticed it in an earlier run, or nothing.</param>
internal sealed record PlannedChange(int Id, bool IsStatic, string NoticedBy)
{
    public static void Write(string file, IEnumerable<PlannedChange> plan) =>
        File.WriteAllLines(file, plan.Select(static change => string.Create(CultureInfo.InvariantCulture, $"{change.Id}\t{change.IsStatic}\t{change.NoticedBy}")));

    public static IReadOnlyList<PlannedChange> Read(string file) =>
    [
        .. File.ReadLines(file).Select(static line => line.Split('\t')).Select(static parts => new PlannedChange(int.Parse(parts[0], CultureInfo.InvariantCulture), bool.Parse(parts[1]), parts[2])),
    ];
}
