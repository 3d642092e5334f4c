using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>What a tool gave back as the object that <c>response</c> must be: <c>output</c> and <c>error</c> are the names Google's reference gives.</summary>
internal static class GeminiResults
{
    /// <summary>The one member of a response that has this and no other.</summary>
    public static bool Find(JsonElement response, ReadOnlySpan<byte> name, out JsonElement value)
    {
        value = default;
        return response.ValueKind == JsonValueKind.Object
            && response.GetPropertyCount() == 1
            && response.TryGetProperty(name, out value)
            && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>Whether a response says nothing: all is in its parts.</summary>
    public static bool IsEmpty(JsonElement response) =>
        response.ValueKind != JsonValueKind.Object || response.GetPropertyCount() == 0;

    /// <summary>Writes the member.</summary>
    public static void Write(ToolResultPart result, Utf8JsonWriter json)
    {
        var text = Utf8Texts.Join(result.Content.OfType<TextPart>().Select(static part => part.Text));
        var isObject = JsonTexts.IsObject(text.Span);
        if (isObject && !result.IsError)
        {
            json.WriteJson("response"u8, new RawJson(text.Memory));
            return;
        }

        json.WriteStartObject("response"u8);
        if (isObject)
        {
            json.WriteJson("error"u8, new RawJson(text.Memory));
        }
        else if (result.IsError)
        {
            json.WriteText("error"u8, text);
        }
        else if (!text.IsEmpty || !result.Content.Exists(static part => part is MediaPart))
        {
            json.WriteText("output"u8, text);
        }

        json.WriteEndObject();
    }
}
