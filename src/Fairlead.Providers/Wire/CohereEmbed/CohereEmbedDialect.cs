using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereEmbed;

/// <summary>Cohere's <c>v2/embed</c>.</summary>
internal sealed class CohereEmbedDialect : EmbeddingDialect
{
    /// <summary>Most texts of one call, by its reference.</summary>
    private const int Most = 96;

    /// <summary>The one instance.</summary>
    public static CohereEmbedDialect Instance { get; } = new();

    public override string Name => "cohere-embed";

    public override Surface Surface => Surface.CohereEmbed;

    public override int MostInputs(string model) => Most;

    public override EmbeddingRequest ReadRequest(JsonBody body) => CohereEmbedRequests.Read(body);

    public override void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json) => CohereEmbedRequests.Write(request, target, json);

    public override EmbeddingAnswer ReadAnswer(JsonBody body) => CohereEmbedAnswers.Read(body);

    public override void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json) =>
        CohereEmbedAnswers.Write(answer, request.Base64 == true, json);
}
