using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class RequestIdsTests
{
    [Theory]
    [InlineData("abc-123_X.y:z")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057")]
    public void From_SaneId_IsEchoed(string sent) => Assert.Equal(sent, RequestIds.From(sent));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nSet-Cookie: x")]
    [InlineData("é")]
    public void From_NoneOrOddId_IsReplaced(string? sent)
    {
        var id = RequestIds.From(sent);
        Assert.NotEqual(sent, id);
        Assert.Equal(id, RequestIds.From(id));
    }

    [Fact]
    public void From_TooLongId_IsReplaced() => Assert.True(RequestIds.From(new string('a', 129)).Length < 129);

    [Fact]
    public void From_Nothing_NeverRepeats() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(static _ => RequestIds.From(null)).Distinct().Count());
}
