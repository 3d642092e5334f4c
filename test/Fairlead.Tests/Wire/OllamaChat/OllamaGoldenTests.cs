using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OllamaChat;

/// <summary>What becomes of whole requests, answers and streams, as files to read.</summary>
public sealed class OllamaGoldenTests
{
    [Theory]
    [InlineData("llama", "llama3.2")]
    [InlineData("gpt-oss", "gpt-oss:20b")]
    public void ChatRequest_ToOllama_IsAsWritten(string name, string model)
    {
        var conversation = Translating.Read(ChatDialect.Instance, Text("golden/full.chat.json"));

        var bytes = Translating.Write(OllamaDialect.Instance, conversation, "ollama", model, out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), $"golden/full.{name}.txt");
    }

    [Fact]
    public void OllamaRequest_ToChat_IsAsWritten()
    {
        var conversation = Translating.Read(OllamaDialect.Instance, Text("golden/full.ollama.json"));

        var bytes = Translating.Write(ChatDialect.Instance, conversation, "litellm_proxy", "model", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-chat.txt");
    }

    [Fact]
    public void OllamaAnswer_ToChat_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(OllamaDialect.Instance, Bytes("golden/answer.ollama.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ChatDialect.Instance, answer)), "golden/answer.to-chat.json");
    }

    [Fact]
    public void ChatAnswer_ToOllama_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ChatDialect.Instance, Bytes("golden/answer.chat.input.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(OllamaDialect.Instance, answer)), "golden/answer.to-ollama.json");
    }

    [Fact]
    public void OllamaStream_ToChat_IsAsWritten()
    {
        var stream = Encoding.UTF8.GetBytes(OllamaStreamTests.Everything);

        GoldenFile.Matches(Encoding.UTF8.GetString(Translating.PassStream(OllamaDialect.Instance, ChatDialect.Instance, stream)), "golden/stream.to-chat.sse");
    }

    [Fact]
    public void ChatStream_ToOllama_IsAsWritten()
    {
        var stream = Translating.PassStream(ChatDialect.Instance, OllamaDialect.Instance, Bytes("golden/stream.chat.input.sse"));

        GoldenFile.Matches(Encoding.UTF8.GetString(stream), "golden/stream.to-ollama.ndjson");
    }

    private static string Losses(IReadOnlyList<Loss> losses) => string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n"));

    private static string Text(string file) => File.ReadAllText(GoldenFile.PathOf(file));

    private static byte[] Bytes(string file) => File.ReadAllBytes(GoldenFile.PathOf(file));
}
