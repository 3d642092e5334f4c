using System.Text;
using Fairlead.Providers.Streaming;

namespace Fairlead.Tests.Streaming;

public sealed class JsonUsageScannerTests
{
    [Theory]
    [InlineData("""{"id":"1","choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7},"system_fingerprint":"fp"}""", 3, 4)]
    [InlineData("""{"usage":{"prompt_tokens":3,"completion_tokens":4},"choices":[{"message":{"content":"say \"usage\": 9"}}]}""", 3, 4)]
    [InlineData("""{"object":"list","data":[{"embedding":[0.1,-2e-3]}],"usage":{"prompt_tokens":8,"total_tokens":8}}""", 8, 0)]
    [InlineData("""{"candidates":[],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"thoughtsTokenCount":3,"toolUsePromptTokenCount":1,"totalTokenCount":13}}""", 8, 5)]
    [InlineData("""{"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":5,"thoughtsTokenCount":3,"totalTokenCount":12}}""", 7, 5)]
    [InlineData("""{"output":{},"usage":{"inputTokens":5,"outputTokens":2,"cacheReadInputTokens":0,"totalTokens":7}}""", 5, 2)]
    [InlineData("""{"usage":{"billed_units":{"input_tokens":3,"output_tokens":4},"tokens":{"input_tokens":70,"output_tokens":5}}}""", 70, 5)]
    [InlineData("""{"usageOther":{"prompt_tokens":9},"usage_more":{"prompt_tokens":9},"usage":{"prompt_tokens":1}}""", 1, 0)]
    [InlineData("{\n  \"usage\" :\n {\n \"prompt_tokens\" : 1 }\n}", 1, 0)]
    public void Push_Answer_FindsUsage(string json, int input, int output)
    {
        using var scanner = new JsonUsageScanner();
        scanner.Push(Encoding.UTF8.GetBytes(json));

        Assert.True(scanner.UsageSeen);
        Assert.Equal(new TokenUsage(input, output, 0), scanner.Usage);
    }

    [Theory]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"kind":"usage"}""")]
    [InlineData("""{"content":"\"usage\":{\"prompt_tokens\":1}"}""")]
    [InlineData("not JSON")]
    [InlineData("")]
    public void Push_NoUsage_FindsNone(string json)
    {
        using var scanner = new JsonUsageScanner();
        scanner.Push(Encoding.UTF8.GetBytes(json));

        Assert.False(scanner.UsageSeen);
    }

    [Fact]
    public void Push_UsageThatNeverEnds_IsGivenUp()
    {
        using var scanner = new JsonUsageScanner();
        scanner.Push("{\"usage\":{"u8);
        var junk = new byte[20_000];
        junk.AsSpan().Fill((byte)'1');
        scanner.Push(junk);
        scanner.Push("\"usage\":{\"prompt_tokens\":2}"u8);

        Assert.Equal(2, scanner.Usage.InputTokens);
    }

    [Fact]
    public void Push_Warm_AllocatesNothing()
    {
        using var scanner = new JsonUsageScanner();
        var bytes = Encoding.UTF8.GetBytes("""{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}""");
        Run();
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            scanner.Reset();
            for (var at = 0; at < bytes.Length; at += 11)
            {
                scanner.Push(bytes.AsSpan(at, Math.Min(11, bytes.Length - at)));
            }
        }
    }
}
