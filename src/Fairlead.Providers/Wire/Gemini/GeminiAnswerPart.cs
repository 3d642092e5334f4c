using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes the parts of answers.</summary>
internal static class GeminiAnswerPart
{
    /// <summary>Writes a part that is no call; nothing where it has no place.</summary>
    public static void Write(Utf8JsonWriter json, Part part)
    {
        switch (part)
        {
            case TextPart text:
                Text(json, text.Text.Span, isThought: false, part.Signature);
                break;
            case RefusalPart refusal:
                Text(json, refusal.Text.Span, isThought: false, part.Signature);
                break;
            case ReasoningPart { IsEncrypted: false } thought when !thought.Text.IsEmpty || thought.Signature.IsFor(SignedBy.Google):
                Text(json, thought.Text.Span, isThought: true, part.Signature);
                break;
            case MediaPart media:
                json.WriteStartObject();
                GeminiMedia.Write(media, json);
                Sign(json, part.Signature);
                json.WriteEndObject();
                break;
            case OpaquePart { Dialect: GeminiDialect.FormatName } opaque:
                json.WriteRaw(opaque.Json.Span);
                break;
        }
    }

    /// <summary>Writes text or a thought.</summary>
    public static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> text, bool isThought, SignedState signature)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        if (isThought)
        {
            json.WriteBoolean("thought"u8, true);
        }

        Sign(json, signature);
        json.WriteEndObject();
    }

    /// <summary>Writes a call, which comes as a whole.</summary>
    public static void Call(Utf8JsonWriter json, string id, string name, Utf8Text arguments, SignedState signature)
    {
        json.WriteStartObject();
        json.WriteStartObject("functionCall"u8);
        json.WriteString("id"u8, id);
        json.WriteString("name"u8, name);
        GeminiArguments.Write(arguments, json);
        json.WriteEndObject();
        Sign(json, signature);
        json.WriteEndObject();
    }

    private static void Sign(Utf8JsonWriter json, SignedState signature)
    {
        if (signature.IsFor(SignedBy.Google))
        {
            json.WriteText("thoughtSignature"u8, signature.Value);
        }
    }
}
