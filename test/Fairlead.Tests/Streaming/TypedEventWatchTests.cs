using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Streaming;

namespace Fairlead.Tests.Streaming;

public sealed class TypedEventWatchTests
{
    private const string Transcript =
        "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Say \\\"usage\\\"\"}\n\n"
        + "data: {\"type\":\"transcript.text.done\",\"text\":\"Say\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":3,\"total_tokens\":17}}\n\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Transcript_AnySplit_ContentEndAndUsageAreSeen(int size)
    {
        using var watch = Watch(Transcript, size);

        Assert.True(watch.ContentSeen && watch.IsWhole && watch.UsageSeen);
        Assert.False(watch.ErrorSeen);
        Assert.Equal(new TokenUsage(14, 3, 0), watch.Usage);
        Assert.Equal(2, watch.Events);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(3_000_000)]
    public void Picture_LongerThanAnyFrame_EndsByItsName(int size)
    {
        var picture = new string('A', 2_000_000);
        using var watch = Watch(
            "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"" + picture + "\",\"usage\":{\"input_tokens\":5,\"output_tokens\":272}}\n\n", size);

        Assert.True(watch.ContentSeen && watch.IsWhole);
        Assert.Equal(272, watch.Usage.OutputTokens);
    }

    [Fact]
    public void ChunksLikeChats_EndWithDone()
    {
        using var watch = Watch("data: {\"object\":\"transcription.chunk\",\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", 16);
        Assert.True(watch.ContentSeen);
        Assert.False(watch.IsWhole);
        watch.Push("data: [DONE]\n\n"u8);
        Assert.True(watch.IsWhole);
    }

    [Theory]
    [InlineData("event: error\ndata: {\"message\":\"overloaded\"}\n\n")]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"message\":\"overloaded\",\"code\":\"rate_limit_exceeded\"}}\n\n")]
    [InlineData("data: {\"error\":{\"message\":\"overloaded\"}}\n\n")]
    public void Error_BeforeContent_IsOne(string stream)
    {
        using var watch = Watch(stream, 5);
        Assert.True(watch is { ErrorSeen: true, ErrorBeforeContent: true, ContentSeen: false });
        Assert.NotEqual(FailureKind.None, watch.ErrorOf(default).Kind);
    }

    [Fact]
    public void Reset_IsAsNew()
    {
        using var watch = Watch(Transcript, 100);
        watch.Reset();
        Assert.False(watch.ContentSeen || watch.IsWhole || watch.UsageSeen || watch.Events > 0);
    }

    private static TypedEventWatch Watch(string stream, int size)
    {
        var watch = new TypedEventWatch();
        foreach (var piece in Encoding.UTF8.GetBytes(stream).Chunk(size))
        {
            watch.Push(piece);
        }

        return watch;
    }
}
