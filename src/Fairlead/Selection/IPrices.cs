using Fairlead.Costs;

namespace Fairlead.Selection;

/// <summary>What one request costs at each member of a tier, in US dollars. Implemented by structs only, as scores are.</summary>
internal interface IPrices
{
    double Of(int member);
}

/// <summary>By the list.</summary>
/// <param name="prices">The members' prices.</param>
/// <param name="input">Input tokens.</param>
/// <param name="output">Output tokens.</param>
internal readonly struct ListPrices(TokenPrice[]? prices, double input, double output) : IPrices
{
    public double Of(int member) => prices![member].Of(input, output);
}
