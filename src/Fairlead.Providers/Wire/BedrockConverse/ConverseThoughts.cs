using System.Buffers.Text;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.BedrockConverse;

/// <summary><c>reasoningContent</c>, both ways.</summary>
/// <remarks>
/// What Claude redacts is a text to Anthropic, and the base64 of that text to Bedrock: taken out of it, so that it can go back to Claude on any platform.
/// </remarks>
internal static class ConverseThoughts
{
    /// <summary>Reads a block's <c>reasoningContent</c>.</summary>
    public static ReasoningPart Read(JsonBody body, JsonElement content, SignedBy signs)
    {
        if (body.Text(content, "redactedContent"u8) is { IsEmpty: false } hidden)
        {
            return new ReasoningPart(default) { IsEncrypted = true, Signature = Redacted(hidden.Span, signs) };
        }

        content.TryObject("reasoningText"u8, out var shown);
        var signature = body.Text(shown, "signature"u8);
        return new ReasoningPart(body.Text(shown, "text"u8)) { Signature = signature.IsEmpty ? SignedState.None : new SignedState(signs, signature) };
    }

    /// <summary>The state that a redacted thought is.</summary>
    /// <param name="base64">As Bedrock tells it.</param>
    /// <param name="signs">Whose it is.</param>
    public static SignedState Redacted(ReadOnlySpan<byte> base64, SignedBy signs)
    {
        if (signs != SignedBy.Anthropic)
        {
            return new SignedState(signs, new Utf8Text(base64.ToArray()));
        }

        var text = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Base64.DecodeFromUtf8(base64, text, out _, out var length) == System.Buffers.OperationStatus.Done
            ? new SignedState(signs, new Utf8Text(text.AsMemory(0, length)))
            : throw new WireException("'redactedContent' is not base64");
    }

    /// <summary>Writes a block.</summary>
    public static void Write(ReasoningPart part, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("reasoningContent"u8);
        if (part.IsEncrypted)
        {
            WriteRedacted(part.Signature, json);
        }
        else
        {
            json.WriteStartObject("reasoningText"u8);
            json.WriteText("text"u8, part.Text);
            if (part.Signature.IsPresent)
            {
                json.WriteText("signature"u8, part.Signature.Value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the member that a redacted thought is.</summary>
    public static void WriteRedacted(SignedState state, Utf8JsonWriter json)
    {
        if (state.By == SignedBy.Anthropic)
        {
            json.WriteBase64String("redactedContent"u8, state.Value.Span);
        }
        else
        {
            json.WriteText("redactedContent"u8, state.Value);
        }
    }
}
