using System.Text.Json;
using Fairlead.Providers.Translation;

namespace Fairlead.Providers.Wire.Json;

/// <summary>A call's arguments as the object that <c>input</c> must be.</summary>
internal static class ToolArguments
{
    /// <summary>No arguments.</summary>
    public static Utf8Text None { get; } = Utf8Text.Of("{}");

    public static void Write(Utf8Text arguments, Utf8JsonWriter json)
    {
        if (JsonTexts.IsObject(arguments.Span))
        {
            json.WriteJson("input"u8, new RawJson(arguments.Memory));
            return;
        }

        json.WriteStartObject("input"u8);
        if (!arguments.IsEmpty)
        {
            // The model once wrote no JSON; what it wrote is kept, for it was told so in the result.
            json.WriteText("input"u8, arguments);
        }

        json.WriteEndObject();
    }
}
