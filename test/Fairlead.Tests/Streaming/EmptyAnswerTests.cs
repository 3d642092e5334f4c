using System.Text;
using Fairlead.Providers.Streaming;

namespace Fairlead.Tests.Streaming;

/// <summary>Which plain answers say nothing although nothing cut them short.</summary>
public sealed class EmptyAnswerTests
{
    [Theory]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":""},"finish_reason":"stop"}]}""", true)]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[]},"finish_reason":"stop"}]}""", true)]
    [InlineData("""{"choices":[{"message":{"role":"assistant"},"finish_reason":null}]}""", true)]
    [InlineData("""{"choices":[{"text":"","finish_reason":"stop"}]}""", true)]
    [InlineData("""{"choices":[]}""", true)]
    [InlineData("""{"choices":[{"message":{"content":""},"finish_reason":"stop"},{"message":{"content":""},"finish_reason":"stop"}]}""", true)]
    [InlineData("""{"choices":[{"message":{"content":""},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":null,"refusal":"no"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":"","reasoning_content":"hm"},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"content":null,"audio":{"id":"a","data":"AA=="}},"finish_reason":"stop"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"content":""},"finish_reason":"length"}]}""", false)]
    [InlineData("""{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}""", false)]
    [InlineData("""{"object":"list","data":[{"object":"embedding","embedding":[0.1]}]}""", false)]
    [InlineData("""{"error":{"message":"no"},"choices":[]}""", false)]
    public void SaysNothing_OnlyWhereNothingIsAndNothingExplainsIt(string json, bool expected) =>
        Assert.Equal(expected, ChunkInspector.SaysNothing(ChunkInspector.Inspect(Encoding.UTF8.GetBytes(json))));
}
