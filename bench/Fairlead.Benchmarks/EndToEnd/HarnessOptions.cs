using System.Globalization;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>What to measure, and how long.</summary>
internal sealed record HarnessOptions
{
    public const string Usage = """
        e2e [--loads sat1k,sat50k,r200,r1000,c1,stream] [--targets direct,nginx,raw,fairlead,fairlead-key]
            [--rounds N (default 7)] [--seconds S per slot (default 1.5)] [--warm S (default 6)]
            [--gateway [NAME=]PATH/Fairlead.Cli.dll]  several compare builds in one run
            [--nginx PATH (default /usr/sbin/nginx)] [--out REPORT.md]
        """;

    public IReadOnlyList<LoadPlan> Loads { get; init; } = LoadPlan.All;

    public IReadOnlyList<string> Targets { get; init; } = ["direct", "nginx", "raw", "fairlead", "fairlead-key"];

    public int Rounds { get; init; } = 7;

    /// <summary>Length of a slot; a shorter one is mostly the generator's start.</summary>
    public double Seconds { get; init; } = 1.5;

    /// <summary>Load on each target before the first slot: tiered compilation needs it.</summary>
    public double WarmSeconds { get; init; } = 6;

    public IReadOnlyList<(string Name, string Path)> Gateways { get; init; } = [];

    public string Nginx { get; init; } = "/usr/sbin/nginx";

    public string? Out { get; init; }

    public static HarnessOptions Parse(string[] args)
    {
        var options = new HarnessOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            options = args[i] switch
            {
                "--loads" => options with { Loads = [.. value.Split(',').Select(LoadPlan.Named)] },
                "--targets" => options with { Targets = value.Split(',') },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--warm" => options with { WarmSeconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--gateway" => options with { Gateways = [.. options.Gateways, Gateway(value)] },
                "--nginx" => options with { Nginx = value },
                "--out" => options with { Out = value },
                _ => throw new ArgumentException($"'{args[i]}' is no option.\n{Usage}"),
            };
        }

        return options.Gateways.Count > 0
            ? options
            : options with { Gateways = [("fairlead", Machine.RepositoryFile("src/Fairlead.Cli/bin/Release/net10.0/Fairlead.Cli.dll"))] };
    }

    private static (string Name, string Path) Gateway(string value) =>
        value.Split('=', 2) is [var name, var path] ? (name, Path.GetFullPath(path)) : ("fairlead", Path.GetFullPath(value));
}
