namespace Fairlead.Costs;

/// <summary>What a token costs, in US dollars. Zero is a price; unknown is another thing.</summary>
/// <param name="Input">One input token.</param>
/// <param name="Output">One output token.</param>
internal readonly record struct TokenPrice(double Input, double Output)
{
    /// <summary>Dearer than every known price.</summary>
    public static TokenPrice Unknown => new(double.PositiveInfinity, double.PositiveInfinity);

    public bool IsKnown => double.IsFinite(Input);

    public double Of(double inputTokens, double outputTokens) => IsKnown ? (Input * inputTokens) + (Output * outputTokens) : double.PositiveInfinity;
}
