using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIEmbeddings;

/// <summary>Writes a request for embeddings.</summary>
internal static class OpenAIEmbeddingRequestWriter
{
    public static void Write(EmbeddingRequest request, RequestTarget target, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, target.Model);
        json.WriteStartArray("input"u8);
        foreach (var input in request.Inputs)
        {
            if (input.Tokens.IsEmpty)
            {
                json.WriteStringValue(input.Text.Span);
            }
            else
            {
                json.WriteRawValue(input.Tokens.Span, skipInputValidation: true);
            }
        }

        json.WriteEndArray();
        json.WriteIf("dimensions"u8, request.Dimensions);
        if (request.Base64 is { } base64)
        {
            json.WriteString("encoding_format"u8, base64 ? "base64"u8 : "float"u8);
        }

        json.WriteIf("user"u8, request.User);
        json.WriteIf("input_type"u8, request.Purpose);
        foreach (var extra in request.Extras)
        {
            json.WriteJson(extra.Name, extra.Value);
        }

        json.WriteEndObject();
    }
}
