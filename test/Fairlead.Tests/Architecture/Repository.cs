namespace Fairlead.Tests.Architecture;

/// <summary>The checked-out tree these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Source files, without what a build wrote.</summary>
    public static IEnumerable<string> Sources(params string[] folders) =>
        folders
            .Select(folder => Path.Combine(Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !IsBuilt(file));

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    public static bool IsBuilt(string path)
    {
        var relative = $"/{Relative(path)}/";
        return relative.Contains("/bin/", StringComparison.Ordinal)
            || relative.Contains("/obj/", StringComparison.Ordinal)
            || relative.Contains("/node_modules/", StringComparison.Ordinal);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fairlead.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Fairlead.slnx above {AppContext.BaseDirectory}.");
    }
}
