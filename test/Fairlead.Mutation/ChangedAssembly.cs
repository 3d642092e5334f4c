using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace Fairlead.Mutation;

/// <summary>
/// The kernel with every change compiled into it, as Stryker makes it for its own runs. Stryker puts the untouched assembly
/// back when it ends, so it is given one test that reaches next to nothing, and its work is copied while that test runs.
/// </summary>
internal static class ChangedAssembly
{
    private const string OneShortTest = "FullyQualifiedName~Fairlead.Tests.Configuration.SuggestTests";

    // Ten times what it took on two busy cores would be an hour; nothing of use comes after a third of that.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Has Stryker make it, unless it is there already for the source as it is.</summary>
    public static void Make(Workshop workshop)
    {
        var keyFile = Path.ChangeExtension(workshop.Changed, ".key");
        var key = Key(workshop);
        if (File.Exists(workshop.Changed) && File.Exists(workshop.Report) && File.Exists(keyFile) && File.ReadAllText(keyFile) == key)
        {
            Console.WriteLine("The changed assembly is of this source already.");
            return;
        }

        foreach (var old in (string[])[keyFile, workshop.Changed, workshop.Report])
        {
            if (File.Exists(old))
            {
                File.Delete(old);
            }
        }

        if (IsChanged(InPlace(workshop)))
        {
            // Left by a run that was cut; not to be taken for that of this one.
            File.Delete(PathInPlace(workshop));
        }

        var began = Stopwatch.GetTimestamp();
        Console.WriteLine("Stryker makes the changed assembly; this takes three to six minutes.");
        RunStryker(workshop);
        File.WriteAllText(keyFile, key);
        Console.WriteLine($"Made in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s.");
    }

    private static void RunStryker(Workshop workshop)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = workshop.Tests,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
            ["stryker", "--test-case-filter", OneShortTest, "-r", "Json", "-c", "1", "-O", Path.Combine(workshop.Folder, "stryker"), "--skip-version-check"])
        {
            start.ArgumentList.Add(argument);
        }

        // A third of the time of a build, and nothing that outlives it.
        start.Environment["RunAnalyzersDuringBuild"] = "false";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";

        var log = Path.Combine(workshop.Folder, "stryker.log");
        using var lines = TextWriter.Synchronized(new StreamWriter(log) { AutoFlush = true });
        using var stryker = Process.Start(start) ?? throw new MutationException("dotnet did not start.");
        stryker.OutputDataReceived += (_, line) => lines.WriteLine(line.Data);
        stryker.ErrorDataReceived += (_, line) => lines.WriteLine(line.Data);
        stryker.BeginOutputReadLine();
        stryker.BeginErrorReadLine();
        var began = Stopwatch.GetTimestamp();
        while (!stryker.WaitForExit(BetweenLooks))
        {
            if (!File.Exists(workshop.Changed))
            {
                CopyIfChanged(workshop);
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                stryker.Kill(entireProcessTree: true);
                throw new MutationException($"Stryker did not end within {Patience.TotalMinutes:F0} minutes; see {log}.");
            }
        }

        stryker.WaitForExit();
        if (!File.Exists(workshop.Changed) || !File.Exists(workshop.Report))
        {
            throw new MutationException($"Stryker made no changed assembly; see {log}.");
        }
    }

    private static void CopyIfChanged(Workshop workshop)
    {
        var bytes = InPlace(workshop);
        if (IsChanged(bytes))
        {
            File.WriteAllBytes(workshop.Changed, bytes);
        }
    }

    private static string PathInPlace(Workshop workshop) => Path.Combine(workshop.Tests, "bin", "Release", "net10.0", "Fairlead.dll");

    /// <summary>Where Stryker puts it; nothing while it is written, when it cannot be opened.</summary>
    private static byte[] InPlace(Workshop workshop)
    {
        try
        {
            return File.ReadAllBytes(PathInPlace(workshop));
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static bool IsChanged(byte[] assembly)
    {
        try
        {
            using var image = new PEReader(new MemoryStream(assembly));
            var reader = image.GetMetadataReader();
            return reader.TypeDefinitions.Any(type => reader.GetString(reader.GetTypeDefinition(type).Name) == "MutantControl");
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static string Key(Workshop workshop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var kernel = Path.Combine(workshop.Root, "src", "Fairlead");
        foreach (var file in Directory.EnumerateFiles(kernel, "*.*", SearchOption.AllDirectories)
            .Where(file => workshop.Relative(file).Split('/') is [_, _, not ("bin" or "obj"), ..])
            .Append(workshop.Config)
            .Order(StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(workshop.Relative(file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
