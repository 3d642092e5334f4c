using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace Fairlead.TestKit.Golden;

/// <summary>Compares a text with a committed file. <c>UPDATE_SNAPSHOTS=1</c> writes the file instead, to be reviewed in the diff.</summary>
public static class GoldenFile
{
    /// <summary>Fails unless the text is the file's.</summary>
    /// <param name="actual">The text; line ends are compared as <c>\n</c>.</param>
    /// <param name="path">The file, relative to the calling test's source file.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static void Matches(string actual, string path, [CallerFilePath] string caller = "")
    {
        var file = PathOf(path, caller);
        var text = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
            return;
        }

        if (!File.Exists(file))
        {
            throw new XunitException($"{file} is missing; UPDATE_SNAPSHOTS=1 writes it. It would hold:\n{text}");
        }

        var expected = File.ReadAllText(file).ReplaceLineEndings("\n");
        if (expected != text)
        {
            throw new XunitException($"{file} differs; UPDATE_SNAPSHOTS=1 rewrites it.\n{FirstDifference(expected, text)}\n--- actual ---\n{text}");
        }
    }

    /// <summary>The full path of a file beside the calling test's source.</summary>
    /// <param name="path">The file, relative to the calling test's source file.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static string PathOf(string path, [CallerFilePath] string caller = "") => Path.Combine(Path.GetDirectoryName(Real(caller))!, path);

    /// <summary>Deterministic builds write <c>/_/</c> for the repository's folder: it is found again from where the tests run.</summary>
    private static string Real(string caller)
    {
        if (!caller.StartsWith("/_/", StringComparison.Ordinal))
        {
            return caller;
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fairlead.slnx")))
        {
            folder = folder.Parent;
        }

        return folder is null ? caller : Path.Combine(folder.FullName, caller[3..]);
    }

    private static string FirstDifference(string expected, string actual)
    {
        var left = expected.Split('\n');
        var right = actual.Split('\n');
        var line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        return $"line {line + 1}\n  expected: {(line < left.Length ? left[line] : "(end)")}\n  actual:   {(line < right.Length ? right[line] : "(end)")}";
    }
}
