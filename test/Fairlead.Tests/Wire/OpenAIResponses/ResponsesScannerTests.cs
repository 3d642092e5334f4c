using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.TestKit.Golden;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIResponses;

public sealed class ResponsesScannerTests
{
    private const string Created = """{"type":"response.created","response":{"id":"resp_1","status":"in_progress"}}""";
    private const string Message = """{"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message","content":[]}}""";
    private const string Text = """{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hi"}""";
    private const string Completed = """{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[],"usage":{"input_tokens":11,"input_tokens_details":{"cached_tokens":4},"output_tokens":7,"total_tokens":18}}}""";

    [Fact]
    public void Push_WholeStream_TellsEverything()
    {
        using var scanner = Scan(Created, Message, Text, Completed);

        Assert.True(scanner is { ContentSeen: true, FinishSeen: true, IsWhole: true, ErrorSeen: false });
        Assert.Equal(("resp_1", 4, new TokenUsage(11, 7, 4)), (scanner.AnswerId, scanner.Events, scanner.Usage));
    }

    [Theory]
    [InlineData(Created)]
    [InlineData(Message)]
    [InlineData("""{"type":"response.output_item.added","item":{"id":"rs_1","type":"reasoning","summary":[]}}""")]
    [InlineData("""{"type":"response.output_item.done","item":{"id":"rs_1","type":"reasoning","summary":[]}}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":""}""")]
    [InlineData("""{"type":"response.something.new"}""")]
    [InlineData(Completed)]
    [InlineData("no json")]
    public void Push_NothingOfUse_IsNoContent(string data)
    {
        using var scanner = Scan(data);

        Assert.False(scanner.ContentSeen || scanner.ErrorSeen);
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("""{"type":"response.reasoning_summary_text.delta","delta":"Hm"}""")]
    [InlineData("""{"type":"response.function_call_arguments.delta","delta":"{"}""")]
    [InlineData("""{"type":"response.output_item.added","item":{"id":"fc_1","type":"function_call","name":"f"}}""")]
    [InlineData("""{"type":"response.output_item.done","item":{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAAA"}}""")]
    [InlineData("""{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}""")]
    public void Push_AnythingOfUse_IsContent(string data)
    {
        using var scanner = Scan(data);

        Assert.True(scanner.ContentSeen);
    }

    [Theory]
    [InlineData("""{"type":"error","code":"rate_limit_exceeded","message":"slow"}""", FailureKind.RateLimited)]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","error":{"code":"server_error","message":"no"},"usage":null}}""", FailureKind.ServerError)]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","error":{"code":"context_length_exceeded","message":"no"}}}""", FailureKind.ContextWindow)]
    public void Push_Error_IsOfItsKind(string data, FailureKind kind)
    {
        using var early = Scan(Created, data);
        using var late = Scan(Created, Text, data);

        Assert.True(early is { ErrorSeen: true, ErrorBeforeContent: true, IsWhole: false });
        Assert.True(late is { ErrorSeen: true, ErrorBeforeContent: false });
        Assert.Equal(kind, early.ErrorOf(default).Kind);
    }

    [Fact]
    public void Push_Filtered_IsTold()
    {
        using var scanner = Scan(Created, """{"type":"response.incomplete","response":{"incomplete_details":{"reason":"content_filter"}}}""");

        Assert.True(scanner is { IsFiltered: true, IsWhole: true });
    }

    [Fact]
    public void Push_LastEventLongerThanAnyFrame_EndsTheStream()
    {
        using var scanner = new ResponsesScanner();
        scanner.Push(Encoding.UTF8.GetBytes($"event: response.output_text.delta\ndata: {Text}\n\nevent: response.completed\ndata: {{\"text\":\""));
        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)'x');
        for (var at = 0; at <= FrameSplitter.MaxFrameBytes; at += piece.Length)
        {
            scanner.Push(piece);
        }

        scanner.Push("\"}\n\n"u8);

        Assert.True(scanner is { IsWhole: true, ContentSeen: true });
    }

    [Fact]
    public void Stream_OfAnyAnswer_TellsWhatItsEventsTell()
    {
        var answer = Translating.ReadAnswer(ResponsesDialect.Instance, File.ReadAllBytes(GoldenFile.PathOf("golden/answer.responses.json")));
        var stream = Translating.WriteStream(ResponsesDialect.Instance, answer);
        using var scanner = new ResponsesScanner();
        using var events = new EventWatch(ResponsesDialect.Instance);
        foreach (StreamWatch watch in (StreamWatch[])[scanner, events])
        {
            watch.Push(stream);
            watch.Complete();
        }

        Assert.Equal((events.ContentSeen, events.FinishSeen, events.IsWhole, events.Usage), (scanner.ContentSeen, scanner.FinishSeen, scanner.IsWhole, scanner.Usage));
    }

    [Fact]
    public void Push_Warm_AllocatesNothing()
    {
        using var scanner = new ResponsesScanner();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(new[] { Message, Text, Text, Completed }.Select(static data => $"data: {data}\n\n")));
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

    private static ResponsesScanner Scan(params string[] data)
    {
        var scanner = new ResponsesScanner();
        scanner.Push(Encoding.UTF8.GetBytes(string.Concat(data.Select(static item => $"data: {item}\n\n"))));
        scanner.Complete();
        return scanner;
    }
}
