using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OllamaEmbed;

/// <summary>Requests, both ways.</summary>
internal static class OllamaEmbedRequests
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
            switch (member.Name)
            {
                case "model":
                case var _ when member.Value.ValueKind == JsonValueKind.Null:
                    break;
                case "input" when member.Value.ValueKind == JsonValueKind.String:
                    request.Inputs.Add(new EmbeddingInput(body.Text(member.Value)));
                    break;
                case "input":
                    foreach (var item in member.Value.Items("input"))
                    {
                        request.Inputs.Add(item.ValueKind == JsonValueKind.String ? new EmbeddingInput(body.Text(item)) : throw new WireException("'input' must be a text or a list of texts", "input"));
                    }

                    break;
                case "dimensions":
                    request.Dimensions = member.Value.Int(member.Name);
                    break;
                default:
                    request.Extras.Add(new ExtraMember(member.Name, body.Raw(member.Value), IsKnown: member.Name is "keep_alive" or "options" or "truncate"));
                    break;
            }
        }

        return request.Inputs.Count > 0 ? request : throw new WireException("'input' is missing or empty", "input");
    }

    public static void Write(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("input"u8);
        foreach (var input in request.Inputs)
        {
            if (!input.Tokens.IsEmpty)
            {
                target.LoseContent("input", "Ollama embeds texts, not tokens");
            }

            json.WriteStringValue(input.Text.Span);
        }

        json.WriteEndArray();
        json.WriteIf("dimensions"u8, request.Dimensions);
        if (request.Purpose is not null)
        {
            target.LoseHint("input_type", "Ollama's models are told in the text what it is for");
        }

        if (request.User is not null)
        {
            target.LoseHint("user", "Ollama has no place for it");
        }

        foreach (var extra in request.Extras)
        {
            json.WriteJson(extra.Name, extra.Value);
        }

        json.WriteEndObject();
    }
}
