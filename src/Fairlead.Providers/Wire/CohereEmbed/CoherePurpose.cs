namespace Fairlead.Providers.Wire.CohereEmbed;

/// <summary>What vectors are for, which Cohere's models must be told.</summary>
internal static class CoherePurpose
{
    /// <summary>Where nobody says: to be searched, as LiteLLM has it.</summary>
    private const string Usual = "search_document";

    /// <summary>Other vendors' words as Cohere's; its own, and any other, as they are.</summary>
    public static string Of(string? purpose) => purpose switch
    {
        null or "RETRIEVAL_DOCUMENT" or "document" or "passage" => Usual,
        "RETRIEVAL_QUERY" or "QUESTION_ANSWERING" or "FACT_VERIFICATION" or "CODE_RETRIEVAL_QUERY" or "query" => "search_query",
        "CLASSIFICATION" => "classification",
        "CLUSTERING" or "SEMANTIC_SIMILARITY" => "clustering",
        _ => purpose,
    };
}
