using System.Collections.Frozen;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes a JSON schema for models before Gemini 2.5: types in capitals, references put in place, what OpenAPI's part has no word for left out.</summary>
internal sealed class GeminiSchemaWriter
{
    /// <summary>Deepest nesting written: a schema that refers to itself has no end.</summary>
    private const int MaxDepth = 24;

    private static readonly FrozenSet<string> Kept = new[]
    {
        "title", "description", "maxItems", "minItems", "required", "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "example",
        "default", "minimum", "maximum", "propertyOrdering",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Formats =
        new[] { "enum", "date-time", "int32", "int64", "float", "double" }.ToFrozenSet(StringComparer.Ordinal);

    // What says nothing about the values.
    private static readonly FrozenSet<string> Silent =
        new[] { "$schema", "$id", "$defs", "definitions", "$comment", "additionalProperties", "strict", "nullable", "type", "enum", "format" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly JsonElement _root;
    private readonly Utf8JsonWriter _json;

    private GeminiSchemaWriter(JsonElement root, Utf8JsonWriter json)
    {
        _root = root;
        _json = json;
    }

    /// <summary>Something was left out that narrows the values.</summary>
    private bool HasLost { get; set; }

    /// <summary>Writes a schema as a value.</summary>
    /// <returns>Whether all of it was.</returns>
    public static bool Write(RawJson schema, Utf8JsonWriter json)
    {
        using var document = JsonBody.Document(schema.Memory);
        var writer = new GeminiSchemaWriter(document.RootElement, json);
        writer.Schema(document.RootElement, 0);
        return !writer.HasLost;
    }

    /// <summary>Whether a schema is of an object without members, which these models refuse: the function then takes no parameters.</summary>
    public static bool IsOfNothing(RawJson schema)
    {
        using var document = JsonBody.Document(schema.Memory);
        return document.RootElement is { ValueKind: JsonValueKind.Object } root
            && !root.TryGetProperty("$ref"u8, out _)
            && !(root.TryGetProperty("properties"u8, out var properties) && properties.ValueKind == JsonValueKind.Object && properties.GetPropertyCount() > 0);
    }

    private void Schema(JsonElement schema, int depth)
    {
        schema = Followed(schema);
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
        {
            HasLost |= depth > MaxDepth;
            _json.WriteStartObject();
            _json.WriteString("type"u8, "OBJECT"u8);
            _json.WriteEndObject();
            return;
        }

        _json.WriteStartObject();
        var types = GeminiSchemaTypes.Of(schema);
        types.Write(_json);
        foreach (var member in schema.EnumerateObject())
        {
            Member(member, depth);
        }

        Values(schema);
        _json.WriteEndObject();
    }

    private void Member(JsonProperty member, int depth)
    {
        var value = member.Value;
        switch (member.Name)
        {
            case "properties" when value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() > 0:
                _json.WriteStartObject("properties"u8);
                foreach (var property in value.EnumerateObject())
                {
                    _json.WritePropertyName(property.Name);
                    Schema(property.Value, depth + 1);
                }

                _json.WriteEndObject();
                break;
            case "properties":
                break;
            case "items" when value.ValueKind == JsonValueKind.Object:
                _json.WritePropertyName("items"u8);
                Schema(value, depth + 1);
                break;
            case "anyOf" or "oneOf" when value.ValueKind == JsonValueKind.Array:
                Choices(value, depth);
                break;
            case "allOf" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 && Followed(value[0]) is { ValueKind: JsonValueKind.Object } one:
                // How Pydantic says a reference with a description.
                GeminiSchemaTypes.Of(one).Write(_json);
                foreach (var inner in one.EnumerateObject())
                {
                    Member(inner, depth + 1);
                }

                break;
            default:
                if (Kept.Contains(member.Name))
                {
                    _json.WritePropertyName(member.Name);
                    value.WriteTo(_json);
                }
                else
                {
                    HasLost |= !Silent.Contains(member.Name);
                }

                break;
        }
    }

    // A choice between something and null is that something, which may be null.
    private void Choices(JsonElement list, int depth)
    {
        var choices = list.EnumerateArray().Where(static item => !GeminiSchemaTypes.IsNull(item)).ToList();
        if (choices.Count < list.GetArrayLength())
        {
            _json.WriteBoolean("nullable"u8, true);
        }

        _json.WriteStartArray("anyOf"u8);
        foreach (var choice in choices)
        {
            Schema(choice, depth + 1);
        }

        _json.WriteEndArray();
    }

    private void Values(JsonElement schema)
    {
        var values = schema.TryGetProperty("enum"u8, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToList()
            : schema.TryGetProperty("const"u8, out var constant) ? [constant]
            : [];
        if (values.Count > 0 && values.TrueForAll(static value => value.ValueKind is JsonValueKind.String or JsonValueKind.Null))
        {
            _json.WriteString("format"u8, "enum"u8);
            _json.WriteStartArray("enum"u8);
            foreach (var value in values.Where(static value => value.ValueKind == JsonValueKind.String))
            {
                value.WriteTo(_json);
            }

            _json.WriteEndArray();
            return;
        }

        HasLost |= values.Count > 0;
        if (schema.TryGetProperty("format"u8, out var format) && format.ValueKind == JsonValueKind.String)
        {
            if (Formats.Contains(format.GetString()!))
            {
                _json.WritePropertyName("format"u8);
                format.WriteTo(_json);
            }
            else
            {
                HasLost = true;
            }
        }
    }

    private JsonElement Followed(JsonElement schema)
    {
        for (var i = 0; i < MaxDepth && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref"u8, out var reference) && reference.ValueKind == JsonValueKind.String; i++)
        {
            var found = _root;
            foreach (var step in reference.GetString()!.Split('/').Skip(1))
            {
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out found))
                {
                    HasLost = true;
                    return default;
                }
            }

            schema = found;
        }

        return schema;
    }
}
