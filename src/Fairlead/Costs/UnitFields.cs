namespace Fairlead.Costs;

/// <summary>Prices by image, pixel, second, character and search unit from LiteLLM's names of them, in its file as in a configuration.</summary>
internal static class UnitFields
{
    /// <summary>LiteLLM's names.</summary>
    public static readonly string[] Names =
    [
        "output_cost_per_image", "input_cost_per_image", "input_cost_per_pixel", "output_cost_per_pixel", "input_cost_per_second", "output_cost_per_second",
        "input_cost_per_character", "input_cost_per_query",
    ];

    /// <summary>The prices.</summary>
    /// <param name="read">Reads one by its name; null where it is not told.</param>
    /// <returns>Null where none is told.</returns>
    public static UnitPrice? Of(Func<string, double?> read)
    {
        var price = new UnitPrice
        {
            Image = read(Names[0]) ?? read(Names[1]),
            Pixel = Either(read(Names[2]), read(Names[3]), static (input, output) => input + output),
            Second = Either(read(Names[4]), read(Names[5]), Math.Max),
            Character = read(Names[6]),
            Query = read(Names[7]),
        };
        return price == new UnitPrice() ? null : price;
    }

    private static double? Either(double? one, double? other, Func<double, double, double> join) => one is { } first && other is { } second ? join(first, second) : one ?? other;
}
