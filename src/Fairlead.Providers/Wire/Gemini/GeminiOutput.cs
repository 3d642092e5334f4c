using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes what form the answer must have.</summary>
internal static class GeminiOutput
{
    public static void Write(Conversation conversation, GeminiModel model, GeminiExtras extras, RequestTarget target, Utf8JsonWriter json)
    {
        if (conversation.Output is not { Kind: not OutputKind.Text } output || extras.Has("responseMimeType"))
        {
            return;
        }

        if (!model.IsThree && conversation.Source != GeminiDialect.FormatName && conversation.Tools.Exists(static tool => tool.Kind == ToolKind.Function))
        {
            // 400: "Function calling with a response mime type: 'application/json' is unsupported".
            target.LoseParameter("response_format", "models before Gemini 3 take it only without tools");
            return;
        }

        json.WriteString("responseMimeType"u8, "application/json"u8);
        if (output.Kind != OutputKind.Schema || output.Schema.IsEmpty)
        {
            return;
        }

        if (model.TakesJsonSchema)
        {
            json.WriteJson("responseJsonSchema"u8, output.Schema);
            return;
        }

        json.WritePropertyName("responseSchema"u8);
        if (!GeminiSchemaWriter.Write(output.Schema, json))
        {
            target.LoseHint("response_format", "this model knows a part of JSON schema only");
        }
    }
}
