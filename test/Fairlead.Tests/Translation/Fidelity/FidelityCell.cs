namespace Fairlead.Tests.Translation.Fidelity;

/// <summary>A cell of the table.</summary>
/// <param name="Word">What it says.</param>
/// <param name="Note">What is lost, or how it is kept; null for nothing to say.</param>
internal sealed record FidelityCell(string Word, string? Note = null)
{
    /// <summary>Relayed byte for byte.</summary>
    public static FidelityCell Exact { get; } = new("byte-exact");

    /// <summary>Translated, and all there.</summary>
    public static FidelityCell Lossless { get; } = new("lossless");

    /// <summary>The format that it would come from cannot say it.</summary>
    public static FidelityCell Unsaid { get; } = new("cannot be said");

    /// <summary>Something is lost.</summary>
    public static FidelityCell Lossy(string what) => new("lossy", what);

    /// <summary>Not sent: what would be lost matters.</summary>
    public static FidelityCell Refused(string why) => new("refused", why);
}
