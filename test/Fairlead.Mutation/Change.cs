namespace Fairlead.Mutation;

/// <summary>One change of the source, compiled into the changed assembly and switched on by its number.</summary>
/// <param name="Id">Stryker's number, of this build alone.</param>
/// <param name="File">From the root of the repository.</param>
/// <param name="Line">In the source of this build.</param>
/// <param name="Before">What stands there, on one line.</param>
/// <param name="After">What stands there instead, on one line.</param>
/// <param name="Mutator">What Stryker calls the sort of change.</param>
/// <param name="IsStatic">It is of what a static field holds, as far as Stryker sees: switched on too late in a process that has begun.</param>
/// <param name="Name">Says the same change in another build, for as long as its line reads the same.</param>
internal sealed record Change(int Id, string File, int Line, string Before, string After, string Mutator, bool IsStatic, string Name)
{
    /// <summary>The folder of the project the file is in.</summary>
    public string Folder => File.Split('/') is [_, _, var folder, _, ..] ? folder : "(root)";

    /// <summary>The sort of change as the figures tell it: the two that are seldom worth a test apart from the rest.</summary>
    public string Kind =>
        After.Contains(">>>", StringComparison.Ordinal) && !Before.Contains(">>>", StringComparison.Ordinal) ? "`>>>` for `>>`"
        : Boundless(Before) == Boundless(After) ? "`<` for `<=` and its like"
        : Mutator;

    /// <summary>As a line of the survivors' file; <see cref="IsNamedBy"/> reads it back.</summary>
    public string Told => $"{File}:{Line}: {Before} => {After}";

    /// <summary>Whether a line of a survivors' file means this change, wherever its line stands by now.</summary>
    public bool IsNamedBy(string told) =>
        told.StartsWith(File + ":", StringComparison.Ordinal)
        && told.AsSpan(File.Length + 1).TrimStart("0123456789").StartsWith($": {Before} => {After}", StringComparison.Ordinal);

    private static string Boundless(string code) => code.Replace("<=", "<", StringComparison.Ordinal).Replace(">=", ">", StringComparison.Ordinal);
}
