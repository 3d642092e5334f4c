using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Streaming;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.BedrockConverse;

/// <summary>What becomes of whole requests, answers and streams, as files to read.</summary>
public sealed class ConverseGoldenTests
{
    [Theory]
    [InlineData("claude", "us.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("nova", "us.amazon.nova-pro-v1:0")]
    [InlineData("llama", "us.meta.llama3-3-70b-instruct-v1:0")]
    public void ChatRequest_ToConverse_IsAsWritten(string name, string model)
    {
        var conversation = Translating.Read(ChatDialect.Instance, Text("golden/full.chat.json"));

        var bytes = Translating.Write(ConverseDialect.Instance, conversation, "bedrock", model, out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), $"golden/full.{name}.txt");
    }

    [Fact]
    public void ConverseRequest_ToChat_IsAsWritten()
    {
        var conversation = Translating.Read(ConverseDialect.Instance, Text("golden/full.converse.json"));

        var bytes = Translating.Write(ChatDialect.Instance, conversation, "litellm_proxy", "model", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-chat.txt");
    }

    [Fact]
    public void ConverseAnswer_ToChat_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ConverseDialect.Instance, Bytes("golden/answer.converse.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ChatDialect.Instance, answer)), "golden/answer.to-chat.json");
    }

    [Fact]
    public void ChatAnswer_ToConverse_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ChatDialect.Instance, Bytes("golden/answer.chat.input.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ConverseDialect.Instance, answer)), "golden/answer.to-converse.json");
    }

    [Fact]
    public void ConverseStream_ToChat_IsAsWritten()
    {
        var stream = Translating.WriteStream(ConverseDialect.Instance, Translating.ReadAnswer(ConverseDialect.Instance, Bytes("golden/answer.converse.json")));

        GoldenFile.Matches(Encoding.UTF8.GetString(Translating.PassStream(ConverseDialect.Instance, ChatDialect.Instance, stream)), "golden/stream.to-chat.sse");
    }

    [Fact]
    public void ChatStream_ToConverse_IsAsWritten()
    {
        var stream = Translating.PassStream(ChatDialect.Instance, ConverseDialect.Instance, Bytes("golden/stream.chat.input.sse"));

        using var splitter = ConverseDialect.Instance.NewSplitter();
        GoldenFile.Matches(string.Join('\n', FrameLog.Of(splitter, stream)) + "\n", "golden/stream.to-converse.txt");
    }

    private static string Losses(IReadOnlyList<Loss> losses) => string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n"));

    private static string Text(string file) => File.ReadAllText(GoldenFile.PathOf(file));

    private static byte[] Bytes(string file) => File.ReadAllBytes(GoldenFile.PathOf(file));
}
