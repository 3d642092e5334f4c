using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.CohereChat;

/// <summary>What becomes of whole requests, answers and streams, as files to read.</summary>
public sealed class CohereGoldenTests
{
    [Fact]
    public void ChatRequest_ToCohere_IsAsWritten()
    {
        var conversation = Translating.Read(ChatDialect.Instance, Text("golden/full.chat.json"));

        var bytes = Translating.Write(CohereDialect.Instance, conversation, "cohere_chat", "command-a-03-2025", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-cohere.txt");
    }

    [Fact]
    public void CohereRequest_ToChat_IsAsWritten()
    {
        var conversation = Translating.Read(CohereDialect.Instance, Text("golden/full.cohere.json"));

        var bytes = Translating.Write(ChatDialect.Instance, conversation, "litellm_proxy", "model", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-chat.txt");
    }

    [Fact]
    public void CohereAnswer_ToChat_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(CohereDialect.Instance, Bytes("golden/answer.cohere.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ChatDialect.Instance, answer)), "golden/answer.to-chat.json");
    }

    [Fact]
    public void ChatAnswer_ToCohere_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ChatDialect.Instance, Bytes("golden/answer.chat.input.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(CohereDialect.Instance, answer)), "golden/answer.to-cohere.json");
    }

    [Fact]
    public void CohereStream_ToChat_IsAsWritten()
    {
        var stream = Encoding.UTF8.GetBytes(CohereStreamTests.Everything);

        GoldenFile.Matches(Encoding.UTF8.GetString(Translating.PassStream(CohereDialect.Instance, ChatDialect.Instance, stream)), "golden/stream.to-chat.sse");
    }

    [Fact]
    public void ChatStream_ToCohere_IsAsWritten()
    {
        var stream = Translating.PassStream(ChatDialect.Instance, CohereDialect.Instance, Bytes("golden/stream.chat.input.sse"));

        GoldenFile.Matches(Encoding.UTF8.GetString(stream), "golden/stream.to-cohere.sse");
    }

    private static string Losses(IReadOnlyList<Loss> losses) => string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n"));

    private static string Text(string file) => File.ReadAllText(GoldenFile.PathOf(file));

    private static byte[] Bytes(string file) => File.ReadAllBytes(GoldenFile.PathOf(file));
}
