using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereEmbed;

/// <summary>Requests, both ways. The form of numbers asked of Cohere is what every model of its has: the gateway writes base64 itself.</summary>
internal static class CohereEmbedRequests
{
    public static EmbeddingRequest Read(JsonBody body)
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        var request = new EmbeddingRequest();
        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Member(body, member, request);
            }
        }

        return request.Inputs.Count > 0 ? request : throw new WireException("'texts' is missing or empty", "texts");
    }

    public static void Write(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("texts"u8);
        foreach (var input in request.Inputs)
        {
            if (!input.Tokens.IsEmpty)
            {
                target.LoseContent("input", "Cohere embeds texts, not tokens");
            }

            json.WriteStringValue(input.Text.Span);
        }

        json.WriteEndArray();
        json.WriteString("input_type"u8, CoherePurpose.Of(request.Purpose));
        json.WriteStartArray("embedding_types"u8);
        json.WriteStringValue("float"u8);
        json.WriteEndArray();
        json.WriteIf("output_dimension"u8, request.Dimensions);
        if (request.User is not null)
        {
            target.LoseHint("user", "Cohere has no place for it");
        }

        foreach (var extra in request.Extras)
        {
            json.WriteJson(extra.Name, extra.Value);
        }

        json.WriteEndObject();
    }

    private static void Member(JsonBody body, JsonProperty member, EmbeddingRequest request)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "model":
                break;
            case "texts":
                foreach (var text in value.Items(member.Name))
                {
                    request.Inputs.Add(text.ValueKind == JsonValueKind.String ? new EmbeddingInput(body.Text(text)) : throw new WireException("'texts' must hold texts", "texts"));
                }

                break;
            case "input_type":
                request.Purpose = value.String(member.Name);
                break;
            case "output_dimension":
                request.Dimensions = value.Int(member.Name);
                break;
            case "embedding_types":
                request.Base64 = Base64(value);
                break;
            default:
                request.Extras.Add(new ExtraMember(member.Name, body.Raw(value), IsKnown: member.Name is "truncate" or "max_tokens" or "priority"));
                break;
        }
    }

    private static bool Base64(JsonElement types)
    {
        var isBase64 = false;
        foreach (var type in types.Items("embedding_types"))
        {
            isBase64 = type.String("embedding_types") switch
            {
                "float" => false,
                "base64" => true,
                var other => throw new WireException($"'embedding_types' holds '{other}'; float and base64 are types", "embedding_types"),
            };
        }

        return isBase64;
    }
}
