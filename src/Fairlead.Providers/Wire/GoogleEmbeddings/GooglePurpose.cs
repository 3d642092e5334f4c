namespace Fairlead.Providers.Wire.GoogleEmbeddings;

/// <summary>What vectors are for, in Google's words; those of other vendors are known.</summary>
internal static class GooglePurpose
{
    /// <summary>The word; one that is not known goes as it is, in capitals.</summary>
    public static string Of(string purpose) => purpose switch
    {
        "search_query" or "query" => "RETRIEVAL_QUERY",
        "search_document" or "document" or "passage" => "RETRIEVAL_DOCUMENT",
        "semantic_similarity" => "SEMANTIC_SIMILARITY",
        _ => purpose.ToUpperInvariant(),
    };
}
