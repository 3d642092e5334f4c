using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Writes <c>response_format</c>.</summary>
internal static class ResponseFormatWriter
{
    public static void Write(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.ResponseFormat is not { } format || !ChatRequestWriter.Free(options.AdditionalProperties, "response_format"))
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        switch (format)
        {
            case ChatResponseFormatJson { Schema: { } schema } json:
                writer.WriteString("type"u8, "json_schema"u8);
                writer.WriteStartObject("json_schema"u8);
                // OpenAI asks for a name.
                writer.WriteString("name"u8, json.SchemaName ?? "json_schema");
                if (!string.IsNullOrEmpty(json.SchemaDescription))
                {
                    writer.WriteString("description"u8, json.SchemaDescription);
                }

                writer.WritePropertyName("schema"u8);
                schema.WriteTo(writer);
                if (options.AdditionalProperties?.TryGetValue(ChatRequestWriter.StrictSchemaKey, out var strict) == true && strict is bool flag)
                {
                    writer.WriteBoolean("strict"u8, flag);
                }

                writer.WriteEndObject();
                break;
            case ChatResponseFormatJson:
                writer.WriteString("type"u8, "json_object"u8);
                break;
            default:
                writer.WriteString("type"u8, "text"u8);
                break;
        }

        writer.WriteEndObject();
    }
}
