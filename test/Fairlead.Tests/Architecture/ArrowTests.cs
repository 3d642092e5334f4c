using System.Xml.Linq;

namespace Fairlead.Tests.Architecture;

/// <summary><c>Cli → Gateway → Providers → Fairlead</c>; nothing points back, and the kernel has no I/O.</summary>
public sealed class ArrowTests
{
    private static readonly string[] InOrder = ["Fairlead", "Fairlead.Providers", "Fairlead.Gateway", "Fairlead.Cli"];

    // Reading a clock of its own would make virtual time a lie; files, sockets and HTTP belong to the projects above.
    private static readonly string[] NotInTheKernel =
    [
        "System.Net.Http.", "System.Net.Sockets.", "System.Net.Security.", "System.Net.WebSockets.", "System.Net.Dns",
        "System.IO.File", "System.IO.Directory", "System.IO.FileStream", "System.IO.FileSystemWatcher", "System.IO.Pipes.",
        "System.Diagnostics.Process", "System.Diagnostics.Stopwatch",
    ];

    private static readonly string[] WallClocks =
    [
        "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_UtcNow", "System.DateTimeOffset.get_Now",
        "System.TimeProvider.GetUtcNow", "System.TimeProvider.GetLocalNow",
        "System.Environment.get_TickCount",
    ];

    [Theory]
    [InlineData("Fairlead")]
    [InlineData("Fairlead.Providers", "Fairlead")]
    [InlineData("Fairlead.Gateway", "Fairlead.Providers")]
    [InlineData("Fairlead.Cli", "Fairlead.Gateway")]
    public void Project_References_OnlyTheOneBelow(string project, params string[] expected)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));

        var references = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Equal(expected, references);
    }

    [Fact]
    public void Source_OtherProjectsThanTheFour_DoNotExist() =>
        Assert.Equal(
            InOrder.Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(file => !Repository.IsBuilt(file))
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Fairlead")]
    [InlineData("Fairlead.Providers")]
    [InlineData("Fairlead.Gateway")]
    public void Assembly_RefersTo_NothingAboveIt(string assembly)
    {
        var above = InOrder[(Array.IndexOf(InOrder, assembly) + 1)..];

        Assert.Empty(AssemblyReader.Of(assembly).Assemblies.Intersect(above));
    }

    [Fact]
    public void Kernel_RefersTo_NoNetworkFilesOrProcesses()
    {
        var kernel = AssemblyReader.Of("Fairlead");

        Assert.NotEmpty(kernel.Types);
        Assert.DoesNotContain(kernel.Types, type => NotInTheKernel.Any(banned => type.StartsWith(banned, StringComparison.Ordinal)));
        Assert.DoesNotContain(kernel.Assemblies, name => name.StartsWith("System.Net.", StringComparison.Ordinal));
        Assert.DoesNotContain(kernel.Assemblies, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void Kernel_Reads_NoWallClock() =>
        Assert.Empty(AssemblyReader.Of("Fairlead").Members.Intersect(WallClocks));

    // A cheaper reading of the system's own clock: only who knows that this is the clock in use may take it.
    [Fact]
    public void Kernel_ReadsTheSystemsTick_InItsClockAlone() =>
        Assert.Equal(
            "src/Fairlead/State/Clock.cs",
            Assert.Single(
                Repository.Sources("src/Fairlead").Where(file => File.ReadAllText(file).Contains("TickCount64", StringComparison.Ordinal)).Select(Repository.Relative)));

    [Fact]
    public void Providers_RefersTo_NoAspNet()
    {
        var providers = AssemblyReader.Of("Fairlead.Providers");

        Assert.Contains("System.Net.Http", providers.Assemblies);
        Assert.DoesNotContain(providers.Assemblies, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.DoesNotContain(providers.Types, type => type.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}
