namespace Fairlead.Providers.Wire.Rerank;

/// <summary>Ranked documents, in no vendor's format.</summary>
internal sealed class RerankAnswer
{
    /// <summary>The answer's id; null where the vendor gives none.</summary>
    public string? Id { get; set; }

    /// <summary>The documents, the best first as the vendor has them.</summary>
    public List<RerankResult> Results { get; } = [];

    /// <summary>Tokens the vendor counted; null where it does not say.</summary>
    public int? Tokens { get; set; }

    /// <summary>Searches the vendor bills (Cohere's); null where it does not say.</summary>
    public int? SearchUnits { get; set; }
}

/// <summary>One document's rank.</summary>
/// <param name="Index">Which it is, in the request's order.</param>
/// <param name="Score">How well it fits; vendors' scales differ.</param>
internal readonly record struct RerankResult(int Index, double Score);
