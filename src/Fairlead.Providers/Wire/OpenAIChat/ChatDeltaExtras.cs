using System.Runtime.InteropServices;
using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>What OpenAI's imitators put into a delta beside text and calls: signatures of thoughts, citations, pictures.</summary>
internal static class ChatDeltaExtras
{
    public static void Tell(JsonProperty member, int choice, AnswerSink sink)
    {
        if (member.Value.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (member.NameEquals("reasoning_details"u8))
        {
            Details(member.Value, choice, sink);
            return;
        }

        foreach (var item in member.Value.EnumerateArray())
        {
            if (member.NameEquals("thinking_blocks"u8))
            {
                Thought(item, choice, sink);
            }
            else if (member.NameEquals("annotations"u8))
            {
                if (ChatCitations.ReadOne(item, Copy(item)) is { } citation)
                {
                    sink.On(new StreamEvent(StreamEventKind.Citation) { Choice = choice, Citation = citation });
                }
            }
            else if (item.TryObject("image_url"u8, out var image) && image.Text("url"u8) is { } url)
            {
                sink.On(new StreamEvent(StreamEventKind.Media) { Choice = choice, Part = Picture(Utf8Text.Of(url)) });
            }
        }
    }

    // The text of a thought has come as reasoning_content; here it brings its signature, or is hidden.
    private static void Thought(JsonElement block, int choice, AnswerSink sink)
    {
        if (block.Text("type"u8) == "redacted_thinking")
        {
            sink.On(new StreamEvent(StreamEventKind.EncryptedReasoning) { Choice = choice, State = new SignedState(SignedBy.Anthropic, Utf8Text.Of(block.Text("data"u8))) });
        }
        else if (block.Text("signature"u8) is { } signature)
        {
            sink.On(new StreamEvent(StreamEventKind.Signature) { Choice = choice, State = new SignedState(SignedBy.Anthropic, Utf8Text.Of(signature)) });
            sink.On(new StreamEvent(StreamEventKind.PartEnd) { Choice = choice });
        }
    }

    // OpenRouter wants the details back as they came; only those that are signed or encrypted are worth it.
    private static void Details(JsonElement details, int choice, AnswerSink sink)
    {
        foreach (var item in details.EnumerateArray())
        {
            if (item.Text("signature"u8) is not null || item.Text("data"u8) is not null)
            {
                sink.On(new StreamEvent(StreamEventKind.Signature) { Choice = choice, State = new SignedState(SignedBy.OpenRouter, new Utf8Text(Copy(details).Memory)) });
                return;
            }
        }
    }

    private static MediaPart Picture(Utf8Text url) => DataUri.TryRead(url, out var type, out var base64)
        ? new MediaPart(MediaKind.Image) { MediaType = type, Base64 = base64 }
        : new MediaPart(MediaKind.Image) { Url = url.ToString() };

    private static RawJson Copy(JsonElement element) => new(JsonMarshal.GetRawUtf8Value(element).ToArray());
}
