using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIChat;

/// <summary>Sound in streams: words and bytes in pieces, the id with the first.</summary>
public sealed class ChatSoundTests
{
    private static readonly byte[] Spoken = Stream(
        """{"id":"audio_1","transcript":"Hel"}""", """{"transcript":"lo"}""", """{"data":"QUI="}""", """{"data":"Q0RF"}""", """{"expires_at":1}""");

    [Fact]
    public void Pieces_OfOneSound_AreGathered()
    {
        var read = Translating.ReadStream(ChatDialect.Instance, Spoken, out var isWhole);

        Assert.True(isWhole);
        var sound = Assert.IsType<MediaPart>(Assert.Single(read.Answer.Choices[0].Parts));
        Assert.Equal(("audio_1", "Hello"), (sound.FileId, sound.Text.ToString()));
        Assert.Equal("ABCDE", Encoding.ASCII.GetString(Convert.FromBase64String(sound.Base64.ToString())));
    }

    [Fact]
    public void Pieces_PassedOn_ComeAsTheyWere()
    {
        var read = Translating.ReadStream(ChatDialect.Instance, Translating.PassStream(ChatDialect.Instance, ChatDialect.Instance, Spoken), out _);

        Assert.Equal(Sound(Translating.ReadStream(ChatDialect.Instance, Spoken, out _)), Sound(read));
    }

    [Fact]
    public void Pieces_ForGoogle_AreTextAndBytes()
    {
        var stream = Encoding.UTF8.GetString(Translating.PassStream(ChatDialect.Instance, GeminiDialect.Instance, Spoken));

        Assert.Contains("\"text\":\"Hel\"", stream, StringComparison.Ordinal);
        Assert.Contains("\"data\":\"Q0RF\"", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("audio_1", stream, StringComparison.Ordinal);
    }

    private static (string?, string, string) Sound(AnswerCollector read)
    {
        var sound = Assert.IsType<MediaPart>(Assert.Single(read.Answer.Choices[0].Parts));
        return (sound.FileId, sound.Text.ToString(), sound.Base64.ToString());
    }

    private static byte[] Stream(params string[] pieces) => Encoding.UTF8.GetBytes(
        string.Concat(pieces.Select(static piece => $$$"""data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":null,"audio":{{{piece}}} } }]}""" + "\n\n")) + "data: [DONE]\n\n");
}
