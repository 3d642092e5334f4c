using System.Globalization;

namespace Fairlead.Mutation;

/// <summary>What is asked of a run, and how much time it may take.</summary>
internal sealed record MutationOptions
{
    public const string Usage = """
        mutate [-m GLOB]...        changes in files that match, in the order of the globs (default: the five folders of the kernel)
               [--survivors FILE]  only changes that FILE names, the survivors of an earlier run
               [--seconds N]       how long the tests may take over one change that none of them notices (default 6)
               [--minutes N]       how long all may take after the changed assembly is made (default 120); what is left is told as not run
        mutate --stryker [...]     Stryker alone, with its own options
        """;

    /// <summary>Globs over paths from the root of the repository; none takes all.</summary>
    public IReadOnlyList<string> Globs { get; init; } = [];

    public string? Survivors { get; init; }

    public TimeSpan OfOneChange { get; init; } = TimeSpan.FromSeconds(6);

    public TimeSpan OfAll { get; init; } = TimeSpan.FromMinutes(120);

    public static MutationOptions Parse(string[] args)
    {
        var options = new MutationOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new MutationException($"'{args[i]}' is no option, or needs a value.\n{Usage}");
            options = args[i] switch
            {
                "-m" or "--mutate" => options with { Globs = [.. options.Globs, value] },
                "--survivors" => options with { Survivors = value },
                "--seconds" => options with { OfOneChange = TimeSpan.FromSeconds(Number(args[i], value)) },
                "--minutes" => options with { OfAll = TimeSpan.FromMinutes(Number(args[i], value)) },
                _ => throw new MutationException($"'{args[i]}' is no option.\n{Usage}"),
            };
        }

        return options;
    }

    private static double Number(string option, string value) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 10_000
            ? number
            : throw new MutationException($"{option} needs a number above 0, not '{value}'.");
}
