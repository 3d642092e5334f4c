using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>
/// Thoughts for a chat client: <c>reasoning_content</c> for people, and what was signed in the form that the vendor's aware clients send back
/// (LiteLLM's <c>thinking_blocks</c>, OpenRouter's <c>reasoning_details</c>).
/// </summary>
internal static class ChatThoughts
{
    public static void Write(List<Part> parts, Utf8JsonWriter json)
    {
        var thoughts = parts.OfType<ReasoningPart>().ToList();
        var text = Utf8Texts.Join(thoughts.Select(static part => part.Text));
        if (!text.IsEmpty)
        {
            json.WriteText("reasoning_content"u8, text);
        }

        if (thoughts.Exists(static part => part.Signature.IsFor(SignedBy.Anthropic)))
        {
            json.WriteStartArray("thinking_blocks"u8);
            foreach (var part in thoughts)
            {
                if (part.Signature.IsFor(SignedBy.Anthropic))
                {
                    Block(json, part.IsEncrypted, part.Text, part.Signature.Value);
                }
            }

            json.WriteEndArray();
        }

        foreach (var part in thoughts)
        {
            if (part.Signature.IsFor(SignedBy.OpenRouter))
            {
                json.WriteJson("reasoning_details"u8, new RawJson(part.Signature.Value.Memory));
                return;
            }
        }
    }

    /// <summary>One thinking block.</summary>
    public static void Block(Utf8JsonWriter json, bool hidden, Utf8Text text, Utf8Text signature)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, hidden ? "redacted_thinking"u8 : "thinking"u8);
        if (hidden)
        {
            json.WriteText("data"u8, signature);
        }
        else
        {
            json.WriteText("thinking"u8, text);
            json.WriteText("signature"u8, signature);
        }

        json.WriteEndObject();
    }
}
