namespace Fairlead.Mutation;

/// <summary>Where a run keeps its things: <c>artifacts/mutation</c> of the checked-out tree.</summary>
internal sealed class Workshop
{
    public Workshop()
    {
        Root = Find();
        Folder = Path.Combine(Root, "artifacts", "mutation");
        Directory.CreateDirectory(Folder);
    }

    public string Root { get; }

    public string Folder { get; }

    public string Tests => Path.Combine(Root, "test", "Fairlead.Tests");

    /// <summary>What is changed, and which tests are asked.</summary>
    public string Config => Path.Combine(Tests, "stryker-config.json");

    /// <summary>The tests with the changed assembly among them.</summary>
    public string Bin => Path.Combine(Folder, "bin");

    /// <summary>The changed assembly itself, kept for as long as its source is the same.</summary>
    public string Changed => Path.Combine(Folder, "Fairlead.changed.dll");

    /// <summary>Stryker's list of the changes in it.</summary>
    public string Report => Path.Combine(Folder, "stryker", "reports", "mutation-report.json");

    /// <summary>Changes asked in this run, in their order.</summary>
    public string Plan => Path.Combine(Folder, "plan.txt");

    /// <summary>Which test reaches which change.</summary>
    public string Coverage => Path.Combine(Folder, "coverage.txt");

    /// <summary>What came of each change, a line as soon as it is known.</summary>
    public string Ledger => Path.Combine(Folder, "ledger.txt");

    /// <summary>Which test noticed which change, in any earlier run: asked first.</summary>
    public string Noticed => Path.Combine(Folder, "noticed.txt");

    /// <summary>A path as it is told: from the root, with slashes.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fairlead.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new MutationException($"No Fairlead.slnx above {AppContext.BaseDirectory}.");
    }
}
