using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Reads the part of OpenAPI's schemas that <c>parameters</c> and <c>responseSchema</c> hold, as JSON schema.</summary>
internal static class GeminiSchema
{
    /// <summary>The same as JSON schema.</summary>
    /// <exception cref="WireException">It nests too deep.</exception>
    public static RawJson ToJsonSchema(JsonElement schema)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            Write(schema, json);
        }

        return new RawJson(output.WrittenMemory);
    }

    private static void Write(JsonElement schema, Utf8JsonWriter json)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(json);
            return;
        }

        var isNullable = schema.TryGetProperty("nullable"u8, out var nullable) && nullable.ValueKind == JsonValueKind.True;
        json.WriteStartObject();
        foreach (var member in schema.EnumerateObject())
        {
            var name = GeminiNames.Camel(member.Name);
            switch (name)
            {
                case "nullable" or "propertyOrdering":
                    break;
                case "type":
                    json.WritePropertyName("type"u8);
                    Type(member.Value, isNullable, json);
                    break;
                case "properties" when member.Value.ValueKind == JsonValueKind.Object:
                    json.WriteStartObject("properties"u8);
                    foreach (var property in member.Value.EnumerateObject())
                    {
                        json.WritePropertyName(property.Name);
                        Write(property.Value, json);
                    }

                    json.WriteEndObject();
                    break;
                case "items":
                    json.WritePropertyName("items"u8);
                    Write(member.Value, json);
                    break;
                case "anyOf" when member.Value.ValueKind == JsonValueKind.Array:
                    json.WriteStartArray("anyOf"u8);
                    foreach (var one in member.Value.EnumerateArray())
                    {
                        Write(one, json);
                    }

                    json.WriteEndArray();
                    break;
                case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties" when member.Value.ValueKind == JsonValueKind.String:
                    // Protocol Buffers write 64-bit numbers as texts.
                    json.WriteNumber(name, long.TryParse(member.Value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0);
                    break;
                default:
                    json.WritePropertyName(name);
                    member.Value.WriteTo(json);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void Type(JsonElement type, bool isNullable, Utf8JsonWriter json)
    {
        if (type.ValueKind != JsonValueKind.String)
        {
            type.WriteTo(json);
            return;
        }

        var word = type.GetString()!.ToLowerInvariant();
        if (!isNullable)
        {
            json.WriteStringValue(word);
            return;
        }

        json.WriteStartArray();
        json.WriteStringValue(word);
        json.WriteStringValue("null"u8);
        json.WriteEndArray();
    }
}
