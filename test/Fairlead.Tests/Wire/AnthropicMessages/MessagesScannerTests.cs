using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.AnthropicMessages;

namespace Fairlead.Tests.Wire.AnthropicMessages;

public sealed class MessagesScannerTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":40,"output_tokens":1}}}""";
    private const string Ping = """{"type": "ping"}""";
    private const string TextBlock = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";
    private const string Text = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}  }""";
    private const string Stop = """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":20}}""";
    private const string End = """{"type":"message_stop"   }""";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Push_WholeStream_TellsEverything(bool named)
    {
        using var scanner = Scan(named, Start, Ping, TextBlock, Text, Text, """{"type":"content_block_stop","index":0}""", Stop, End);

        Assert.True(scanner is { ContentSeen: true, FinishSeen: true, IsWhole: true, ErrorSeen: false, IsFiltered: false });
        Assert.Equal(new TokenUsage(55, 20, 40, WrittenTokens: 5), scanner.Usage);
        Assert.Equal(2, scanner.Events);
    }

    [Theory]
    [InlineData(Start)]
    [InlineData(Ping)]
    [InlineData(TextBlock)]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"abc"}}""")]
    [InlineData("""{"type":"content_block_stop","index":0}""")]
    [InlineData(Stop)]
    [InlineData("no json at all")]
    public void Push_NothingOfUse_IsNoContent(string data)
    {
        using var scanner = Scan(true, data);

        Assert.False(scanner.ContentSeen);
        Assert.False(scanner.ErrorSeen);
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"H"}}""")]
    [InlineData("""{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}""")]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"abc"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"\""}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{"}}""")]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":20}}""")]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"refusal"},"usage":{"output_tokens":0}}""")]
    public void Push_SomethingOfUse_IsContent(string data)
    {
        using var named = Scan(true, data);
        using var unnamed = Scan(false, data);

        Assert.True(named.ContentSeen && unnamed.ContentSeen);
        Assert.Equal(data.Contains("refusal", StringComparison.Ordinal), named.IsFiltered);
    }

    [Theory]
    [InlineData("overloaded_error", FailureKind.Unavailable)]
    [InlineData("rate_limit_error", FailureKind.RateLimited)]
    public void Push_AnError_IsOfItsKind(string type, FailureKind kind)
    {
        using var scanner = Scan(true, Start, $$$"""{"type":"error","error":{"type":"{{{type}}}","message":"no"}}""");

        Assert.True(scanner is { ErrorSeen: true, ErrorBeforeContent: true, IsWhole: false });
        Assert.Equal(kind, scanner.ErrorOf(new ReasonContext(default, default, null)).Kind);
    }

    [Fact]
    public void Push_AnySplit_TellsWhatTheEventsTell()
    {
        var stream = Encoding.UTF8.GetBytes(MessagesStreamTests.Everything);
        using var events = new EventWatch(MessagesDialect.Instance);
        events.Push(stream);
        events.Complete();
        for (var at = 0; at <= stream.Length; at++)
        {
            using var scanner = new MessagesScanner();
            scanner.Push(stream.AsSpan(0, at));
            scanner.Push(stream.AsSpan(at));
            scanner.Complete();
            Assert.Equal((events.ContentSeen, events.FinishSeen, events.IsWhole, events.Usage), (scanner.ContentSeen, scanner.FinishSeen, scanner.IsWhole, scanner.Usage));
        }
    }

    [Fact]
    public void Push_Warm_AllocatesNothing()
    {
        using var scanner = new MessagesScanner();
        var bytes = Encoding.UTF8.GetBytes(MessagesStreamTests.Everything);
        Run();
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            scanner.Reset();
            scanner.Push(bytes);
            scanner.Complete();
        }
    }

    private static MessagesScanner Scan(bool named, params IReadOnlyList<string> events)
    {
        var scanner = new MessagesScanner();
        foreach (var data in events)
        {
            var type = data.StartsWith('{') ? (string?)System.Text.Json.Nodes.JsonNode.Parse(data)!["type"] : "x";
            scanner.Push(Encoding.UTF8.GetBytes((named ? $"event: {type}\n" : "") + $"data: {data}\n\n"));
        }

        scanner.Complete();
        return scanner;
    }
}
