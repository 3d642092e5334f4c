using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.GoogleEmbeddings;

/// <summary>Embeddings by AI Studio's <c>batchEmbedContents</c>.</summary>
internal sealed class GeminiEmbeddingDialect : EmbeddingDialect
{
    /// <summary>Most requests of one call, by Google's answer to more: "at most 100 requests can be in one batch".</summary>
    private const int Most = 100;

    /// <summary>The one instance.</summary>
    public static GeminiEmbeddingDialect Instance { get; } = new();

    public override string Name => "gemini-embeddings";

    public override Surface Surface => Surface.BatchEmbedContents;

    public override int MostInputs(string model) => Most;

    public override EmbeddingRequest ReadRequest(JsonBody body)
    {
        var request = new EmbeddingRequest();
        if (!body.Root.TryMember("requests"u8, out var list))
        {
            throw new WireException("there is no 'requests'", "requests");
        }

        foreach (var item in list.Several("requests"))
        {
            item.TryMember("content"u8, out var content);
            request.Inputs.Add(new EmbeddingInput(Utf8Texts.Join(content.Items("parts"u8).Select(part => body.Text(part, "text"u8)))));
            request.Purpose ??= item.Word("taskType"u8);
            request.Dimensions ??= item.TryMember("outputDimensionality"u8, out var dimensions) ? dimensions.Int("outputDimensionality") : null;
        }

        return request;
    }

    public override void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        GoogleVectors.Lose(request, target);
        json.WriteStartObject();
        json.WriteStartArray("requests"u8);
        foreach (var input in request.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("model"u8, target.Model.Contains('/', StringComparison.Ordinal) ? target.Model : "models/" + target.Model);
            GoogleVectors.Content(json, input);
            json.WriteIf("taskType"u8, request.Purpose is { } purpose ? GooglePurpose.Of(purpose) : null);
            json.WriteIf("outputDimensionality"u8, request.Dimensions);
            foreach (var extra in request.Extras)
            {
                json.WriteJson(extra.Name, extra.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override EmbeddingAnswer ReadAnswer(JsonBody body)
    {
        var answer = new EmbeddingAnswer();
        if (!body.Root.TryArray("embeddings"u8, out var vectors))
        {
            throw new WireException("the answer has no 'embeddings'");
        }

        foreach (var vector in vectors.EnumerateArray())
        {
            answer.Vectors.Add(GoogleVectors.Vector(vector));
        }

        answer.Usage = body.Root.TryObjectMember("usageMetadata"u8, out var usage) ? GeminiUsage.Read(usage) : null;
        return answer;
    }

    public override void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("embeddings"u8);
        foreach (var vector in answer.Vectors)
        {
            json.WriteStartObject();
            json.WritePropertyName("values"u8);
            EmbeddingVectors.Write(json, vector, base64: false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
