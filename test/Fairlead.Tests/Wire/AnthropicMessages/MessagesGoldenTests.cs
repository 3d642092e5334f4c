using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.AnthropicMessages;

/// <summary>What becomes of whole requests, answers and streams, as files to read.</summary>
public sealed class MessagesGoldenTests
{
    [Theory]
    [InlineData("haiku-3-5", "claude-3-5-haiku-20241022")]
    [InlineData("sonnet-4-5", "claude-sonnet-4-5-20250929")]
    [InlineData("opus-4-7", "claude-opus-4-7")]
    public void ChatRequest_ToMessages_IsAsWritten(string name, string model)
    {
        var conversation = Translating.Read(ChatDialect.Instance, Text("golden/full.chat.json"));

        var bytes = Translating.Write(MessagesDialect.Instance, conversation, "anthropic", model, out var losses, maxOutputTokens: 8192);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), $"golden/full.{name}.txt");
    }

    [Fact]
    public void MessagesRequest_ToChat_IsAsWritten()
    {
        var bytes = Translating.Write(ChatDialect.Instance, Full(), "litellm_proxy", "model", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-chat.txt");
    }

    [Fact]
    public void MessagesRequest_ToConverse_IsAsWritten()
    {
        var bytes = Translating.Write(ConverseDialect.Instance, Full(), "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-converse.txt");
    }

    [Fact]
    public void MessagesRequest_BackAgain_IsAsWritten()
    {
        var bytes = Translating.Write(MessagesDialect.Instance, Full(), "anthropic", "claude-sonnet-4-5", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.back.txt");
    }

    [Fact]
    public void MessagesAnswer_ToChat_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(MessagesDialect.Instance, Bytes("golden/answer.messages.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ChatDialect.Instance, answer)), "golden/answer.to-chat.json");
    }

    [Fact]
    public void ChatAnswer_ToMessages_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ChatDialect.Instance, Bytes("golden/answer.chat.input.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(MessagesDialect.Instance, answer)), "golden/answer.to-messages.json");
    }

    [Fact]
    public void MessagesStream_ToChat_IsAsWritten()
    {
        var stream = Translating.PassStream(MessagesDialect.Instance, ChatDialect.Instance, Encoding.UTF8.GetBytes(MessagesStreamTests.Everything));

        GoldenFile.Matches(Encoding.UTF8.GetString(stream), "golden/stream.to-chat.sse");
    }

    [Fact]
    public void MessagesStream_BackAgain_IsAsWritten()
    {
        var stream = Translating.PassStream(MessagesDialect.Instance, MessagesDialect.Instance, Encoding.UTF8.GetBytes(MessagesStreamTests.Everything));

        GoldenFile.Matches(Encoding.UTF8.GetString(stream), "golden/stream.back.sse");
    }

    [Fact]
    public void ChatStream_ToMessages_IsAsWritten()
    {
        var stream = Translating.PassStream(ChatDialect.Instance, MessagesDialect.Instance, Bytes("golden/stream.chat.input.sse"));

        GoldenFile.Matches(Encoding.UTF8.GetString(stream), "golden/stream.to-messages.sse");
    }

    private static Conversation Full() => Translating.Read(MessagesDialect.Instance, Text("golden/full.messages.json"));

    private static string Losses(IReadOnlyList<Loss> losses) => string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n"));

    private static string Text(string file) => File.ReadAllText(GoldenFile.PathOf(file));

    private static byte[] Bytes(string file) => File.ReadAllBytes(GoldenFile.PathOf(file));
}
