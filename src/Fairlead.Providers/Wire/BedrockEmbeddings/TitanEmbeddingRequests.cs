using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockEmbeddings;

/// <summary>Titan's requests: one text a call, and the vector's length where the model has several.</summary>
internal static class TitanEmbeddingRequests
{
    public static void Read(JsonBody body, EmbeddingRequest request)
    {
        foreach (var member in body.Root.EnumerateObject())
        {
            var value = member.Value;
            switch (member.Name)
            {
                case "inputText":
                    request.Inputs.Add(value.ValueKind == JsonValueKind.String ? new EmbeddingInput(body.Text(value)) : throw new WireException("'inputText' must be a text", "inputText"));
                    break;
                case "dimensions" when value.ValueKind != JsonValueKind.Null:
                    request.Dimensions = value.Int(member.Name);
                    break;
                case "embeddingConfig":
                    request.Dimensions = value.TryGetDimensions();
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
        foreach (var input in request.Inputs)
        {
            if (!input.Tokens.IsEmpty)
            {
                target.LoseContent("input", "it takes texts, not the tokens of another vendor's model");
            }

            json.WriteText("inputText"u8, input.Text);
        }

        if (request.Dimensions is { } dimensions)
        {
            if (model.IsMultimodal)
            {
                json.WriteStartObject("embeddingConfig"u8);
                json.WriteNumber("outputEmbeddingLength"u8, dimensions);
                json.WriteEndObject();
            }
            else if (model.Generation > 1)
            {
                json.WriteNumber("dimensions"u8, dimensions);
            }
            else
            {
                target.LoseParameter("dimensions", "this model's vectors have one length");
            }
        }

        if (request.Purpose is not null)
        {
            target.LoseHint("input_type", "Titan's vectors serve every purpose");
        }

        // The form of numbers is the gateway's: it writes base64 itself.
        BedrockExtras.Write(request, target, json);
        json.WriteEndObject();
    }

    private static int? TryGetDimensions(this JsonElement config) => config.Number("outputEmbeddingLength"u8) is { } length and > 0 and <= int.MaxValue ? (int)length : null;
}
