using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIEmbeddings;

/// <summary>OpenAI's embeddings, and <c>input_type</c>, which its imitators and LiteLLM add for models that ask what the vectors are for.</summary>
internal sealed class OpenAIEmbeddingDialect : EmbeddingDialect
{
    /// <summary>The one instance.</summary>
    public static OpenAIEmbeddingDialect Instance { get; } = new();

    public override string Name => "openai-embeddings";

    public override Surface Surface => Surface.Embeddings;

    public override EmbeddingRequest ReadRequest(JsonBody body)
    {
        var request = new EmbeddingRequest();
        OpenAIEmbeddingRequestReader.Read(body, request);
        return request.Inputs.Count > 0 ? request : throw new WireException("'input' is missing or empty", "input");
    }

    public override void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json) => OpenAIEmbeddingRequestWriter.Write(request, target, json);

    public override EmbeddingAnswer ReadAnswer(JsonBody body) => OpenAIEmbeddingAnswerReader.Read(body);

    public override void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json) =>
        OpenAIEmbeddingAnswerWriter.Write(answer, request, model, json);
}
