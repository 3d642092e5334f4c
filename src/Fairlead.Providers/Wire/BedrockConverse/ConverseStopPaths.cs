using System.Text.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary>Asks for the stop text that ended an answer: it is told on request only, and in a stream one level deeper.</summary>
internal static class ConverseStopPaths
{
    private const string Plain = "/stop_sequence";
    private const string Streamed = "/delta/stop_sequence";

    /// <summary>Writes the request for it.</summary>
    public static void Write(Utf8JsonWriter json, bool stream)
    {
        json.WriteStartArray("additionalModelResponseFieldPaths"u8);
        json.WriteStringValue(stream ? Streamed : Plain);
        json.WriteEndArray();
    }

    /// <summary>Whether that is all that is asked for.</summary>
    public static bool Is(JsonElement paths) =>
        paths.ValueKind == JsonValueKind.Array
        && paths.EnumerateArray().All(static path => path.ValueKind == JsonValueKind.String && (path.ValueEquals(Plain) || path.ValueEquals(Streamed)));
}
