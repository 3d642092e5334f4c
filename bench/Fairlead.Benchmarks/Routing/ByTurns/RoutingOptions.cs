using System.Globalization;

namespace Fairlead.Benchmarks.Routing.ByTurns;

/// <summary>What the routing verb measures, and how long.</summary>
internal sealed record RoutingOptions
{
    public const string Usage = """
        routing [--rounds N (default 200)] [--strategies NAME,NAME] [--build NAME=FOLDER of a Fairlead.dll]  several compare builds in one run
                [--markdown REPORT.md]
        """;

    public static readonly IReadOnlyList<string> AllStrategies =
        ["simple-shuffle", "round-robin", "least-busy", "latency-based", "cost-based", "usage-based", "adaptive"];

    /// <summary>Turns each figure is taken in.</summary>
    public int Rounds { get; init; } = 200;

    public IReadOnlyList<string> Strategies { get; init; } = AllStrategies;

    /// <summary>The builds compared, the oldest first.</summary>
    public IReadOnlyList<(string Name, string Folder)> Builds { get; init; } = [];

    public string? Markdown { get; init; }

    public static RoutingOptions Parse(string[] args)
    {
        var options = new RoutingOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            options = args[i] switch
            {
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--strategies" => options with { Strategies = value.Split(',') },
                "--build" => options with { Builds = [.. options.Builds, Build(value)] },
                "--markdown" => options with { Markdown = value },
                _ => throw new ArgumentException($"'{args[i]}' is no option.\n{Usage}"),
            };
        }

        return options.Builds.Count > 0 ? options : options with { Builds = [("this build", AppContext.BaseDirectory)] };
    }

    private static (string Name, string Folder) Build(string value)
    {
        var (name, folder) = value.Split('=', 2) is [var given, var path] ? (given, path) : (Path.GetFileName(value), value);
        return File.Exists(Path.Combine(folder, "Fairlead.dll")) ? (name, Path.GetFullPath(folder)) : throw new ArgumentException($"There is no Fairlead.dll in '{folder}'.");
    }
}
