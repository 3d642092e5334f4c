using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.BedrockConverse;

public sealed class ConverseStreamTests
{
    /// <summary>An event of every kind, with the padding that Bedrock puts into each.</summary>
    public static string[] Everything { get; } =
    [
        """messageStart {"p":"ab","role":"assistant"}""",
        """contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Th"}},"p":"a"}""",
        """contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"ink."}},"p":"a"}""",
        """contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"RXA="}},"p":"a"}""",
        """contentBlockStop {"contentBlockIndex":0}""",
        """contentBlockDelta {"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"YUdsa1pHVnU="}}}""",
        """contentBlockStop {"contentBlockIndex":1}""",
        """contentBlockDelta {"contentBlockIndex":2,"delta":{"citation":{"title":"facts","location":{"documentChar":{"documentIndex":0,"start":0,"end":9}},"sourceContent":[{"text":"in 1993"}]}}}""",
        """contentBlockDelta {"contentBlockIndex":2,"delta":{"text":"Ruby is"}}""",
        """contentBlockDelta {"contentBlockIndex":2,"delta":{"text":" from 1993."}}""",
        """contentBlockStop {"contentBlockIndex":2}""",
        """contentBlockStart {"contentBlockIndex":3,"start":{}}""",
        """contentBlockDelta {"contentBlockIndex":3,"delta":{"text":"I will look it up."}}""",
        """contentBlockDelta {"contentBlockIndex":3,"delta":{"text":""}}""",
        """contentBlockStop {"contentBlockIndex":3}""",
        """contentBlockStart {"contentBlockIndex":4,"start":{"toolUse":{"toolUseId":"tooluse_a","name":"search"}}}""",
        """contentBlockDelta {"contentBlockIndex":4,"delta":{"toolUse":{"input":"{\"q\":\"ru"}}}""",
        """contentBlockDelta {"contentBlockIndex":4,"delta":{"toolUse":{"input":"by \u00e9\"}"}}}""",
        """contentBlockStop {"contentBlockIndex":4}""",
        """contentBlockStart {"contentBlockIndex":5,"start":{"toolUse":{"toolUseId":"tooluse_b","name":"now","type":"tool_use"}}}""",
        """contentBlockDelta {"contentBlockIndex":5,"delta":{"toolUse":{"input":""}}}""",
        """contentBlockStop {"contentBlockIndex":5}""",
        """messageStop {"stopReason":"tool_use","additionalModelResponseFields":{"delta":{"stop_sequence":null}}}""",
        """metadata {"usage":{"inputTokens":10,"outputTokens":20,"totalTokens":75,"cacheReadInputTokens":40,"cacheWriteInputTokens":5,"serverToolUsage":{}},"metrics":{"latencyMs":12},"trace":{"guardrail":{"actionReason":"none"}}}""",
    ];

    [Fact]
    public void Stream_OfEverything_IsThePlainAnswer()
    {
        var plain = Translating.ReadAnswer(ConverseDialect.Instance, File.ReadAllBytes(TestKit.Golden.GoldenFile.PathOf("golden/answer.converse.json")));

        var read = Translating.ReadStream(ConverseDialect.Instance, ConverseFrames.Of(Everything), out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(CanonicalText.Of(plain, withExtras: false), CanonicalText.Of(read.Answer, withExtras: false));
        Assert.Equal(["additionalModelResponseFields", "metrics", "trace"], read.Answer.Extras.Select(static extra => extra.Name).Order());
    }

    [Fact]
    public void Stream_AnySplitInTwo_IsTheSame() => AnySplit.IsTheSame(ConverseDialect.Instance, ConverseFrames.Of(Everything));

    [Theory]
    [InlineData("throttlingException", FailureKind.RateLimited)]
    [InlineData("serviceUnavailableException", FailureKind.Unavailable)]
    [InlineData("internalServerException", FailureKind.ServerError)]
    [InlineData("modelStreamErrorException", FailureKind.ServerError)]
    [InlineData("validationException", FailureKind.BadRequest)]
    [InlineData("modelTimeoutException", FailureKind.Timeout)]
    [InlineData("someNewException", FailureKind.MalformedResponse)]
    public void Exception_WithinAStream_IsAnErrorOfItsKind(string name, FailureKind kind)
    {
        var read = Translating.ReadStream(ConverseDialect.Instance, ConverseFrames.Of([.. Everything[..2], name + """ {"message":"the prompt was: secret"}""", .. Everything[2..]]), out var isWhole);

        Assert.False(isWhole);
        Assert.Equal(kind, read.Error!.Kind);
        Assert.Contains(name, read.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", read.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_ThatSaysThePromptIsTooLong_IsThat()
    {
        var read = Translating.ReadStream(ConverseDialect.Instance, ConverseFrames.Of("""validationException {"message":"Input is too long for requested model."}"""), out _);

        Assert.Equal(FailureKind.ContextWindow, read.Error!.Kind);
    }

    [Fact]
    public void Damage_WithinAStream_IsAMalformedAnswer()
    {
        var stream = ConverseFrames.Of(Everything);
        stream[stream.Length / 2] ^= 1;

        var read = Translating.ReadStream(ConverseDialect.Instance, stream, out var isWhole);

        Assert.False(isWhole);
        Assert.Equal(FailureKind.MalformedResponse, read.Error!.Kind);
    }

    [Fact]
    public void Stream_WithoutItsStop_IsNotWhole()
    {
        Translating.ReadStream(ConverseDialect.Instance, ConverseFrames.Of(Everything[..^2]), out var isWhole);

        Assert.False(isWhole);
    }

    [Fact]
    public void Stream_WhoseUsageComesFirst_IsWhole()
    {
        var read = Translating.ReadStream(ConverseDialect.Instance, ConverseFrames.Of([.. Everything[..^2], Everything[^1], Everything[^2]]), out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(55, read.Answer.Usage!.Value.Input);
    }

    [Fact]
    public void Answer_ByATool_IsText()
    {
        var read = Translating.ReadStream(
            ConverseDialect.Instance,
            ConverseFrames.Of(
                """contentBlockStart {"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"x","name":"json_tool_call"}}}""",
                """contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"n\":"}}}""",
                """contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"1}"}}}""",
                """contentBlockStop {"contentBlockIndex":0}""",
                """messageStop {"stopReason":"tool_use"}"""),
            out _);

        var choice = Assert.Single(read.Answer.Choices);
        Assert.Equal("""{"n":1}""", Assert.IsType<TextPart>(Assert.Single(choice.Parts)).Text.ToString());
        Assert.Equal(FinishReason.Stop, choice.Finish);
    }

    [Fact]
    public void OwnTools_AreKeptWhole()
    {
        var read = Translating.ReadStream(
            ConverseDialect.Instance,
            ConverseFrames.Of(
                """contentBlockStart {"contentBlockIndex":0,"start":{"toolUse":{"name":"nova_code_interpreter","toolUseId":"o","type":"server_tool_use"}}}""",
                """contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"snippet\":\"1\"}"}}}""",
                """contentBlockStop {"contentBlockIndex":0}""",
                """contentBlockStart {"contentBlockIndex":1,"start":{"toolResult":{"status":"success","toolUseId":"o","type":"nova_code_interpreter_result"}}}""",
                """contentBlockDelta {"contentBlockIndex":1,"delta":{"toolResult":[{"json":{"stdOut":"1"}}]}}""",
                """contentBlockDelta {"contentBlockIndex":1,"delta":{"toolResult":[{"text":"done"}]}}""",
                """contentBlockStop {"contentBlockIndex":1}""",
                """contentBlockDelta {"contentBlockIndex":2,"delta":{"text":"One."}}""",
                """messageStop {"stopReason":"end_turn"}"""),
            out _);

        var parts = Assert.Single(read.Answer.Choices).Parts;
        Assert.Equal(
            """{"toolUse":{"name":"nova_code_interpreter","toolUseId":"o","type":"server_tool_use","input":{"snippet":"1"}}}""",
            Assert.IsType<OpaquePart>(parts[0]).Json.ToString());
        Assert.Equal(
            """{"toolResult":{"status":"success","toolUseId":"o","type":"nova_code_interpreter_result","content":[{"json":{"stdOut":"1"}},{"text":"done"}]}}""",
            Assert.IsType<OpaquePart>(parts[1]).Json.ToString());
        Assert.Equal(FinishReason.Stop, read.Answer.Choices[0].Finish);
    }

    [Fact]
    public void Picture_InPieces_IsOnePicture()
    {
        var read = Translating.ReadStream(
            ConverseDialect.Instance,
            ConverseFrames.Of(
                """contentBlockStart {"contentBlockIndex":0,"start":{"image":{"format":"png"}}}""",
                """contentBlockDelta {"contentBlockIndex":0,"delta":{"image":{"source":{"bytes":"AQI="}}}}""",
                """contentBlockDelta {"contentBlockIndex":0,"delta":{"image":{"source":{"bytes":"Aw=="}}}}""",
                """messageStop {"stopReason":"end_turn"}"""),
            out _);

        var picture = Assert.IsType<MediaPart>(Assert.Single(Assert.Single(read.Answer.Choices).Parts));
        Assert.Equal(("image/png", "AQID"), (picture.MediaType, picture.Base64.ToString()));
    }

    [Fact]
    public void Thought_ThatIsNotShown_IsSignedAllTheSame()
    {
        var read = Translating.ReadStream(
            ConverseDialect.Instance,
            ConverseFrames.Of(
                """contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"RXA="}}}""",
                """contentBlockStop {"contentBlockIndex":0}""",
                """contentBlockDelta {"contentBlockIndex":1,"delta":{"text":"Yes."}}""",
                """messageStop {"stopReason":"stop_sequence","additionalModelResponseFields":{"stop_sequence":"END"}}"""),
            out _);

        var choice = Assert.Single(read.Answer.Choices);
        Assert.True(Assert.IsType<ReasoningPart>(choice.Parts[0]).Signature.IsFor(SignedBy.Anthropic));
        Assert.Equal("END", choice.StopSequence);
    }

    [Fact]
    public void Reasoning_OfOthers_IsAmazons()
    {
        var nova = ConverseDialect.Instance.For("us.amazon.nova-2-lite-v1:0");

        var read = Translating.ReadStream(
            nova,
            ConverseFrames.Of("""contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"redactedContent":"YUdsa1pHVnU="}}}""", """messageStop {"stopReason":"end_turn"}"""),
            out _);

        Assert.Equal(new SignedState(SignedBy.Amazon, Utf8Text.Of("YUdsa1pHVnU=")), Assert.Single(read.Answer.Choices).Parts[0].Signature);
    }

    [Fact]
    public void Error_Written_IsReadBack()
    {
        var stream = Translating.PassStream(
            Fairlead.Providers.Wire.OpenAIChat.ChatDialect.Instance,
            ConverseDialect.Instance,
            Encoding.UTF8.GetBytes("data: {\"error\":{\"message\":\"slow\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}\n\n"));

        var read = Translating.ReadStream(ConverseDialect.Instance, stream, out _);

        Assert.Equal(FailureKind.RateLimited, read.Error!.Kind);
    }
}
