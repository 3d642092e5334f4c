using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.GoogleEmbeddings;

/// <summary>Embeddings by Vertex AI's <c>predict</c>, or <c>embedContent</c> for models that know only that.</summary>
internal sealed class VertexEmbeddingDialect : EmbeddingDialect
{
    /// <summary>The one instance.</summary>
    public static VertexEmbeddingDialect Instance { get; } = new();

    public override string Name => "vertex-embeddings";

    public override Surface Surface => Surface.Predict;

    public override int MostInputs(string model) => VertexEmbeddingModel.MostInputs(model);

    public override EmbeddingRequest ReadRequest(JsonBody body)
    {
        var request = new EmbeddingRequest();
        if (body.Root.TryMember("content"u8, out var content))
        {
            request.Inputs.Add(new EmbeddingInput(Utf8Texts.Join(content.Items("parts"u8).Select(part => body.Text(part, "text"u8)))));
            request.Purpose = body.Root.Word("taskType"u8);
            Dimensions(body.Root, request);
            return request;
        }

        if (!body.Root.TryMember("instances"u8, out var list))
        {
            throw new WireException("there is neither 'instances' nor 'content'", "instances");
        }

        foreach (var item in list.Several("instances"))
        {
            request.Inputs.Add(new EmbeddingInput(body.Text(item, "content"u8)));
            request.Purpose ??= item.Word("taskType"u8);
        }

        if (body.Root.TryMember("parameters"u8, out var parameters))
        {
            Dimensions(parameters, request);
        }

        return request;
    }

    public override void WriteRequest(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        GoogleVectors.Lose(request, target);
        var purpose = request.Purpose is { } word ? GooglePurpose.Of(word) : null;
        json.WriteStartObject();
        if (VertexEmbeddingModel.TakesContent(target.Model))
        {
            if (request.Inputs.Count > 0)
            {
                GoogleVectors.Content(json, request.Inputs[0]);
            }

            json.WriteIf("taskType"u8, purpose);
            Rest(request, json);
        }
        else
        {
            json.WriteStartArray("instances"u8);
            foreach (var input in request.Inputs)
            {
                json.WriteStartObject();
                json.WriteText("content"u8, input.Text);
                json.WriteIf("task_type"u8, purpose);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("parameters"u8);
            Rest(request, json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public override EmbeddingAnswer ReadAnswer(JsonBody body)
    {
        var answer = new EmbeddingAnswer();
        if (body.Root.TryObject("embedding"u8, out var one))
        {
            answer.Vectors.Add(GoogleVectors.Vector(one));
            answer.Usage = body.Root.TryObjectMember("usageMetadata"u8, out var usage) ? GeminiUsage.Read(usage) : null;
            return answer;
        }

        if (!body.Root.TryArray("predictions"u8, out var predictions))
        {
            throw new WireException("the answer has neither 'predictions' nor 'embedding'");
        }

        long tokens = 0;
        foreach (var prediction in predictions.EnumerateArray())
        {
            if (!prediction.TryObject("embeddings"u8, out var vector))
            {
                throw new WireException("a prediction has no 'embeddings'");
            }

            answer.Vectors.Add(GoogleVectors.Vector(vector));
            tokens += vector.TryObject("statistics"u8, out var statistics) ? Math.Clamp(statistics.Number("token_count"u8) ?? 0, 0, int.MaxValue) : 0;
        }

        answer.Usage = new AnswerUsage { Input = (int)Math.Min(tokens, int.MaxValue) };
        return answer;
    }

    public override void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, string model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("predictions"u8);
        foreach (var vector in answer.Vectors)
        {
            json.WriteStartObject();
            json.WriteStartObject("embeddings"u8);
            json.WritePropertyName("values"u8);
            EmbeddingVectors.Write(json, vector, base64: false);
            json.WriteStartObject("statistics"u8);
            json.WriteNumber("token_count"u8, answer.Vectors.Count == 1 ? answer.Usage?.Input ?? 0 : 0);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Dimensions(JsonElement element, EmbeddingRequest request) =>
        request.Dimensions = element.TryMember("outputDimensionality"u8, out var dimensions) ? dimensions.Int("outputDimensionality") : null;

    private static void Rest(EmbeddingRequest request, Utf8JsonWriter json)
    {
        json.WriteIf("outputDimensionality"u8, request.Dimensions);
        foreach (var extra in request.Extras)
        {
            json.WriteJson(extra.Name, extra.Value);
        }
    }
}
