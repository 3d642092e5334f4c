using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary><c>response_format</c>, both ways.</summary>
internal static class ChatOutputFormat
{
    public static OutputFormat Read(JsonBody body, JsonElement value)
    {
        switch (value.Text("type"u8))
        {
            case "text":
                return new OutputFormat(OutputKind.Text);
            case "json_object":
                return new OutputFormat(OutputKind.Json);
            case "json_schema" when value.TryObject("json_schema"u8, out var schema):
                return new OutputFormat(OutputKind.Schema)
                {
                    Name = schema.Text("name"u8),
                    Description = schema.Text("description"u8),
                    Schema = body.Raw(schema, "schema"u8),
                    Strict = schema.TryGetProperty("strict"u8, out var strict) && strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : null,
                };
            default:
                throw new WireException("'response_format.type' must be text, json_object or json_schema with 'json_schema'", "response_format");
        }
    }

    public static void Write(Utf8JsonWriter json, OutputFormat format)
    {
        json.WriteStartObject("response_format"u8);
        switch (format.Kind)
        {
            case OutputKind.Text:
                json.WriteString("type"u8, "text"u8);
                break;
            case OutputKind.Json:
                json.WriteString("type"u8, "json_object"u8);
                break;
            default:
                json.WriteString("type"u8, "json_schema"u8);
                json.WriteStartObject("json_schema"u8);
                // OpenAI asks for a name; other formats have none.
                json.WriteString("name"u8, format.Name ?? "answer");
                json.WriteIf("description"u8, format.Description);
                json.WriteJson("schema"u8, format.Schema);
                json.WriteIf("strict"u8, format.Strict);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }
}
