using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.CohereChat;

/// <summary><c>response_format</c>, both ways: a schema is part of <c>json_object</c>.</summary>
internal static class CohereFormat
{
    public static OutputFormat Read(JsonBody body, JsonElement value)
    {
        switch (value.Text("type"u8))
        {
            case "text":
                return new OutputFormat(OutputKind.Text);
            case "json_object":
                // Its API had the second name first.
                var schema = body.Raw(value, "json_schema"u8);
                schema = schema.IsEmpty ? body.Raw(value, "schema"u8) : schema;
                return schema.IsEmpty ? new OutputFormat(OutputKind.Json) : new OutputFormat(OutputKind.Schema) { Schema = schema };
            default:
                throw new WireException("'response_format.type' must be text or json_object", "response_format");
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="output">What is asked for; null for nothing.</param>
    /// <param name="isAlone">No tools and no documents stand beside it, which Cohere refuses.</param>
    /// <param name="target">Gets what has no place.</param>
    /// <param name="json">Gets it.</param>
    public static void Write(OutputFormat? output, bool isAlone, RequestTarget target, Utf8JsonWriter json)
    {
        if (output is null or { Kind: OutputKind.Text })
        {
            return;
        }

        if (!isAlone)
        {
            target.LoseParameter("response_format", "Cohere takes it beside neither tools nor documents");
            return;
        }

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_object"u8);
        json.WriteJson("json_schema"u8, output.Schema);
        json.WriteEndObject();
    }
}
