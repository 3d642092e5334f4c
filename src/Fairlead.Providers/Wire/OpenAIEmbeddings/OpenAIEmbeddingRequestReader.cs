using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIEmbeddings;

/// <summary>Reads a request for embeddings.</summary>
internal static class OpenAIEmbeddingRequestReader
{
    /// <summary>Reads it into a request that may have some of it already.</summary>
    /// <exception cref="WireException">It is none.</exception>
    public static void Read(JsonBody body, EmbeddingRequest request)
    {
        if (body.Root.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("the body must be a JSON object");
        }

        foreach (var member in body.Root.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Member(body, member, request);
            }
        }
    }

    private static void Member(JsonBody body, JsonProperty member, EmbeddingRequest request)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "model":
                break;
            case "input":
                Input(body, value, request.Inputs);
                break;
            case "dimensions":
                request.Dimensions = value.Int(member.Name);
                break;
            case "encoding_format":
                request.Base64 = value.String(member.Name) switch
                {
                    "base64" => true,
                    "float" => false,
                    var other => throw new WireException($"'encoding_format' is '{other}'; float and base64 are formats", member.Name),
                };
                break;
            case "user":
                request.User = value.String(member.Name);
                break;
            case "input_type" or "task_type":
                request.Purpose = value.String(member.Name);
                break;
            default:
                request.Extras.Add(new ExtraMember(member.Name, body.Raw(value), IsKnown: false));
                break;
        }
    }

    // A text, texts, the tokens of one, or the tokens of several.
    private static void Input(JsonBody body, JsonElement value, List<EmbeddingInput> inputs)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            inputs.Add(new EmbeddingInput(body.Text(value)));
            return;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value[0].ValueKind == JsonValueKind.Number)
        {
            inputs.Add(new EmbeddingInput(default, body.Raw(value)));
            return;
        }

        foreach (var item in value.Items("input"))
        {
            inputs.Add(item.ValueKind switch
            {
                JsonValueKind.String => new EmbeddingInput(body.Text(item)),
                JsonValueKind.Array => new EmbeddingInput(default, body.Raw(item)),
                _ => throw new WireException("'input' must be a text, tokens, or a list of either", "input"),
            });
        }
    }
}
