using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.AnthropicMessages;

public sealed class MessagesStreamTests
{
    /// <summary>An event of every kind, with the blanks that Anthropic puts before closing braces.</summary>
    public static string Everything { get; } = Stream(
        """{"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":40,"output_tokens":1,"service_tier":"standard"}}    }""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type": "ping"}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Th"}   }""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"ink."}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"RXA="}}""",
        """{"type":"content_block_stop","index":0  }""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"aGlkZGVu"}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"in 1993","document_index":0,"document_title":"facts","start_char_index":0,"end_char_index":9}}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Ruby is"}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":" from 1993."}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://example.com/ruby","title":"Ruby","encrypted_index":"Eo8B","cited_text":"made in 1993"}}}""",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"content_block_start","index":3,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"query\": \"ru"}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"by \u00e9\"}"}}""",
        """{"type":"content_block_stop","index":3}""",
        """{"type":"content_block_start","index":4,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://example.com/ruby","title":"Ruby","encrypted_content":"abc"}]}}""",
        """{"type":"content_block_stop","index":4}""",
        """{"type":"content_block_start","index":5,"content_block":{"type":"text","text":"I will "}}""",
        """{"type":"content_block_delta","index":5,"delta":{"type":"text_delta","text":"look it up."}}""",
        """{"type":"content_block_stop","index":5}""",
        """{"type":"content_block_start","index":6,"content_block":{"type":"tool_use","id":"toolu_a","name":"search","input":{},"caller":{"type":"direct"}}}""",
        """{"type":"content_block_delta","index":6,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """{"type":"content_block_delta","index":6,"delta":{"type":"input_json_delta","partial_json":"{\"q\":\"ru"}}""",
        """{"type":"content_block_delta","index":6,"delta":{"type":"input_json_delta","partial_json":"by \u00e9\"}"}}""",
        """{"type":"content_block_stop","index":6}""",
        """{"type":"content_block_start","index":7,"content_block":{"type":"tool_use","id":"toolu_b","name":"now","input":{}}}""",
        """{"type":"content_block_delta","index":7,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """{"type":"content_block_stop","index":7}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":{"id":"container_1","expires_at":"2026-04-24T11:13:36Z"}},"usage":{"output_tokens":20,"output_tokens_details":{"thinking_tokens":6}}}""",
        """{"type":"message_stop"   }""");

    [Fact]
    public void Stream_OfEverything_IsThePlainAnswer()
    {
        var plain = Translating.ReadAnswer(MessagesDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/answer.messages.json")));

        var read = Read(Everything, out var isWhole);

        Assert.True(isWhole);
        Assert.Equal(CanonicalText.Of(plain), CanonicalText.Of(read.Answer));
    }

    [Fact]
    public void Stream_AnySplitInTwo_IsTheSame() => AnySplit.IsTheSame(MessagesDialect.Instance, Encoding.UTF8.GetBytes(Everything));

    [Theory]
    [InlineData("overloaded_error", FailureKind.Unavailable)]
    [InlineData("rate_limit_error", FailureKind.RateLimited)]
    [InlineData("authentication_error", FailureKind.Authentication)]
    [InlineData("not_found_error", FailureKind.NotFound)]
    [InlineData("billing_error", FailureKind.QuotaExhausted)]
    [InlineData("api_error", FailureKind.ServerError)]
    [InlineData("timeout_error", FailureKind.Timeout)]
    [InlineData("request_too_large", FailureKind.BadRequest)]
    public void Error_WithinAStream_IsOfItsKind(string type, FailureKind kind)
    {
        var lines = Everything.Split("\n\n", 5);
        var read = Read($"{lines[0]}\n\n{lines[1]}\n\nevent: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":\"the prompt was: secret\"}}}}\n\n{lines[4]}", out var isWhole);

        Assert.False(isWhole);
        Assert.Equal(kind, read.Error!.Kind);
        Assert.Contains(type, read.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", read.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_WithoutItsStop_IsNotWhole()
    {
        Read(Everything[..Everything.IndexOf("event: message_delta", StringComparison.Ordinal)], out var isWhole);

        Assert.False(isWhole);
    }

    [Fact]
    public void Refusal_WithoutAnyBlock_IsAContentFilters()
    {
        var read = Read(
            Stream(
                """{"type":"message_start","message":{"id":"msg_1","model":"claude","content":[],"usage":{"input_tokens":97,"output_tokens":0}}}""",
                """{"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"type":"refusal","category":"cyber"}},"usage":{"output_tokens":0}}""",
                """{"type":"message_stop"}"""),
            out var isWhole);

        Assert.True(isWhole);
        var choice = Assert.Single(read.Answer.Choices);
        Assert.Equal(FinishReason.ContentFilter, choice.Finish);
        Assert.Empty(choice.Parts);
        Assert.Equal("stop_details", Assert.Single(read.Answer.Extras).Name);
    }

    [Fact]
    public void Answer_ByATool_IsText()
    {
        var read = Read(
            Stream(
                """{"type":"message_start","message":{"id":"msg_1","model":"claude","content":[]}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"json_tool_call","input":{}}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"n\":"}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"1}"}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}""",
                """{"type":"message_stop"}"""),
            out _);

        var choice = Assert.Single(read.Answer.Choices);
        Assert.Equal("""{"n":1}""", Assert.IsType<TextPart>(Assert.Single(choice.Parts)).Text.ToString());
        Assert.Equal(FinishReason.Stop, choice.Finish);
    }

    [Fact]
    public void Usage_ThatRepeatsTheInput_IsNotAddedUp()
    {
        var read = Read(
            Stream(
                """{"type":"message_start","message":{"usage":{"input_tokens":10,"cache_read_input_tokens":4,"output_tokens":1}}}""",
                """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":12,"cache_read_input_tokens":4,"output_tokens":30}}""",
                """{"type":"message_stop"}"""),
            out _);

        Assert.Equal(new AnswerUsage { Input = 16, CachedInput = 4, Output = 30 }, read.Answer.Usage);
    }

    [Fact]
    public void Block_WithDeltasNobodyKnows_KeepsTheirMembers()
    {
        var read = Read(
            Stream(
                """{"type":"message_start","message":{}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"compaction","content":null}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"compaction_delta","content":"What was said."}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":30}}"""),
            out var isWhole);

        Assert.True(isWhole);
        Assert.Equal("""{"type":"compaction","content":"What was said."}""", Assert.IsType<OpaquePart>(Assert.Single(read.Answer.Choices[0].Parts)).Json.ToString());
    }

    [Fact]
    public void Calls_ThatComeInTurns_HaveBlocksOfTheirOwn()
    {
        var stream = Translating.PassStream(ChatDialect.Instance, MessagesDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/stream.chat.input.sse")));

        var calls = Translating.ReadStream(MessagesDialect.Instance, stream, out var isWhole).Answer.Choices[0].Parts.OfType<ToolCallPart>().ToList();
        Assert.True(isWhole);
        Assert.Equal(["search", "now"], calls.Select(static call => call.Name));
        Assert.Equal(["""{"q":1}""", "{}"], calls.Select(static call => call.Arguments.ToString()));
    }

    private static string Stream(params IReadOnlyList<string> data) =>
        string.Concat(data.Select(static json => $"event: {System.Text.Json.Nodes.JsonNode.Parse(json)!["type"]}\ndata: {json}\n\n"));

    private static AnswerCollector Read(string stream, out bool isWhole) => Translating.ReadStream(MessagesDialect.Instance, Encoding.UTF8.GetBytes(stream), out isWhole);
}
