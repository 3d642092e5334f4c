namespace Fairlead.Tests.Architecture;

/// <summary>Rules about folders and files that no compiler checks.</summary>
public sealed class TreeTests
{
    private const int MostLines = 300;

    private static readonly string[] SaysNothing = ["Common", "Core", "Utils", "Utilities", "Helpers", "Abstractions", "Shared", "Misc"];

    /// <summary>Files longer than the cap, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFor = new(StringComparer.Ordinal);

    [Fact]
    public void Folders_Names_SayWhatIsInThem()
    {
        var folders = new[] { "src", "test", "bench" }
            .Select(top => Path.Combine(Repository.Root, top))
            .SelectMany(top => Directory.EnumerateDirectories(top, "*", SearchOption.AllDirectories))
            .Where(folder => !Repository.IsBuilt(folder))
            .ToList();

        Assert.NotEmpty(folders);
        Assert.DoesNotContain(folders, folder => Path.GetFileName(folder).Split('.').Intersect(SaysNothing).Any());
    }

    [Fact]
    public void Files_Length_StaysUnderTheCapOrHasAReason()
    {
        var tooLong = Repository.Sources("src", "test", "bench", "samples")
            .Select(file => (Path: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > MostLines)
            .Where(file => !LongFor.ContainsKey(file.Path))
            .Select(file => $"{file.Path}: {file.Lines} lines");

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Files_WithAReasonToBeLong_AreStillLong() =>
        Assert.DoesNotContain(LongFor.Keys, path =>
            !File.Exists(Path.Combine(Repository.Root, path)) || File.ReadLines(Path.Combine(Repository.Root, path)).Count() <= MostLines);

    [Fact]
    public void Sources_Namespaces_FollowTheirFolders()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources("src"))
        {
            var declared = File.ReadLines(file).FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';');
            var parts = Repository.Relative(file).Split('/')[1..^1];
            var expected = string.Join('.', parts);

            // Extension methods of service collections and applications sit where their users look for them.
            var extensions = declared is not null && declared.StartsWith("Microsoft.", StringComparison.Ordinal)
                && Path.GetFileName(file).EndsWith("Extensions.cs", StringComparison.Ordinal);
            // What a user of the library writes first may sit at the project's root.
            if (declared is not null && declared != expected && declared != parts[0] && !extensions)
            {
                wrong.Add($"{Repository.Relative(file)}: {declared}, expected {expected}");
            }
        }

        Assert.Empty(wrong);
    }
}
