using System.Text.Json;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Providers.Wire.OpenAIChat;

/// <summary>Reads the sound in a stream's deltas, <c>audio</c>: its words and its bytes come in pieces, its id with the first of them only.</summary>
internal sealed class ChatSounds(AnswerSink sink)
{
    private readonly Dictionary<int, string> _ids = [];

    public void Tell(JsonElement audio, int choice)
    {
        if (audio.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (audio.Text("id"u8) is { } id)
        {
            _ids[choice] = id;
        }

        // The last piece only says until when the sound can be spoken of by its id.
        var (data, transcript) = (audio.Text("data"u8), audio.Text("transcript"u8));
        if (!string.IsNullOrEmpty(data) || !string.IsNullOrEmpty(transcript))
        {
            sink.On(new StreamEvent(StreamEventKind.Media)
            {
                Choice = choice,
                Part = new MediaPart(MediaKind.Audio)
                {
                    FileId = _ids.GetValueOrDefault(choice, ChatMedia.NoId),
                    Base64 = Utf8Text.Of(data),
                    Text = Utf8Text.Of(transcript),
                },
            });
        }
    }
}
