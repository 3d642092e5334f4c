using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Gemini;

namespace Fairlead.Tests.Wire.Gemini;

public sealed class GeminiScannerTests
{
    private const string Text = """{"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4,"promptTokensDetails":[{"modality":"TEXT","tokenCount":9}]}}""";
    private const string Stop = """{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount": 5,"totalTokenCount":22,"thoughtsTokenCount":7,"cachedContentTokenCount":3}}""";

    [Fact]
    public void Push_WholeStream_TellsEverything()
    {
        using var scanner = Scan(Text, Text, Stop);

        Assert.True(scanner is { ContentSeen: true, FinishSeen: true, IsWhole: true, ErrorSeen: false, IsFiltered: false, UsageSeen: true });
        Assert.Equal(new TokenUsage(10, 12, 3), scanner.Usage);
        Assert.Equal(3, scanner.Events);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"candidates":[]}""")]
    [InlineData("""{"candidates":[{"content":{"role":"model"},"index":0}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"index":0}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"abc"}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"thoughtSignature":"abc"}]}}]}""")]
    [InlineData(Stop)]
    public void Push_NothingOfUse_IsNoContent(string data)
    {
        using var scanner = Scan(data);

        Assert.False(scanner.ContentSeen);
        Assert.False(scanner.ErrorSeen);
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("""{"candidates":[{"content":{"parts":{"text":"\""}}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"thought":true,"text":"hm"}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{}}}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"function_call":{"name":"f"}}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":""},{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"executableCode":{"language":"PYTHON","code":"1"}}]}}]}""")]
    [InlineData("""{"candidates":[{"finishReason":"MAX_TOKENS"}]}""")]
    [InlineData("""{"candidates":[{"finish_reason":"SAFETY"}]}""")]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY"}}""")]
    public void Push_SomethingOfUse_IsContent(string data)
    {
        using var scanner = Scan(data);

        Assert.True(scanner.ContentSeen);
        Assert.Equal(data.Contains("SAFETY", StringComparison.Ordinal), scanner.IsFiltered);
    }

    [Theory]
    [InlineData("""{"candidates":[{"finishReason":"STOP"}]}""", true)]
    [InlineData("""{"candidates":[{"finish_reason" : "STOP"}]}""", true)]
    [InlineData("""{"candidates":[{"finishReason":null}]}""", false)]
    [InlineData("""{"candidates":[{"finishReason":"FINISH_REASON_UNSPECIFIED"}]}""", false)]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"\"finishReason\":\"STOP\" finish"}]}}]}""", false)]
    [InlineData("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"finishReason":"STOP"}}}]}}]}""", false)]
    [InlineData("""{"usageMetadata":{"promptTokenCount":1}}""", false)]
    public void Push_AReasonToFinish_IsSeenBeforeAndAfterContent(string data, bool expected)
    {
        using var first = Scan(data);
        using var later = Scan(Text, data);

        Assert.Equal((expected, expected), (first.IsWhole, later.IsWhole));
    }

    [Fact]
    public void Push_UsageInACallsArguments_IsNotTheAnswers()
    {
        using var scanner = Scan(Stop, Text, """{"usageMetadata":{"promptTokenCount":1,"totalTokenCount":2},"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"usageMetadata":{"promptTokenCount":77}}}}]}}]}""");

        Assert.Equal(new TokenUsage(1, 0, 0), scanner.Usage);
    }

    [Theory]
    [InlineData("""{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""", FailureKind.Unavailable)]
    [InlineData("""{"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED"}}""", FailureKind.RateLimited)]
    [InlineData("no json at all", FailureKind.MalformedResponse)]
    [InlineData("[1]", FailureKind.MalformedResponse)]
    public void Push_AnError_IsOfItsKind(string data, FailureKind kind)
    {
        using var first = Scan(data);
        using var later = Scan(Text, data);

        Assert.True(first is { ErrorSeen: true, ErrorBeforeContent: true, IsWhole: false });
        Assert.True(later is { ErrorSeen: true, ErrorBeforeContent: false, IsWhole: false });
        Assert.Equal(kind, first.ErrorOf(new ReasonContext(default, default, null)).Kind);
    }

    [Fact]
    public void Push_APictureTooLongToLookInto_IsContentAndMayBeTheEnd()
    {
        using var scanner = Scan($$$"""{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"{{{new string('A', FrameSplitter.MaxFrameBytes)}}}"}}]},"finishReason":"STOP"}]}""");

        Assert.True(scanner is { ContentSeen: true, IsWhole: true, ErrorSeen: false });
    }

    [Fact]
    public void Push_AnySplit_TellsWhatTheEventsTell()
    {
        var stream = Encoding.UTF8.GetBytes(string.Concat(((string[])[Text, Stop]).Select(static data => $"data: {data}\r\n\r\n")));
        for (var at = 0; at <= stream.Length; at++)
        {
            using var scanner = new GeminiScanner();
            scanner.Push(stream.AsSpan(0, at));
            scanner.Push(stream.AsSpan(at));
            scanner.Complete();

            AssertSame(Watched(stream), scanner, $"split at {at}");
        }
    }

    /// <summary>That a scanner saw what reading the events tells.</summary>
    internal static void AssertSame(StreamWatch expected, StreamWatch scanner, string what) => Assert.Equal(
        (expected.ContentSeen, expected.FinishSeen, expected.IsWhole, expected.IsFiltered, expected.ErrorSeen, expected.ErrorBeforeContent, expected.UsageSeen, expected.Usage, what),
        (scanner.ContentSeen, scanner.FinishSeen, scanner.IsWhole, scanner.IsFiltered, scanner.ErrorSeen, scanner.ErrorBeforeContent, scanner.UsageSeen, scanner.Usage, what));

    /// <summary>What reading the events tells.</summary>
    internal static EventWatch Watched(ReadOnlySpan<byte> stream)
    {
        var events = new EventWatch(GeminiDialect.Instance);
        events.Push(stream);
        events.Complete();
        return events;
    }

    private static GeminiScanner Scan(params string[] events)
    {
        var scanner = new GeminiScanner();
        foreach (var data in events)
        {
            scanner.Push(Encoding.UTF8.GetBytes($"data: {data}\r\n\r\n"));
        }

        scanner.Complete();
        return scanner;
    }
}
