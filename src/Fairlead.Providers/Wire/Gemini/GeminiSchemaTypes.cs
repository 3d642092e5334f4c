using System.Text.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>A schema's <c>type</c>, which may be one or several.</summary>
internal readonly record struct GeminiSchemaTypes(IReadOnlyList<string> Types, bool IsNullable)
{
    /// <summary>Reads it; a schema that does not say is told by what it has.</summary>
    public static GeminiSchemaTypes Of(JsonElement schema)
    {
        var types = new List<string>();
        if (schema.TryGetProperty("type"u8, out var type))
        {
            foreach (var word in type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToList() : [type])
            {
                if (word.ValueKind == JsonValueKind.String)
                {
                    types.Add(word.GetString()!.ToUpperInvariant());
                }
            }
        }

        var isNullable = types.Remove("NULL") || schema.TryGetProperty("nullable"u8, out var nullable) && nullable.ValueKind == JsonValueKind.True;
        if (types.Count == 0)
        {
            if (schema.TryGetProperty("properties"u8, out _))
            {
                types.Add("OBJECT");
            }
            else if (schema.TryGetProperty("items"u8, out _))
            {
                types.Add("ARRAY");
            }
            else if (schema.TryGetProperty("enum"u8, out _) || schema.TryGetProperty("const"u8, out _))
            {
                types.Add("STRING");
            }
        }

        return new GeminiSchemaTypes(types, isNullable);
    }

    /// <summary>Whether a schema is of null only.</summary>
    public static bool IsNull(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("null"u8);

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Types.Count == 1)
        {
            json.WriteString("type"u8, Types[0]);
        }
        else if (Types.Count > 1)
        {
            json.WriteStartArray("anyOf"u8);
            foreach (var type in Types)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, type);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (IsNullable)
        {
            json.WriteBoolean("nullable"u8, true);
        }
    }
}
