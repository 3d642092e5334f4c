using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Gemini;

public sealed class GeminiStreamTests
{
    [Fact]
    public void Stream_OfEverything_IsThePlainAnswer()
    {
        var plain = Answer();

        var read = Translating.ReadStream(GeminiDialect.Instance, Translating.WriteStream(GeminiDialect.Instance, Answer()), out var isWhole);

        Assert.Null(read.Error);
        Assert.True(isWhole);
        // The second call had no id: it got one when it was written.
        Assert.Equal(CanonicalText.Of(plain, withExtras: false).Replace("call  now", "call call_0000_1 now", StringComparison.Ordinal), CanonicalText.Of(read.Answer, withExtras: false));
        Assert.Equal(plain.Choices[0].Extras.Select(static extra => extra.Name), read.Answer.Choices[0].Extras.Select(static extra => extra.Name));
    }

    [Fact]
    public void Stream_AnySplitInTwo_IsTheSame() => AnySplit.IsTheSame(GeminiDialect.Instance, Translating.WriteStream(GeminiDialect.Instance, Answer()));

    [Fact]
    public void Stream_AsAnArray_HoldsTheEvents()
    {
        var events = Encoding.UTF8.GetString(Translating.WriteStream(GeminiDialect.Instance, Answer()))
            .Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonNode.Parse(line["data: ".Length..])!.ToJsonString());

        var items = JsonNode.Parse(Translating.WriteStream(GeminiDialect.Array, Answer()))!.AsArray();

        Assert.Equal(events, items.Select(static item => item!.ToJsonString()));
    }

    [Fact]
    public void Arguments_InPieces_AreOneObject()
    {
        var read = Read(
            """{"functionCall":{"name":"cook","willContinue":true},"thoughtSignature":"UzE="}""",
            """{"functionCall":{"partialArgs":[{"jsonPath":"$.recipe.items[0].name","stringValue":"Lasagna ","willContinue":true}],"willContinue":true}}""",
            """{"functionCall":{"partialArgs":[{"jsonPath":"$.recipe.items[0].name","stringValue":"noodles","willContinue":true}],"willContinue":true}}""",
            """{"functionCall":{"partialArgs":[{"jsonPath":"$.recipe.items[0].name","stringValue":""}],"willContinue":true}}""",
            """{"functionCall":{"partialArgs":[{"jsonPath":"$.recipe.items[1]['a b']","numberValue":0.5},{"jsonPath":"$.dry","boolValue":false}],"willContinue":true}}""",
            """{"functionCall":{"willContinue":true}}""",
            """{"functionCall":{}}""",
            """{"functionCall":{"name":"serve"}}""",
            """{"functionCall":{"name":"clean","willContinue":true}}""");

        var calls = read.Answer.Choices[0].Parts.Cast<ToolCallPart>().ToList();
        Assert.Equal(["cook", "serve", "clean"], calls.Select(static call => call.Name));
        Assert.Equal(["""{"recipe":{"items":[{"name":"Lasagna noodles"},{"a b":0.5}]},"dry":false}""", "{}", "{}"], calls.Select(static call => call.Arguments.ToString()));
        Assert.Equal("UzE=", calls[0].Signature.Value.ToString());
        Assert.Equal(FinishReason.ToolCalls, read.Answer.Choices[0].Finish);
    }

    [Fact]
    public void Signature_OfAText_IsTheTexts()
    {
        var read = Read("""{"text":"Hm.","thought":true}""", """{"text":"Yes"}""", """{"text":"","thoughtSignature":"U2ln"}""");

        Assert.False(read.Answer.Choices[0].Parts[0].Signature.IsPresent);
        Assert.Equal(new SignedState(SignedBy.Google, Utf8Text.Of("U2ln")), read.Answer.Choices[0].Parts[1].Signature);
    }

    [Fact]
    public void Prompt_ThatIsBlocked_IsFiltered()
    {
        var read = Translating.ReadStream(GeminiDialect.Instance, Frames("""{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7}}"""), out var isWhole);

        Assert.True(isWhole);
        Assert.Equal((FinishReason.ContentFilter, "PROHIBITED_CONTENT"), (read.Answer.Choices[0].Finish, read.Answer.Choices[0].NativeFinish));
        Assert.Equal(7, read.Answer.Usage!.Value.Input);
    }

    [Theory]
    [InlineData(429, "RESOURCE_EXHAUSTED", FailureKind.RateLimited)]
    [InlineData(503, "UNAVAILABLE", FailureKind.Unavailable)]
    [InlineData(500, "INTERNAL", FailureKind.ServerError)]
    public void Error_WithinAStream_IsAnErrorOfItsKind(int code, string status, FailureKind kind)
    {
        var read = Translating.ReadStream(
            GeminiDialect.Instance,
            Frames("""{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}""", $$$"""{"error":{"code":{{{code}}},"message":"the prompt was: secret","status":"{{{status}}}"}}"""),
            out var isWhole);

        Assert.False(isWhole);
        Assert.Equal(kind, read.Error!.Kind);
        Assert.DoesNotContain("secret", read.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Error_Written_IsReadBack()
    {
        var stream = Translating.PassStream(
            Fairlead.Providers.Wire.OpenAIChat.ChatDialect.Instance,
            GeminiDialect.Instance,
            Encoding.UTF8.GetBytes("data: {\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}\n\n"));

        var read = Translating.ReadStream(GeminiDialect.Instance, stream, out _);

        Assert.Equal(FailureKind.RateLimited, read.Error!.Kind);
    }

    [Fact]
    public void Stream_WithoutAReasonToFinish_IsNotWhole()
    {
        Translating.ReadStream(GeminiDialect.Instance, Frames("""{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"""), out var isWhole);

        Assert.False(isWhole);
    }

    private static Answer Answer() => Translating.ReadAnswer(GeminiDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/answer.gemini.json")));

    private static AnswerCollector Read(params IEnumerable<string> parts)
    {
        var events = parts.Select(static part => $$$"""{"candidates":[{"content":{"parts":[{{{part}}}],"role":"model"},"index":0}]}""");
        return Translating.ReadStream(GeminiDialect.Instance, Frames([.. events, """{"candidates":[{"finishReason":"STOP","index":0}]}"""]), out _);
    }

    private static byte[] Frames(params string[] frames) => Encoding.UTF8.GetBytes(string.Concat(frames.Select(static frame => $"data: {frame}\r\n\r\n")));
}
