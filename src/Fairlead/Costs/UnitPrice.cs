namespace Fairlead.Costs;

/// <summary>What a model costs that is not paid by the token, in US dollars for one unit. Zero is a price; null means that nobody has told it.</summary>
public sealed record UnitPrice
{
    /// <summary>One image made (<c>output_cost_per_image</c>; where that is unset <c>input_cost_per_image</c>, by which LiteLLM's file tells the same of some models).</summary>
    public double? Image { get; init; }

    /// <summary>One pixel of an image made (<c>input_cost_per_pixel</c> and <c>output_cost_per_pixel</c> together); does not count where <see cref="Image"/> is told.</summary>
    public double? Pixel { get; init; }

    /// <summary>One second of sound that is written down (<c>output_cost_per_second</c> or <c>input_cost_per_second</c>, the dearer: LiteLLM's file tells one price in both).</summary>
    public double? Second { get; init; }

    /// <summary>One character of a text that is spoken (<c>input_cost_per_character</c>).</summary>
    public double? Character { get; init; }

    /// <summary>One search unit of a ranking (<c>input_cost_per_query</c>).</summary>
    public double? Query { get; init; }

    /// <summary>What a call cost.</summary>
    /// <param name="units">What was used.</param>
    /// <returns>US dollars; null where no price of what was used is known.</returns>
    public double? Cost(CallUnits units)
    {
        ArgumentNullException.ThrowIfNull(units);
        double? cost = null;
        Add(units.Images, Image);
        Add(units.Images * units.Pixels, Image is null ? Pixel : null);
        Add(units.Seconds, Second);
        Add(units.Characters, Character);
        Add(units.Queries, Query);
        return cost;

        void Add(double used, double? price)
        {
            if (used > 0 && price is { } each)
            {
                cost = (cost ?? 0) + (used * each);
            }
        }
    }
}
