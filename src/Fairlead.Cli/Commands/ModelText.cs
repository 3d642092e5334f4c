using System.Globalization;
using Fairlead.Costs;

namespace Fairlead.Cli.Commands;

/// <summary>What is known of a model, as cells of a table.</summary>
internal static class ModelText
{
    private const double TokensPerPrice = 1e6;

    /// <summary>Input and output price for a million tokens: <c>2.5 / 10</c>; empty where neither is known.</summary>
    public static string Price(ModelPrice? price) => price?.Input is null && price?.Output is null
        ? ""
        : $"{Dollars(price.Input)} / {Dollars(price.Output)}";

    /// <summary>One price for a million tokens; empty where it is not known.</summary>
    public static string Million(double? perToken) => perToken is null ? "" : Dollars(perToken);

    /// <summary>A number of tokens; empty where it is not known.</summary>
    public static string Tokens(int? tokens) => tokens?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>What it can, and with a minus what it cannot.</summary>
    public static string Capabilities(ModelFacts facts)
    {
        var lacks = CapabilityNames.Words(facts.Lacks);
        return $"{CapabilityNames.Words(facts.Capabilities)} {(lacks.Length > 0 ? "-" + lacks.Replace(" ", " -", StringComparison.Ordinal) : "")}".Trim();
    }

    private static string Dollars(double? perToken) => perToken is { } price ? (price * TokensPerPrice).ToString("0.####", CultureInfo.InvariantCulture) : "?";
}
