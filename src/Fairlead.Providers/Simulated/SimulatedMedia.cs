using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Simulated;

/// <summary>What is answered beside conversations and embeddings: the same request has the same answer.</summary>
internal static class SimulatedMedia
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream; charset=utf-8";

    /// <summary>Answers a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="settings">How the deployment behaves.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <returns>Null when the body is no JSON object, or holds a text that is none.</returns>
    public static SimulatedMade? Answer(in SimulatedCall call, SimulatedSettings settings, long now)
    {
        try
        {
            using var document = JsonDocument.Parse(call.Body);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? null : call.Surface switch
            {
                Surface.Speech => Speech(root),
                Surface.Moderation => new(Json, Write(json => SimulatedVerdict.Write(root, json))),
                Surface.Rerank => new(Json, Write(json => SimulatedRanking.Write(root, json))),
                Surface.Transcription or Surface.AudioTranslation => SimulatedTranscript.Of(root, settings.Text.Trim()),
                _ => Images(root, call.Stream, now),
            };
        }
        catch (Exception e) when (WireFault.Is(e))
        {
            return null;
        }
    }

    /// <summary>A text member; null where there is none.</summary>
    public static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A flag: forms write it as a text.</summary>
    public static bool Flag(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() is "true" or "True" or "1"));

    /// <summary>A whole number within bounds; forms write it as a text.</summary>
    public static int Whole(JsonElement root, string name, int fallback, int most) =>
        root.TryGetProperty(name, out var value) && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, most) : fallback;

    /// <summary>A JSON body.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, JsonWriting.Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A stream of events that name their kind.</summary>
    public static SimulatedMade Stream(params IEnumerable<(string Kind, Action<Utf8JsonWriter> Write)> events)
    {
        using var body = new MemoryStream();
        foreach (var (kind, write) in events)
        {
            body.Write(Encoding.UTF8.GetBytes($"event: {kind}\ndata: "));
            body.Write(Write(json =>
            {
                json.WriteString("type", kind);
                write(json);
            }));
            body.Write("\n\n"u8);
        }

        return new(Events, body.ToArray());
    }

    private static SimulatedMade Images(JsonElement root, bool stream, long now)
    {
        const int mostImages = 10;
        const int mostPartial = 3;
        var prompt = Text(root, "prompt") ?? "";
        var image = SimulatedPicture.Png(SimulatedInputs.Hash(prompt));
        if (stream || Flag(root, "stream"))
        {
            var partial = Enumerable.Range(0, Whole(root, "partial_images", 0, mostPartial)).Select(i => ("image_generation.partial_image", (Action<Utf8JsonWriter>)(json =>
            {
                json.WriteBase64String("b64_json", image);
                json.WriteNumber("partial_image_index", i);
            })));
            return Stream([.. partial, ("image_generation.completed", json =>
            {
                json.WriteBase64String("b64_json", image);
                Usage(json, prompt, 1);
            })]);
        }

        var count = Math.Max(1, Whole(root, "n", 1, mostImages));
        var asUrl = Text(root, "response_format") == "url";
        return new(Json, Write(json =>
        {
            json.WriteNumber("created", now);
            json.WriteStartArray("data");
            for (var i = 0; i < count; i++)
            {
                json.WriteStartObject();
                if (asUrl)
                {
                    json.WriteString("url", "data:image/png;base64," + Convert.ToBase64String(image));
                }
                else
                {
                    json.WriteBase64String("b64_json", image);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            Usage(json, prompt, count);
        }));
    }

    // 272 tokens: what OpenAI counts for a picture of low quality.
    private static void Usage(Utf8JsonWriter json, string prompt, int images)
    {
        const int tokensPerImage = 272;
        const int charactersPerToken = 4;
        var input = Math.Max(1, prompt.Length / charactersPerToken);
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", input);
        json.WriteNumber("output_tokens", images * tokensPerImage);
        json.WriteNumber("total_tokens", input + (images * tokensPerImage));
        json.WriteEndObject();
    }

    private static SimulatedMade Speech(JsonElement root)
    {
        var text = Text(root, "input") ?? "";
        if (Text(root, "stream_format") == "sse")
        {
            return Stream(
                ("speech.audio.delta", json => json.WriteBase64String("audio", SimulatedSound.Wav(text))),
                ("speech.audio.done", json => Usage(json, text, 0)));
        }

        return Text(root, "response_format") == "pcm"
            ? new("audio/pcm", SimulatedSound.Samples(text))
            : new("audio/wav", SimulatedSound.Wav(text));
    }
}

/// <summary>A body that was made.</summary>
/// <param name="ContentType">What it is.</param>
/// <param name="Body">Its bytes.</param>
internal sealed record SimulatedMade(string ContentType, byte[] Body);
