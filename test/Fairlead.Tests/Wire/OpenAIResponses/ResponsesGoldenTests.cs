using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIResponses;

/// <summary>What becomes of whole requests, answers and streams, as files to read.</summary>
public sealed class ResponsesGoldenTests
{
    [Theory]
    [InlineData("openai", "gpt-5-nano")]
    [InlineData("groq", "openai/gpt-oss-120b")]
    public void ChatRequest_ToResponses_IsAsWritten(string vendor, string model)
    {
        var conversation = Translating.Read(ChatDialect.Instance, Text("golden/full.chat.json"));

        var bytes = Translating.Write(ResponsesDialect.Instance, conversation, vendor, model, out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), $"golden/full.to-{vendor}.txt");
    }

    [Fact]
    public void ResponsesRequest_ToChat_IsAsWritten()
    {
        var conversation = Translating.Read(ResponsesDialect.Instance, Text("golden/full.responses.json"));

        var bytes = Translating.Write(ChatDialect.Instance, conversation, "openai", "gpt-5-nano", out var losses);

        GoldenFile.Matches(CanonicalText.Pretty(bytes) + Losses(losses), "golden/full.to-chat.txt");
    }

    [Fact]
    public void ResponsesRequest_WrittenBack_IsTheSame()
    {
        var conversation = Translating.Read(ResponsesDialect.Instance, Text("golden/full.responses.json"));

        var bytes = Translating.Write(ResponsesDialect.Instance, conversation, "openai", "gpt-5-nano", out var losses);

        Assert.Empty(losses);
        Assert.Equal(CanonicalText.Of(conversation), CanonicalText.Of(Translating.Read(ResponsesDialect.Instance, Encoding.UTF8.GetString(bytes))));
        GoldenFile.Matches(CanonicalText.Pretty(bytes), "golden/full.back.json");
    }

    [Fact]
    public void ResponsesAnswer_ToChat_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ResponsesDialect.Instance, Bytes("golden/answer.responses.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ChatDialect.Instance, answer)), "golden/answer.to-chat.json");
    }

    [Fact]
    public void ChatAnswer_ToResponses_IsAsWritten()
    {
        var answer = Translating.ReadAnswer(ChatDialect.Instance, Bytes("golden/answer.chat.input.json"));

        GoldenFile.Matches(CanonicalText.Pretty(Translating.WriteAnswer(ResponsesDialect.Instance, answer, Request())), "golden/answer.to-responses.json");
    }

    [Fact]
    public void ResponsesStream_ToChat_IsAsWritten()
    {
        var stream = Translating.WriteStream(ResponsesDialect.Instance, Translating.ReadAnswer(ResponsesDialect.Instance, Bytes("golden/answer.responses.json")));

        GoldenFile.Matches(Encoding.UTF8.GetString(Translating.PassStream(ResponsesDialect.Instance, ChatDialect.Instance, stream)), "golden/stream.to-chat.sse");
    }

    [Fact]
    public void ChatStream_ToResponses_IsAsWritten()
    {
        var stream = Translating.PassStream(ChatDialect.Instance, ResponsesDialect.Instance, Bytes("golden/stream.chat.input.sse"), Request());

        GoldenFile.Matches(Encoding.UTF8.GetString(stream), "golden/stream.to-responses.sse");
    }

    private static Conversation Request()
    {
        var request = Translating.Read(ResponsesDialect.Instance, Text("golden/full.responses.json"));
        request.Stream = true;
        return request;
    }

    private static string Losses(IReadOnlyList<Loss> losses) => string.Concat(losses.Select(static loss => $"{loss.Kind} {loss.Name}: {loss.Why}\n"));

    private static string Text(string file) => File.ReadAllText(GoldenFile.PathOf(file));

    private static byte[] Bytes(string file) => File.ReadAllBytes(GoldenFile.PathOf(file));
}
