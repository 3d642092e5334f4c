using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaEmbed;

/// <summary>Ollama's own <c>/api/embed</c>: vectors as numbers only, in the order of the inputs.</summary>
internal sealed class OllamaEmbedDialect : EmbeddingDialect
{
    /// <summary>The one instance.</summary>
    public static OllamaEmbedDialect Instance { get; } = new();

    public override string Name => "ollama-embed";

    public override Surface Surface => Surface.OllamaEmbed;

    public override EmbeddingRequest ReadRequest(JsonBody body) => OllamaEmbedRequests.Read(body);

    public override void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json) => OllamaEmbedRequests.Write(request, target, json);

    public override EmbeddingAnswer ReadAnswer(JsonBody body) => OllamaEmbedAnswers.Read(body);

    public override void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json) =>
        OllamaEmbedAnswers.Write(answer, model, json);
}
