using Fairlead.Gateway.Hosting;

namespace Fairlead.Gateway.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("*", false)]
    public void Parse_Address_KnowsWhetherOthersReachIt(string host, bool local) => Assert.Equal(local, ListenAddress.Parse(host).IsLocal);

    [Fact]
    public void Parse_Name_IsRefusedWithTheMend()
    {
        var e = Assert.Throws<GatewayStartException>(static () => ListenAddress.Parse("example.com"));
        Assert.Contains("IP address", e.Message, StringComparison.Ordinal);
    }
}
