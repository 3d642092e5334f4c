using System.Text;
using Fairlead.Providers.Streaming;

namespace Fairlead.Tests.Streaming;

public sealed class SseScannerTests
{
    private const string Role = """data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}""";
    private const string Text = """data: {"id":"1","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}""";
    private const string Finish = """data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string Usage = """data: {"id":"1","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0}}}""";
    private const string Done = "data: [DONE]";

    [Fact]
    public void Push_AStopWithNothingBeforeIt_IsAnEndAndNoContent()
    {
        using var scanner = Scan(Role, Finish, Done);

        Assert.False(scanner.ContentSeen);
        Assert.True(scanner.FinishSeen);
        Assert.True(scanner.IsWhole);
    }

    [Fact]
    public void Push_WholeStream_TellsEverything()
    {
        using var scanner = Scan(Role, Text, Finish, Usage, Done);

        Assert.True(scanner.ContentSeen);
        Assert.True(scanner.FinishSeen);
        Assert.True(scanner.DoneSeen);
        Assert.True(scanner.IsWhole);
        Assert.False(scanner.ErrorSeen);
        Assert.Equal(new TokenUsage(11, 7, 4), scanner.Usage);
        Assert.Equal(5, scanner.Events);
    }

    [Theory]
    [InlineData(Role)]
    [InlineData(": OPENROUTER PROCESSING")]
    [InlineData("""data: {"choices":[],"id":"","model":"","object":"","created":0,"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}""")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[],"reasoning":""},"finish_reason":null}]}""")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"","provider_specific_fields":{"n":1,"x":null}},"finish_reason":""}],"error":null}""")]
    [InlineData("""data: {"type":"ping"}""")]
    [InlineData("event: ping\ndata:")]
    [InlineData("data: no json at all")]
    [InlineData("id: 4\nretry: 100")]
    public void Push_NothingOfUse_IsNoContent(string line)
    {
        using var scanner = Scan(line);

        Assert.False(scanner.ContentSeen);
        Assert.False(scanner.ErrorSeen);
        Assert.False(scanner.IsWhole);
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"x"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":" "}}]}""")]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"hm"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"reasoning":"hm"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"refusal":"no"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"a"}]}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}}]}""")]
    [InlineData("""{"choices":[{"delta":{}},{"delta":{"content":"second choice"}}]}""")]
    [InlineData("""{"choices":[{"text":"completion","index":0}]}""")]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"length"}]}""")]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}""")]
    [InlineData("""{ "choices" : [ { "delta" : { "content" : "spaced" } } ] }  """)]
    public void Push_AnythingOfUse_IsContent(string json)
    {
        using var scanner = Scan("data: " + json);

        Assert.True(scanner.ContentSeen);
    }

    [Theory]
    [InlineData("""data: {"error":{"message":"boom","type":"server_error"}}""")]
    [InlineData("""data: {"id":"1","choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"up"}}""")]
    [InlineData("""data: {"error":"text alone"}""")]
    [InlineData("""data: {"object":"error","message":"old vLLM","code":400}""")]
    [InlineData("""data: {"type":"error","error":{"type":"overloaded_error"}}""")]
    [InlineData("event: error\ndata: {\"message\":\"Groq's way\"}")]
    [InlineData("event:error\ndata: not even JSON")]
    public void Push_ErrorFirst_IsAnErrorBeforeContent(string lines)
    {
        using var scanner = Scan(Role, lines);

        Assert.True(scanner.ErrorBeforeContent);
        Assert.False(scanner.ContentSeen);
        Assert.Equal(lines[(lines.IndexOf("data: ", StringComparison.Ordinal) + 6)..], Encoding.UTF8.GetString(scanner.ErrorFrame.Span));
    }

    [Fact]
    public void Push_ErrorAfterContent_IsNotBeforeIt()
    {
        using var scanner = Scan(Text, """data: {"error":{"message":"late"}}""");

        Assert.True(scanner.ErrorSeen);
        Assert.False(scanner.ErrorBeforeContent);
    }

    [Fact]
    public void Push_WordsInsideTexts_AreNotMembers()
    {
        using var scanner = Scan(Text, """data: {"choices":[{"delta":{"content":"\"usage\":{\"prompt_tokens\":9} \"error\":{} \"finish_reason\":\"stop\""}}],"k":"usage"}""");

        Assert.False(scanner.UsageSeen);
        Assert.False(scanner.ErrorSeen);
        Assert.False(scanner.FinishSeen);
    }

    [Theory]
    [InlineData("""{"usage":null,"choices":[]}""", false, 0, 0, 0)]
    [InlineData("""{"usage":{}}""", false, 0, 0, 0)]
    [InlineData("""{"x_groq":{"id":"r","usage":{"queue_time":0.1,"prompt_tokens":5,"completion_tokens":6}}}""", true, 5, 6, 0)]
    [InlineData("""{"usage":{"prompt_tokens":5,"completion_tokens":6,"prompt_cache_hit_tokens":2}}""", true, 5, 6, 2)]
    [InlineData("""{"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":241,"completion_tokens_details":{"reasoning_tokens":228}}}""", true, 12, 229, 0)]
    [InlineData("""{"usage":{"prompt_tokens":12,"completion_tokens":229,"total_tokens":241,"completion_tokens_details":{"reasoning_tokens":228}}}""", true, 12, 229, 0)]
    [InlineData("""{"usage" : { "input_tokens" : 3 , "output_tokens" : 4.0, "cost": 1e-5 }}""", true, 3, 4, 0)]
    [InlineData("""{"usage":{"prompt_tokens":-1,"completion_tokens":2}}""", true, 0, 2, 0)]
    [InlineData("""{"usage":{"prompt_tokens":1,"completion_tokens":""", false, 0, 0, 0)]
    public void Push_Usage_IsReadInEveryShape(string json, bool seen, int input, int output, int cached)
    {
        using var scanner = Scan(Text, "data: " + json);

        Assert.Equal(seen, scanner.UsageSeen);
        Assert.Equal(new TokenUsage(input, output, cached), scanner.Usage);
    }

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":50,"completion_tokens":6,"prompt_tokens_details":{"cached_tokens":20,"cache_write_tokens":9}}}""", 50, 20, 9)]
    [InlineData("""{"usage":{"prompt_tokens":50,"completion_tokens":6,"cache_read_input_tokens":20,"cache_creation_input_tokens":9,"prompt_tokens_details":{"cached_tokens":20}}}""", 50, 20, 9)]
    [InlineData("""{"usage":{"input_tokens":21,"output_tokens":6,"cache_read_input_tokens":20,"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_5m_input_tokens":9}}}""", 50, 20, 9)]
    [InlineData("""{"usage":{"inputTokens":21,"outputTokens":6,"cacheReadInputTokens":20,"cacheWriteInputTokens":9}}""", 50, 20, 9)]
    [InlineData("""{"usage":{"prompt_tokens":50,"completion_tokens":6,"cached_tokens":20}}""", 50, 20, 0)]
    [InlineData("""{"usage":{"billed_units":{"input_tokens":45,"output_tokens":6},"tokens":{"input_tokens":50,"output_tokens":6},"cached_tokens":20}}""", 50, 20, 0)]
    public void Push_CacheOfTheProvider_IsReadInEveryShape(string json, int input, int cached, int written)
    {
        using var scanner = Scan(Text, "data: " + json);

        Assert.Equal(new TokenUsage(input, 6, cached, WrittenTokens: written), scanner.Usage);
    }

    [Fact]
    public void Push_UsageOnEveryChunk_TheLastCounts()
    {
        using var scanner = Scan(
            """data: {"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":4,"completion_tokens":1}}""",
            """data: {"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":4,"completion_tokens":2}}""");

        Assert.Equal(new TokenUsage(4, 2, 0), scanner.Usage);
    }

    [Fact]
    public void Complete_WithoutTheLastBlankLine_CountsTheEvent()
    {
        using var scanner = new SseScanner();
        scanner.Push(Encoding.UTF8.GetBytes(Text + "\n\n" + Done));
        Assert.False(scanner.DoneSeen);
        scanner.Complete();

        Assert.True(scanner.DoneSeen);
    }

    [Fact]
    public void Push_MarkAtTheStartAndCarriageReturns_AreUnderstood()
    {
        using var scanner = new SseScanner();
        scanner.Push(Encoding.UTF8.GetBytes("\uFEFF" + Text + "\r\r" + Done + "\r\n\r\n"));

        Assert.True(scanner.ContentSeen);
        Assert.True(scanner.DoneSeen);
        Assert.Equal(2, scanner.Events);
    }

    [Fact]
    public void Push_DataOverSeveralLines_IsOneEvent()
    {
        using var scanner = Scan("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"x\"}}],\ndata:\"usage\":{\"prompt_tokens\":1,\ndata: \"completion_tokens\":2}}");

        Assert.True(scanner.ContentSeen);
        Assert.Equal(new TokenUsage(1, 2, 0), scanner.Usage);
        Assert.Equal(1, scanner.Events);
    }

    [Fact]
    public void Push_LineThatNeverEnds_KeepsABoundedPart()
    {
        using var scanner = new SseScanner();
        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)'x');
        scanner.Push("data: "u8);
        for (var i = 0; i < 100; i++)
        {
            scanner.Push(piece);
        }

        scanner.Push("\n\n"u8);

        Assert.True(scanner.ContentSeen);
        Assert.Equal(1, scanner.Events);
    }

    [Fact]
    public void Push_Warm_AllocatesNothing()
    {
        using var scanner = new SseScanner();
        var bytes = Encoding.UTF8.GetBytes(string.Join("\n\n", Role, Text, Text, Finish, Usage, Done) + "\n\n");
        Run();
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            scanner.Reset();
            for (var at = 0; at < bytes.Length; at += 37)
            {
                scanner.Push(bytes.AsSpan(at, Math.Min(37, bytes.Length - at)));
            }

            scanner.Complete();
        }
    }

    private static SseScanner Scan(params string[] events)
    {
        var scanner = new SseScanner();
        scanner.Push(Encoding.UTF8.GetBytes(string.Join("\n\n", events) + "\n\n"));
        scanner.Complete();
        return scanner;
    }
}
