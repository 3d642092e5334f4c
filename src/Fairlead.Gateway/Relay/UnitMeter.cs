using System.Globalization;
using System.Text.Json;
using Fairlead.Costs;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;

namespace Fairlead.Gateway.Relay;

/// <summary>What a call used besides tokens: images and characters, as the request tells them; seconds and search units, as the answer does.</summary>
internal static class UnitMeter
{
    /// <summary>OpenAI's size of an image that a request does not set, or leaves to the model.</summary>
    private const string UsualSize = "1024x1024";

    /// <summary>What is known when the answer begins.</summary>
    /// <param name="relay">The request.</param>
    /// <param name="held">What is there of the answer.</param>
    public static CallUnits? Of(RelayContext relay, in Held held)
    {
        var answer = held.Ended && !held.EventStream ? relay.Hold.Span : default;
        return relay.Surface switch
        {
            Surface.ImageGeneration or Surface.ImageEdit or Surface.ImageVariation => Images(relay.Body.Span),
            Surface.Speech => Text(relay.Body.Span, "input"u8) is { } text ? new CallUnits { Characters = text.EnumerateRunes().Count() } : null,
            Surface.Transcription or Surface.AudioTranslation => AtEnd(Number(answer, "duration"u8) is { } seconds ? new CallUnits { Seconds = seconds } : null, relay.Watch.Usage),
            // Who tells no units asks for one a call, as Cohere has it up to a hundred documents.
            Surface.Rerank => new CallUnits { Queries = (int)Math.Clamp(Number(answer, "search_units"u8) ?? 1, 0, int.MaxValue) },
            _ => null,
        };
    }

    /// <summary>The same at the end of the answer: a stream tells its seconds last.</summary>
    public static CallUnits? AtEnd(CallUnits? units, TokenUsage usage) => usage.Seconds > 0 ? (units ?? new CallUnits()) with { Seconds = usage.Seconds } : units;

    private static CallUnits Images(ReadOnlySpan<byte> request)
    {
        var size = Text(request, "size"u8) is { } asked && asked.IndexOf('x', StringComparison.Ordinal) > 0 ? asked : UsualSize;
        var sides = size.Split('x');
        var pixels = sides.Length == 2 && int.TryParse(sides[0], CultureInfo.InvariantCulture, out var width) && int.TryParse(sides[1], CultureInfo.InvariantCulture, out var height) && width > 0 && height > 0
            ? (int)Math.Min((long)width * height, int.MaxValue)
            : 0;
        return new CallUnits
        {
            Images = (int)Math.Clamp(Number(request, "n"u8) ?? 1, 0, int.MaxValue),
            Size = size,
            Pixels = pixels,
            Quality = Text(request, "quality"u8) is { } quality && quality != "auto" ? quality : null,
        };
    }

    private static double? Number(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json);
        return !Seek(ref reader, name) ? null
            : reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) ? number
            // Fields of forms are texts.
            : reader.TokenType == JsonTokenType.String && double.TryParse(reader.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number) ? number
            : null;
    }

    private static string? Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json);
        return Seek(ref reader, name) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>Moves to the value of the first member of a name, wherever it stands.</summary>
    private static bool Seek(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name))
                {
                    return reader.Read();
                }
            }
        }
        catch (JsonException)
        {
            // Texts and sound are no JSON, and tell nothing.
        }

        return false;
    }
}
