using System.Text.Json;

namespace Fairlead.Providers.Simulated;

/// <summary>Judges texts as OpenAI's moderations do: whoever writes of violence is flagged, everybody else is not.</summary>
internal static class SimulatedVerdict
{
    private const string Violence = "violence";

    private static readonly string[] Categories =
    [
        "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm", "self-harm/intent", "self-harm/instructions",
        "sexual", "sexual/minors", Violence, "violence/graphic",
    ];

    /// <summary>Writes the members of the answer.</summary>
    public static void Write(JsonElement request, Utf8JsonWriter json)
    {
        var input = request.TryGetProperty("input", out var given) ? given : default;
        json.WriteString("id", "modr-simulated");
        json.WriteString("model", SimulatedMedia.Text(request, "model") ?? "omni-moderation-latest");
        json.WriteStartArray("results");
        if (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 0 && input[0].ValueKind == JsonValueKind.String)
        {
            foreach (var one in input.EnumerateArray())
            {
                Verdict(one.ToString(), json);
            }
        }
        else
        {
            // A text, or the parts of one input.
            Verdict(input.ToString(), json);
        }

        json.WriteEndArray();
    }

    private static void Verdict(string text, Utf8JsonWriter json)
    {
        var violent = text.Contains(Violence, StringComparison.OrdinalIgnoreCase);
        json.WriteStartObject();
        json.WriteBoolean("flagged", violent);
        json.WriteStartObject("categories");
        foreach (var category in Categories)
        {
            json.WriteBoolean(category, violent && category == Violence);
        }

        json.WriteEndObject();
        json.WriteStartObject("category_scores");
        foreach (var category in Categories)
        {
            var trace = (SimulatedInputs.Hash(category + text) % 100) / 100_000.0;
            json.WriteNumber(category, violent && category == Violence ? 0.9 + trace : trace);
        }

        json.WriteEndObject();
        json.WriteStartObject("category_applied_input_types");
        foreach (var category in Categories)
        {
            json.WriteStartArray(category);
            json.WriteStringValue("text");
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
