using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Rerank;

/// <summary>
/// One vendor's form of ranking. All have a query, documents and a number of the best; they differ in names, and in what documents may be. A vendor without a form
/// takes the client's, which is Cohere's, as most do.
/// </summary>
internal sealed class RerankForm
{
    /// <summary>Cohere's <c>v2/rerank</c>: texts alone, and never the documents in its answer.</summary>
    public static RerankForm Cohere { get; } = new() { Name = "cohere-rerank", Known = ["max_tokens_per_doc", "priority"] };

    /// <summary>Voyage's.</summary>
    public static RerankForm Voyage { get; } = new() { Name = "voyage-rerank", Top = "top_k", List = "data", Known = ["truncation"] };

    /// <summary>Fireworks': Cohere's request, and a list like OpenAI's for an answer.</summary>
    public static RerankForm Fireworks { get; } = new() { Name = "fireworks-rerank", List = "data", Known = ["task"] };

    /// <summary>Bedrock's <c>invoke</c> of Amazon's and Cohere's ranking models, which stand in the address.</summary>
    public static RerankForm Bedrock { get; } = new() { Name = "bedrock-rerank", Surface = Surface.InvokeModel, NamesModel = false, Known = ["max_tokens_per_doc"] };

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The endpoint that speaks it.</summary>
    public Surface Surface { get; private init; } = Surface.Rerank;

    /// <summary>Whether the body names the model.</summary>
    public bool NamesModel { get; private init; } = true;

    /// <summary>Its name of how many are wanted.</summary>
    public string Top { get; private init; } = "top_n";

    /// <summary>Its name of the list of results.</summary>
    public string List { get; private init; } = "results";

    /// <summary>Parameters of the client's that it has as well.</summary>
    public string[] Known { get; private init; } = [];

    /// <summary>Reads the client's request.</summary>
    /// <exception cref="WireException">It is none.</exception>
    public static RerankRequest ReadRequest(JsonBody body) => RerankRequestReader.Read(body);

    /// <summary>Writes a request in this form; what has no place is noted in <paramref name="target"/>.</summary>
    public void WriteRequest(RerankRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (NamesModel)
        {
            json.WriteString("model"u8, target.Model);
        }
        else if (target.Model.Contains("cohere.", StringComparison.Ordinal))
        {
            const int version = 2;
            json.WriteNumber("api_version"u8, version);
        }

        json.WriteText("query"u8, request.Query);
        json.WriteStartArray("documents"u8);
        foreach (var document in request.Documents)
        {
            json.WriteStringValue(document.Text.Span);
        }

        json.WriteEndArray();
        if (request.Top is { } top)
        {
            json.WriteNumber(Top, top);
        }

        foreach (var extra in request.Extras)
        {
            if (Known.Contains(extra.Name))
            {
                json.WriteJson(extra.Name, extra.Value);
            }
            else
            {
                target.LoseParameter(extra.Name, $"{target.Vendor.Label} has no such parameter for rankings");
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Reads an answer of this form.</summary>
    /// <exception cref="WireException">It is none.</exception>
    public RerankAnswer ReadAnswer(JsonBody body, int documents) => RerankAnswerReader.Read(body, List, documents);

    /// <summary>Writes the client's answer.</summary>
    public static void WriteAnswer(RerankAnswer answer, RerankRequest request, string id, Utf8JsonWriter json) => RerankAnswerWriter.Write(answer, request, id, json);
}
