using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIResponses;

/// <summary><c>text</c>: the form of the answer and how wordy it is, both ways.</summary>
internal static class ResponsesText
{
    public static void Read(JsonBody body, JsonElement value, Conversation conversation)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new WireException("'text' must be an object", "text");
        }

        conversation.Verbosity = value.Text("verbosity"u8);
        if (value.TryObject("format"u8, out var format))
        {
            conversation.Output = format.Text("type"u8) switch
            {
                "text" => new OutputFormat(OutputKind.Text),
                "json_object" => new OutputFormat(OutputKind.Json),
                "json_schema" => new OutputFormat(OutputKind.Schema)
                {
                    Name = format.Text("name"u8),
                    Description = format.Text("description"u8),
                    Schema = body.Raw(format, "schema"u8),
                    Strict = format.TryGetProperty("strict"u8, out var strict) && strict.ValueKind is JsonValueKind.True or JsonValueKind.False ? strict.GetBoolean() : null,
                },
                _ => throw new WireException("'text.format.type' must be text, json_object or json_schema", "text.format"),
            };
        }
    }

    /// <summary>Writes the member where the conversation says anything of it.</summary>
    public static void Write(Utf8JsonWriter json, Conversation conversation)
    {
        if (conversation.Output is not null || conversation.Verbosity is not null)
        {
            json.WriteStartObject("text"u8);
            if (conversation.Output is { } output)
            {
                json.WritePropertyName("format"u8);
                Format(json, output);
            }

            json.WriteIf("verbosity"u8, conversation.Verbosity);
            json.WriteEndObject();
        }
    }

    /// <summary>Writes the format as an object.</summary>
    public static void Format(Utf8JsonWriter json, OutputFormat? output)
    {
        json.WriteStartObject();
        switch (output?.Kind)
        {
            case OutputKind.Json:
                json.WriteString("type"u8, "json_object"u8);
                break;
            case OutputKind.Schema:
                json.WriteString("type"u8, "json_schema"u8);
                // OpenAI asks for a name; other formats have none.
                json.WriteString("name"u8, output.Name ?? "answer");
                json.WriteIf("description"u8, output.Description);
                json.WriteJson("schema"u8, output.Schema);
                json.WriteIf("strict"u8, output.Strict);
                break;
            default:
                json.WriteString("type"u8, "text"u8);
                break;
        }

        json.WriteEndObject();
    }
}
