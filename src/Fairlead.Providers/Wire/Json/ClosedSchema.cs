using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Json;

/// <summary>Whether a JSON schema names all members of all its objects (<c>additionalProperties: false</c>), as constrained decoding wants it.</summary>
internal static class ClosedSchema
{
    public static bool Is(RawJson schema)
    {
        if (schema.IsEmpty)
        {
            return false;
        }

        using var document = JsonBody.Document(schema.Memory);
        return Is(document.RootElement);
    }

    private static bool Is(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                if (IsObject(element) && !(element.TryGetProperty("additionalProperties"u8, out var others) && others.ValueKind == JsonValueKind.False))
                {
                    return false;
                }

                foreach (var member in element.EnumerateObject())
                {
                    if (!Is(member.Value))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!Is(item))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }

    private static bool IsObject(JsonElement element) =>
        element.TryGetProperty("type"u8, out var type)
        && (type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8)
            || type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(static item => item.ValueKind == JsonValueKind.String && item.ValueEquals("object"u8)));
}
