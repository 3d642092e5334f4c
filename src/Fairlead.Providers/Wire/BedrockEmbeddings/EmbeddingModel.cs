using Fairlead.Providers.Profiles;

namespace Fairlead.Providers.Wire.BedrockEmbeddings;

/// <summary>What a model that embeds takes on Bedrock, by its id. The facts are those of Bedrock's user guide.</summary>
/// <param name="IsCohere">It is Cohere's; else Titan's format is spoken.</param>
/// <param name="Generation">1 for Titan's first and Cohere's third, 2 for Titan's second and Cohere's fourth, whose vectors can be had shorter.</param>
/// <param name="IsMultimodal">Titan's model of texts and pictures, which names the length elsewhere.</param>
internal readonly record struct EmbeddingModel(bool IsCohere, int Generation, bool IsMultimodal)
{
    /// <summary>A model by its name upstream. One whose id does not tell speaks as Titan's second.</summary>
    public static EmbeddingModel Of(string model)
    {
        var id = BedrockModelName.Of(model).Id;
        return id.Contains("cohere.", StringComparison.Ordinal)
            ? new EmbeddingModel(true, id.Contains("embed-v4", StringComparison.Ordinal) ? 2 : 1, false)
            : id.Contains("titan-embed-image", StringComparison.Ordinal)
            ? new EmbeddingModel(false, 2, true)
            : new EmbeddingModel(false, id.Contains("titan-embed-text-v1", StringComparison.Ordinal) || id.Contains("titan-embed-g1", StringComparison.Ordinal) ? 1 : 2, false);
    }
}
