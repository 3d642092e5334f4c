using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OllamaChat;

public sealed class OllamaStreamTests
{
    /// <summary>The answer of <c>answer.ollama.json</c>, line by line.</summary>
    public const string Everything = """
        {"model":"llama3.2","created_at":"2025-11-02T10:11:12.123456Z","message":{"role":"assistant","content":"","thinking":"The user"},"done":false}
        {"model":"llama3.2","created_at":"2025-11-02T10:11:12.223456Z","message":{"role":"assistant","content":"","thinking":" asks."},"done":false}
        {"model":"llama3.2","created_at":"2025-11-02T10:11:12.323456Z","message":{"role":"assistant","content":"I will \"look\""},"done":false,"logprobs":[{"token":"I","logprob":-0.1,"bytes":[73],"top_logprobs":[{"token":"I","logprob":-0.1}]}]}

        {"model":"llama3.2","created_at":"2025-11-02T10:11:12.423456Z","message":{"role":"assistant","content":" \u00e9."},"done":false}
        {"model":"llama3.2","created_at":"2025-11-02T10:11:13.123456Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"index":0,"name":"weather","arguments":{"city":"Oslo"}}}]},"done":false}
        {"model":"llama3.2","created_at":"2025-11-02T10:11:13.223456Z","message":{"role":"assistant","content":"","tool_calls":[{"id":"call_b","function":{"index":0,"name":"clock","arguments":{}}}]},"done":false}
        {"model":"llama3.2","created_at":"2025-11-02T10:11:14.123456Z","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,"total_duration":885095291,"load_duration":3753500,"prompt_eval_count":122,"prompt_eval_duration":328493000,"eval_count":33,"eval_duration":552222000}

        """;

    [Fact]
    public void Stream_OfEverything_IsThePlainAnswer()
    {
        var plain = Translating.ReadAnswer(OllamaDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/answer.ollama.json")));

        var read = Translating.ReadStream(OllamaDialect.Instance, Encoding.UTF8.GetBytes(Everything), out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(CanonicalText.Of(plain), CanonicalText.Of(read.Answer));
        Assert.Equal(plain.Choices[0].Logprobs.ToString().Replace(" ", "", StringComparison.Ordinal), read.Answer.Choices[0].Logprobs.ToString());
        Assert.Equal(plain.Created, read.Answer.Created);
    }

    [Fact]
    public void Stream_AnySplitInTwo_IsTheSame() => AnySplit.IsTheSame(OllamaDialect.Instance, Encoding.UTF8.GetBytes(Everything));

    [Fact]
    public void Stream_WithoutALastLineBreak_IsWhole()
    {
        Translating.ReadStream(OllamaDialect.Instance, Encoding.UTF8.GetBytes(Everything.TrimEnd()), out var isWhole);

        Assert.True(isWhole);
    }

    [Fact]
    public void Stream_WithoutItsLastLine_IsNotWhole()
    {
        var lines = Everything.TrimEnd().Split('\n');

        Translating.ReadStream(OllamaDialect.Instance, Encoding.UTF8.GetBytes(string.Join('\n', lines[..^1])), out var isWhole);

        Assert.False(isWhole);
    }

    [Theory]
    [InlineData("""{"error":"an error was encountered while running the model: CUDA error at secret"}""", FailureKind.ServerError)]
    [InlineData("""{"error":"the input length exceeds the context length: secret"}""", FailureKind.ContextWindow)]
    [InlineData("""{"error":"model is overloaded by secret"}""", FailureKind.Unavailable)]
    [InlineData("""[]""", FailureKind.MalformedResponse)]
    [InlineData("""{"model":""", FailureKind.MalformedResponse)]
    [InlineData("""{"message":{"tool_calls":[{}]}}""", FailureKind.MalformedResponse)]
    public void Error_WithinAStream_IsOfItsKind(string line, FailureKind kind)
    {
        var first = Everything[..(Everything.IndexOf('\n', StringComparison.Ordinal) + 1)];

        var read = Translating.ReadStream(OllamaDialect.Instance, Encoding.UTF8.GetBytes(first + line + "\n" + Everything), out var isWhole);

        Assert.False(isWhole);
        Assert.Equal(kind, read.Error!.Kind);
        Assert.DoesNotContain("secret", read.Error.Message, StringComparison.Ordinal);
    }
}
