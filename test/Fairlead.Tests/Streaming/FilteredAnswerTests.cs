using System.Text;
using Fairlead.Providers.Streaming;

namespace Fairlead.Tests.Streaming;

/// <summary>Which answers a content filter ended.</summary>
public sealed class FilteredAnswerTests
{
    private const string Role = """{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""";
    private const string Filter = """{"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}""";
    private const string Text = """{"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}""";

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"half a sen"},"finish_reason":"content_filter"}]}""", true)]
    [InlineData("""{"choices":[{"finish_reason":"content_filter"},{"finish_reason":"content_filter"}]}""", true)]
    [InlineData("""{"choices":[{"finish_reason":"content_filter"},{"message":{"content":"b"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"content":"\"content_filter\" is a reason"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"choices":[{"content_filter_results":{},"message":{"content":"a"},"finish_reason":"stop"}],"note":"content_filter"}""", false)]
    [InlineData("""{"choices":[],"x":"content_filter"}""", false)]
    public void Plain_WhereEveryChoiceIs(string json, bool expected) => Assert.Equal(expected, ChunkInspector.IsFiltered(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(true, Role, Filter)]
    [InlineData(true, Filter)]
    [InlineData(false, Role, Text, Filter)]
    [InlineData(false, Role, Text)]
    public void Stream_BeforeAnyContent(bool expected, params string[] events)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(events.Select(static data => $"data: {data}\n\n")));
        for (var split = 1; split <= bytes.Length; split += 7)
        {
            using var scanner = new SseScanner();
            scanner.Push(bytes.AsSpan(0, split));
            scanner.Push(bytes.AsSpan(split));
            Assert.Equal(expected, scanner.IsFiltered);
            scanner.Reset();
            Assert.False(scanner.IsFiltered);
        }
    }
}
