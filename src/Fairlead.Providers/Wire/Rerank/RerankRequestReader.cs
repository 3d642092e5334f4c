using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Rerank;

/// <summary>Reads a client's request: Cohere's, of its first API (documents that are objects, documents in the answer) as well as of its second.</summary>
internal static class RerankRequestReader
{
    public static RerankRequest Read(JsonBody body)
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        var request = new RerankRequest();
        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Member(body, member, request);
            }
        }

        if (request.Query.IsEmpty)
        {
            throw new WireException("'query' is missing or empty", "query");
        }

        return request.Documents.Count > 0 ? request : throw new WireException("'documents' is missing or empty", "documents");
    }

    private static void Member(JsonBody body, JsonProperty member, RerankRequest request)
    {
        switch (member.Name)
        {
            case "model":
                break;
            case "query":
                request.Query = member.Value.ValueKind == JsonValueKind.String ? body.Text(member.Value) : throw new WireException("'query' must be a text", "query");
                break;
            case "documents":
                foreach (var item in member.Value.Items("documents"))
                {
                    request.Documents.Add(Document(body, item));
                }

                break;
            case "top_n":
                request.Top = member.Value.Int(member.Name);
                break;
            case "return_documents":
                request.ReturnDocuments = member.Value.Flag(member.Name);
                break;
            default:
                request.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: false));
                break;
        }
    }

    private static RerankDocument Document(JsonBody body, JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            return new RerankDocument(body.Text(item), default);
        }

        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'documents' must be texts or objects", "documents");
        }

        var whole = body.Raw(item);
        return new RerankDocument(item.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String ? body.Text(text) : new Utf8Text(whole.Memory), whole);
    }
}
