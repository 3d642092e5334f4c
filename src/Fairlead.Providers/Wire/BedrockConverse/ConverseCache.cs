using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Cache points: a block of its own behind what is cached, where Anthropic has a mark on it.</summary>
internal static class ConverseCache
{
    private static readonly RawJson Mark = RawJson.Of("""{"type":"ephemeral"}""");
    private static readonly RawJson HourMark = RawJson.Of("""{"type":"ephemeral","ttl":"1h"}""");

    /// <summary>Writes one.</summary>
    /// <param name="mark">Anthropic's mark.</param>
    /// <param name="json">Gets the block.</param>
    public static void Write(RawJson mark, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("cachePoint"u8);
        json.WriteString("type"u8, "default"u8);
        if (TimeOf(mark) is { } time)
        {
            json.WriteString("ttl"u8, time);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Anthropic's mark for what stands before a block; empty where the block is no cache point.</summary>
    public static RawJson MarkOf(JsonElement block) =>
        !block.TryObject("cachePoint"u8, out var point) ? default : point.Text("ttl"u8) == "1h" ? HourMark : Mark;

    // Five minutes is what both do where nothing is said.
    private static string? TimeOf(RawJson mark)
    {
        using var document = JsonBody.Document(mark.Memory);
        return document.RootElement.Text("ttl"u8) == "1h" ? "1h" : null;
    }
}
