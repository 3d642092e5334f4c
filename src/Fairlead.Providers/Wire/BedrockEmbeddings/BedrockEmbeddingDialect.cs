using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockEmbeddings;

/// <summary>Embeddings by Bedrock's <c>invoke</c>, whose bodies are those of the model's maker: Amazon's Titan or Cohere's Embed.</summary>
internal sealed class BedrockEmbeddingDialect : EmbeddingDialect
{
    /// <summary>Most texts of one call to Cohere's models, by their reference.</summary>
    private const int CohereInputs = 96;

    /// <summary>The one instance.</summary>
    public static BedrockEmbeddingDialect Instance { get; } = new();

    public override string Name => "bedrock-embeddings";

    public override Surface Surface => Surface.InvokeModel;

    public override int MostInputs(string model) => EmbeddingModel.Of(model).IsCohere ? CohereInputs : 1;

    public override EmbeddingRequest ReadRequest(JsonBody body)
    {
        var request = new EmbeddingRequest();
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        if (body.Root.TryGetProperty("texts"u8, out _))
        {
            CohereEmbeddingRequests.Read(body, request);
        }
        else
        {
            TitanEmbeddingRequests.Read(body, request);
        }

        return request.Inputs.Count > 0 ? request : throw new WireException("there is neither 'inputText' nor 'texts'", "inputText");
    }

    public override void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        var model = EmbeddingModel.Of(target.Model);
        if (model.IsCohere)
        {
            CohereEmbeddingRequests.Write(request, model, target, json);
        }
        else
        {
            TitanEmbeddingRequests.Write(request, model, target, json);
        }
    }

    public override EmbeddingAnswer ReadAnswer(JsonBody body) => BedrockEmbeddingAnswers.Read(body);

    public override void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json) =>
        BedrockEmbeddingAnswers.Write(answer, EmbeddingModel.Of(model), json);
}
