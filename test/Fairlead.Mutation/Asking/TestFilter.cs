using System.Text.Json;

namespace Fairlead.Mutation.Asking;

/// <summary>The tests that Stryker's configuration asks: of its filter's language as much as stands there.</summary>
internal sealed class TestFilter
{
    private const string Contains = "FullyQualifiedName~";
    private const string Lacks = "FullyQualifiedName!~";

    // All of them must hold; of each, one part.
    private readonly string[][] _terms;

    public TestFilter(string config)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(config));
        var filter = json.RootElement.GetProperty("stryker-config").GetProperty("test-case-filter").GetString()!;
        _terms = [.. filter.Split('&').Select(static term => term.Trim('(', ')').Split('|'))];
        if (_terms.SelectMany(static term => term).FirstOrDefault(static part => !part.StartsWith(Contains, StringComparison.Ordinal) && !part.StartsWith(Lacks, StringComparison.Ordinal)) is { } other)
        {
            throw new MutationException($"{config}: '{other}' is not understood; {Contains} and {Lacks} are.");
        }
    }

    public bool Takes(string name) => _terms.All(term => term.Any(part => Holds(part, name)));

    private static bool Holds(string part, string name) => part.StartsWith(Lacks, StringComparison.Ordinal)
        ? !name.Contains(part[Lacks.Length..], StringComparison.Ordinal)
        : name.Contains(part[Contains.Length..], StringComparison.Ordinal);
}
