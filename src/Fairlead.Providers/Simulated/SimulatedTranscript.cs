using System.Text;
using System.Text.Json;

namespace Fairlead.Providers.Simulated;

/// <summary>"Hears" a text in the forms that transcriptions have.</summary>
internal static class SimulatedTranscript
{
    private const string Json = "application/json";
    private const string Plain = "text/plain; charset=utf-8";

    /// <summary>Answers.</summary>
    /// <param name="request">The fields of the form.</param>
    /// <param name="text">What was heard.</param>
    public static SimulatedMade Of(JsonElement request, string text)
    {
        if (SimulatedMedia.Flag(request, "stream"))
        {
            var words = text.Split(' ').Select((word, i) => ("transcript.text.delta", (Action<Utf8JsonWriter>)(json => json.WriteString("delta", (i == 0 ? "" : " ") + word))));
            return SimulatedMedia.Stream([.. words, ("transcript.text.done", json =>
            {
                json.WriteString("text", text);
                Usage(json, text);
            })]);
        }

        return SimulatedMedia.Text(request, "response_format") switch
        {
            "text" => new(Plain, Encoding.UTF8.GetBytes(text + "\n")),
            "srt" => new(Plain, Encoding.UTF8.GetBytes($"1\n00:00:00,000 --> 00:00:03,000\n{text}\n\n")),
            "vtt" => new(Plain, Encoding.UTF8.GetBytes($"WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n{text}\n\n")),
            "verbose_json" => new(Json, SimulatedMedia.Write(json => Verbose(json, text))),
            _ => new(Json, SimulatedMedia.Write(json =>
            {
                json.WriteString("text", text);
                Usage(json, text);
            })),
        };
    }

    private static void Verbose(Utf8JsonWriter json, string text)
    {
        const double seconds = 3;
        json.WriteString("task", "transcribe");
        json.WriteString("language", "english");
        json.WriteNumber("duration", seconds);
        json.WriteString("text", text);
        json.WriteStartArray("segments");
        json.WriteStartObject();
        json.WriteNumber("id", 0);
        json.WriteNumber("start", 0);
        json.WriteNumber("end", seconds);
        json.WriteString("text", text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Usage(Utf8JsonWriter json, string text)
    {
        const int inputTokens = 10;
        var output = text.Split(' ').Length;
        json.WriteStartObject("usage");
        json.WriteString("type", "tokens");
        json.WriteNumber("input_tokens", inputTokens);
        json.WriteNumber("output_tokens", output);
        json.WriteNumber("total_tokens", inputTokens + output);
        json.WriteEndObject();
    }
}
