using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.CohereChat;

public sealed class CohereStreamTests
{
    /// <summary>The answer of <c>answer.cohere.json</c>, event by event.</summary>
    public static string Everything { get; } = Events(
        """message-start {"id":"c14c80c3","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}""",
        """content-start {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}""",
        """content-delta {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Ea"}}}}""",
        """content-delta {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"sy."}}}}""",
        """content-end {"type":"content-end","index":0}""",
        """content-start {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
        """content-delta {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"Ruby"}}},"logprobs":{"text":"Ruby","token_ids":[1,2],"logprobs":[-0.25,-0.5]}}""",
        """content-delta {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":" is"}}},"logprobs":{"text":" is","token_ids":[3],"logprobs":[-1]}}""",
        """content-delta {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":" \"from\" 1993"}}}}""",
        """citation-start {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":15,"end":19,"text":"1993","sources":[{"type":"document","id":"doc:0","document":{"id":"doc:0","title":"facts","text":"in 1993","url":"https://example.com/ruby"}}],"type":"TEXT_CONTENT","content_index":1}}}}""",
        """citation-end {"type":"citation-end","index":0}""",
        """content-delta {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":" \u00e9."}}}}""",
        """content-end {"type":"content-end","index":1}""",
        """citation-start {"type":"citation-start","index":1,"delta":{"message":{"citations":{"start":0,"end":4,"text":"Ruby","sources":[{"type":"tool","id":"search_1:0","tool_output":{"content":"Ruby"}}],"type":"TEXT_CONTENT","content_index":1}}}}""",
        """citation-end {"type":"citation-end","index":1}""",
        """tool-plan-delta {"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will"}}}""",
        """tool-plan-delta {"type":"tool-plan-delta","delta":{"message":{"tool_plan":" search."}}}""",
        """tool-call-start {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"search_1","type":"function","function":{"name":"search","arguments":""}}}}}""",
        """tool-call-delta {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"q\":"}}}}}""",
        """tool-call-delta {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"\"ruby\"}"}}}}}""",
        """tool-call-end {"type":"tool-call-end","index":0}""",
        """tool-call-start {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"now_2","type":"function","function":{"name":"now","arguments":""}}}}}""",
        """tool-call-delta {"type":"tool-call-delta","index":1,"delta":{"message":{"tool_calls":{"function":{"arguments":"null"}}}}}""",
        """tool-call-end {"type":"tool-call-end","index":1}""",
        """message-end {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":51,"output_tokens":66},"tokens":{"input_tokens":267,"output_tokens":91,"reasoning_tokens":58},"cached_tokens":144}}}""");

    /// <summary>Events as a person writes them: <c>name {data}</c>, a line an event.</summary>
    public static string Events(params IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            text.Append("event: ").Append(line[..space]).Append("\ndata: ").Append(line[(space + 1)..]).Append("\n\n");
        }

        return text.ToString();
    }

    [Fact]
    public void Stream_OfEverything_IsThePlainAnswer()
    {
        var plain = Translating.ReadAnswer(CohereDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/answer.cohere.json")));

        var read = Translating.ReadStream(CohereDialect.Instance, Encoding.UTF8.GetBytes(Everything + "data: [DONE]\n\n"), out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(CanonicalText.Of(plain), CanonicalText.Of(read.Answer));
        Assert.Equal(plain.Choices[0].Logprobs.ToString(), read.Answer.Choices[0].Logprobs.ToString());
        Assert.Equal("""[{"token":"Ruby","logprob":-0.75,"bytes":null,"top_logprobs":[]},{"token":" is","logprob":-1,"bytes":null,"top_logprobs":[]}]""", plain.Choices[0].Logprobs.ToString());
    }

    [Fact]
    public void Stream_AnySplitInTwo_IsTheSame() => AnySplit.IsTheSame(CohereDialect.Instance, Encoding.UTF8.GetBytes(Everything));

    [Fact]
    public void Stream_WithoutItsEnd_IsNotWhole()
    {
        Translating.ReadStream(CohereDialect.Instance, Encoding.UTF8.GetBytes(Everything[..Everything.IndexOf("event: message-end", StringComparison.Ordinal)]), out var isWhole);

        Assert.False(isWhole);
    }

    [Theory]
    [InlineData("""error {"message":"internal server error, this has been reported: secret"}""", FailureKind.ServerError)]
    [InlineData("""error {"id":"x","message":"too many tokens: secret","error_type":"TOO_MANY_TOKENS"}""", FailureKind.ContextWindow)]
    [InlineData("""message-end {"type":"message-end","delta":{"error":"secret","finish_reason":"ERROR"}}""", FailureKind.ServerError)]
    [InlineData("""tool-call-start {"type":"tool-call-start","delta":{"message":{}}}""", FailureKind.MalformedResponse)]
    [InlineData("""content-delta {"type":""", FailureKind.MalformedResponse)]
    public void Error_WithinAStream_IsOfItsKind(string line, FailureKind kind)
    {
        var read = Translating.ReadStream(CohereDialect.Instance, Encoding.UTF8.GetBytes(Events(line) + Everything), out var isWhole);

        Assert.False(isWhole);
        Assert.Equal(kind, read.Error!.Kind);
        Assert.DoesNotContain("secret", read.Error.Message, StringComparison.Ordinal);
    }
}
