using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>A call's arguments as the object that <c>args</c> must be.</summary>
internal static class GeminiArguments
{
    public static void Write(Utf8Text arguments, Utf8JsonWriter json)
    {
        if (JsonTexts.IsObject(arguments.Span))
        {
            json.WritePropertyName("args"u8);
            json.WriteRaw(arguments.Span);
            return;
        }

        json.WriteStartObject("args"u8);
        if (!arguments.IsEmpty)
        {
            // The model once wrote no JSON; what it wrote is kept, for it was told so in the result.
            json.WriteText("input"u8, arguments);
        }

        json.WriteEndObject();
    }
}
