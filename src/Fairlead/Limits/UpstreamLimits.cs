namespace Fairlead.Limits;

/// <summary>What a provider says is left of its own limits, in the headers of an answer. Zeros where it says nothing.</summary>
/// <param name="RequestLimit">Requests it allows; 0 when it does not say.</param>
/// <param name="RequestsLeft">Requests left of them.</param>
/// <param name="TokenLimit">Tokens it allows; 0 when it does not say.</param>
/// <param name="TokensLeft">Tokens left of them.</param>
/// <param name="Resets">When both are whole again, counted from the answer.</param>
public readonly record struct UpstreamLimits(long RequestLimit, long RequestsLeft, long TokenLimit, long TokensLeft, TimeSpan Resets)
{
    /// <summary>The provider said something.</summary>
    public bool IsKnown => RequestLimit > 0 || TokenLimit > 0;

    /// <summary>The smaller of the two shares that are left, 0 to 1; 1 where nothing is said.</summary>
    public double ShareLeft => Math.Clamp(Math.Min(Share(RequestsLeft, RequestLimit), Share(TokensLeft, TokenLimit)), 0, 1);

    private static double Share(long left, long limit) => limit > 0 ? (double)left / limit : 1;
}
