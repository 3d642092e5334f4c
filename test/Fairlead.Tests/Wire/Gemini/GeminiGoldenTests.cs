using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Gemini;

/// <summary>What becomes of whole requests, answers and streams, as files to read.</summary>
public sealed class GeminiGoldenTests
{
    [Theory]
    [InlineData("three", "gemini", "gemini-3-flash-preview")]
    [InlineData("twofive", "vertex_ai", "gemini-2.5-pro")]
    [InlineData("two", "gemini", "gemini-2.0-flash")]
    public void ChatRequest_ToGemini_IsAsWritten(string name, string vendor, string model)
    {
        var conversation = Translating.Read(ChatDialect.Instance, Text("golden/full.chat.json"));

        var bytes = Translating.Write(GeminiDialect.Instance, conversation, vendor, model, out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), $"golden/full.{name}.txt");
    }

    [Fact]
    public void GeminiRequest_ToChat_IsAsWritten()
    {
        var conversation = Translating.Read(GeminiDialect.Instance, Text("golden/full.gemini.json"));

        var bytes = Translating.Write(ChatDialect.Instance, conversation, "litellm_proxy", "model", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-chat.txt");
    }

    [Fact]
    public void GeminiAnswer_ToChat_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(GeminiDialect.Instance, Bytes("golden/answer.gemini.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ChatDialect.Instance, answer)), "golden/answer.to-chat.json");
    }

    [Fact]
    public void GeminiAnswer_WrittenAndRead_IsTheSame()
    {
        var answer = Translating.ReadAnswer(GeminiDialect.Instance, Bytes("golden/answer.gemini.json"));

        var bytes = Translating.WriteAnswer(GeminiDialect.Instance, answer);

        GoldenFile.Matches(CanonicalText.Pretty(bytes), "golden/answer.to-gemini.json");
    }

    [Fact]
    public void ChatAnswer_ToGemini_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ChatDialect.Instance, Bytes("golden/answer.chat.input.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(GeminiDialect.Instance, answer)), "golden/answer.chat.to-gemini.json");
    }

    [Fact]
    public void GeminiStream_ToChat_IsAsWritten()
    {
        var stream = Translating.WriteStream(GeminiDialect.Instance, Translating.ReadAnswer(GeminiDialect.Instance, Bytes("golden/answer.gemini.json")));

        GoldenFile.Matches(Encoding.UTF8.GetString(Translating.PassStream(GeminiDialect.Instance, ChatDialect.Instance, stream)), "golden/stream.to-chat.sse");
    }

    [Fact]
    public void ChatStream_ToGemini_IsAsWritten()
    {
        var stream = Translating.PassStream(ChatDialect.Instance, GeminiDialect.Instance, Bytes("golden/stream.chat.input.sse"));

        GoldenFile.Matches(Encoding.UTF8.GetString(stream), "golden/stream.to-gemini.sse");
    }

    private static string Losses(IReadOnlyList<Loss> losses) => string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n"));

    private static string Text(string file) => File.ReadAllText(GoldenFile.PathOf(file));

    private static byte[] Bytes(string file) => File.ReadAllBytes(GoldenFile.PathOf(file));
}
