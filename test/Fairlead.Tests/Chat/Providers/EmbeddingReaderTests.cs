using System.Text;
using Fairlead.Attempts;
using Fairlead.Providers.Chat;

namespace Fairlead.Tests.Chat.Providers;

public sealed class EmbeddingReaderTests
{
    [Fact]
    public void Vectors_NumbersAndBase64OutOfOrder_AreReadByIndex()
    {
        var base64 = Convert.ToBase64String([.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"model":"m","data":[{"index":1,"embedding":[0.25,3]},{"index":0,"embedding":"{{{base64}}}"}],"usage":{"prompt_tokens":4,"total_tokens":4}}""");

        var result = EmbeddingReader.Read(body);

        Assert.Equal([1.5f, -2f], result[0].Vector.ToArray());
        Assert.Equal([0.25f, 3f], result[1].Vector.ToArray());
        Assert.Equal(4, result.Usage!.InputTokenCount);
        Assert.Equal(4, result.Usage.TotalTokenCount);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":5,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"embedding":"!!"}]}""")]
    public void Answer_NotEmbeddings_IsMalformed(string body) =>
        Assert.Equal(FailureKind.MalformedResponse, Assert.Throws<UpstreamException>(() => EmbeddingReader.Read(Encoding.UTF8.GetBytes(body))).Failure);
}
