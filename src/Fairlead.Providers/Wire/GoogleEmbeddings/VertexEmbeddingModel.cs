namespace Fairlead.Providers.Wire.GoogleEmbeddings;

/// <summary>How a model of Vertex AI is asked for vectors.</summary>
internal static class VertexEmbeddingModel
{
    /// <summary>Most texts of one <c>predict</c>, by Google's reference.</summary>
    private const int Usual = 250;

    /// <summary>It is asked by <c>embedContent</c>, one text a call.</summary>
    public static bool TakesContent(string model) => model.Contains("gemini-embedding-2", StringComparison.Ordinal);

    /// <summary>Most texts of one call.</summary>
    public static int MostInputs(string model) => model.Contains("gemini-embedding", StringComparison.Ordinal) ? 1 : Usual;
}
