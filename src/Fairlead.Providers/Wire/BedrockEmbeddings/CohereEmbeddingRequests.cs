using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.CohereEmbed;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockEmbeddings;

/// <summary>Cohere's requests on Bedrock: texts, and what their vectors are for, which must be said.</summary>
internal static class CohereEmbeddingRequests
{
    public static void Read(JsonBody body, EmbeddingRequest request)
    {
        foreach (var member in body.Root.EnumerateObject())
        {
            var value = member.Value;
            switch (member.Name)
            {
                case "texts":
                    foreach (var text in value.Items(member.Name))
                    {
                        request.Inputs.Add(text.ValueKind == JsonValueKind.String ? new EmbeddingInput(body.Text(text)) : throw new WireException("'texts' must hold texts", "texts"));
                    }

                    break;
                case "input_type" when value.ValueKind != JsonValueKind.Null:
                    request.Purpose = value.String(member.Name);
                    break;
                case "output_dimension" when value.ValueKind != JsonValueKind.Null:
                    request.Dimensions = value.Int(member.Name);
                    break;
                default:
                    request.Extras.Add(new ExtraMember(member.Name, body.Raw(value), IsKnown: false));
                    break;
            }
        }
    }

    public static void Write(EmbeddingRequest request, in EmbeddingModel model, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("texts"u8);
        foreach (var input in request.Inputs)
        {
            if (!input.Tokens.IsEmpty)
            {
                target.LoseContent("input", "it takes texts, not the tokens of another vendor's model");
            }

            json.WriteStringValue(input.Text.Span);
        }

        json.WriteEndArray();
        json.WriteString("input_type"u8, CoherePurpose.Of(request.Purpose));
        if (request.Dimensions is { } dimensions)
        {
            if (model.Generation > 1)
            {
                json.WriteNumber("output_dimension"u8, dimensions);
            }
            else
            {
                target.LoseParameter("dimensions", "this model's vectors have one length");
            }
        }

        BedrockExtras.Write(request, target, json);
        json.WriteEndObject();
    }
}
