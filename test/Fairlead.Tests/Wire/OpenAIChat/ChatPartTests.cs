using System.Text.Json.Nodes;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIChat;

/// <summary>Parts that Mistral's requests have and OpenAI's have not: documents by address, and thoughts.</summary>
public sealed class ChatPartTests
{
    private const string Thought = """{"type":"thinking","thinking":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""";
    private const string Said = """{"type":"text","text":"said"}""";

    [Theory]
    [InlineData("https://h/d.pdf", "file_data", "https://h/d.pdf")]
    [InlineData("data:application/pdf;base64,QUJD", "file_data", "data:application/pdf;base64,QUJD")]
    public void Document_ByAddressOrBytes_IsReadAndWrittenAsTheVendorTakesIt(string address, string member, string written)
    {
        var part = $$"""{"type":"document_url","document_url":"{{address}}","document_name":"d"}""";
        var conversation = Translating.Read(ChatDialect.Instance, $$"""{"messages":[{"role":"user","content":[{{part}}]}]}""");

        Assert.Equal(MediaKind.Document, Assert.IsType<MediaPart>(Assert.Single(conversation.Turns[0].Parts)).Kind);
        Assert.Equal(JsonNode.Parse(part)!.ToJsonString(), Content(conversation, "mistral", "mistral-medium-latest", 0, out var losses)![0]!.ToJsonString());
        Assert.Empty(losses);
        Assert.Equal(written, (string?)Content(conversation, "openrouter", "m", 0, out _)![0]!["file"]![member]);
    }

    [Fact]
    public void Document_WithoutAddress_IsRefused() =>
        Assert.Throws<WireException>(() => Translating.Read(ChatDialect.Instance, """{"messages":[{"role":"user","content":[{"type":"document_url"}]}]}"""));

    [Fact]
    public void Thoughts_OfTheUser_AreRefused() =>
        Assert.Throws<WireException>(() => Translating.Read(ChatDialect.Instance, $$"""{"messages":[{"role":"user","content":[{{Thought}}]}]}"""));

    [Fact]
    public void Document_UploadedElsewhere_IsLostAtMistral()
    {
        var conversation = Translating.Read(ChatDialect.Instance, """{"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]}""");

        Content(conversation, "mistral", "m", 0, out var losses);

        Assert.Equal(LossKind.Content, Assert.Single(losses).Kind);
    }

    [Fact]
    public void Thoughts_InTheHistory_GoBackToModelsThatThink()
    {
        var conversation = Translating.Read(ChatDialect.Instance, $$"""{"messages":[{"role":"assistant","content":[{{Thought}},{{Said}}]}]}""");

        Assert.Equal("ab", Assert.IsType<ReasoningPart>(conversation.Turns[0].Parts[0]).Text.ToString());
        Assert.Equal(
            """[{"type":"thinking","thinking":[{"type":"text","text":"ab"}]},{"type":"text","text":"said"}]""",
            Content(conversation, "mistral", "magistral-medium-latest", 0, out _)!.ToJsonString());
        Assert.Equal("\"said\"", Content(conversation, "mistral", "mistral-large-latest", 0, out _)!.ToJsonString());
    }

    private static JsonNode? Content(Conversation conversation, string vendor, string model, int message, out IReadOnlyList<Loss> losses) =>
        JsonNode.Parse(Translating.Write(ChatDialect.Instance, conversation, vendor, model, out losses))!["messages"]![message]!["content"];
}
