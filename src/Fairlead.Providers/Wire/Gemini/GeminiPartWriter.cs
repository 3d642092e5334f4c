using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.Gemini;

/// <summary>Writes the parts of a request's turns.</summary>
internal sealed class GeminiPartWriter(Conversation conversation, GeminiModel model, RequestTarget target, Utf8JsonWriter json)
{
    // Google's own word for calls that it did not make, or whose signature is gone: without any, Gemini 3 refuses the turn.
    private static readonly Utf8Text NoSignature = Utf8Text.Of("skip_thought_signature_validator");

    // Results must name their function; chat clients give its call's id only.
    private readonly Dictionary<string, string> _names = Names(conversation);

    /// <summary>Whether a part has a place. Thoughts are for whoever signed them; within Google's format they may go back unsigned.</summary>
    public bool IsWritten(Part part)
    {
        switch (part)
        {
            case TextPart text:
                return !text.Text.IsEmpty || text.Signature.IsFor(SignedBy.Google);
            case RefusalPart refusal:
                return !refusal.Text.IsEmpty;
            case ReasoningPart thought:
                return thought.Signature.IsFor(SignedBy.Google) || conversation.Source == GeminiDialect.FormatName && !thought.IsEncrypted && !thought.Text.IsEmpty;
            case MediaPart media:
                return GeminiMedia.CanWrite(media, target, conversation.Source == GeminiDialect.FormatName);
            case OpaquePart { Dialect: not GeminiDialect.FormatName }:
                target.LoseHint("server_tools", "calls of another vendor's own tools have no place in Google's format");
                return false;
            default:
                return true;
        }
    }

    /// <summary>Writes a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="needsSignature">A call must have a signature at this place.</param>
    public void Write(Part part, bool needsSignature)
    {
        if (!part.CacheControl.IsEmpty)
        {
            target.LoseHint("cache_control", "Google caches prompts by itself");
        }

        if (part is OpaquePart opaque)
        {
            json.WriteRawValue(opaque.Json.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteText("text"u8, text.Text);
                break;
            case RefusalPart refusal:
                json.WriteText("text"u8, refusal.Text);
                break;
            case ReasoningPart thought:
                json.WriteText("text"u8, thought.Text);
                json.WriteBoolean("thought"u8, true);
                break;
            case MediaPart media:
                GeminiMedia.Write(media, json);
                break;
            case ToolCallPart call:
                Call(call);
                break;
            case ToolResultPart result:
                Result(result);
                break;
        }

        Sign(part, needsSignature);
        json.WriteEndObject();
        if (part is ToolResultPart { Content: var content } && !model.IsThree)
        {
            // Only Gemini 3 reads media within a result: for others they stand behind it.
            Media(content);
        }
    }

    private static Dictionary<string, string> Names(Conversation conversation)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var turn in conversation.Turns)
        {
            foreach (var part in turn.Parts)
            {
                if (part is ToolCallPart call)
                {
                    names[call.Id] = call.Name;
                }
            }
        }

        return names;
    }

    private void Sign(Part part, bool needsSignature)
    {
        if (part.Signature.IsFor(SignedBy.Google))
        {
            json.WriteText("thoughtSignature"u8, part.Signature.Value);
        }
        else if (needsSignature && model.IsThree && part is ToolCallPart)
        {
            json.WriteText("thoughtSignature"u8, NoSignature);
        }
    }

    // Vertex AI took ids with Gemini 3 only.
    private void Id(string id)
    {
        if (id.Length > 0 && (model.IsThree || target.Vendor.Name != "vertex_ai"))
        {
            json.WriteString("id"u8, id);
        }
    }

    private void Call(ToolCallPart call)
    {
        json.WriteStartObject("functionCall"u8);
        Id(call.Id);
        json.WriteString("name"u8, call.Name);
        GeminiArguments.Write(call.Arguments, json);
        json.WriteEndObject();
    }

    private void Result(ToolResultPart result)
    {
        json.WriteStartObject("functionResponse"u8);
        Id(result.CallId);
        json.WriteString("name"u8, _names.GetValueOrDefault(result.CallId) ?? result.Name ?? result.CallId);
        GeminiResults.Write(result, json);
        if (model.IsThree && result.Content.Exists(static part => part is MediaPart))
        {
            json.WriteStartArray("parts"u8);
            Media(result.Content);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Media(List<Part> content)
    {
        foreach (var part in content)
        {
            if (part is MediaPart media && IsWritten(media))
            {
                json.WriteStartObject();
                GeminiMedia.Write(media, json);
                json.WriteEndObject();
            }
        }
    }
}
