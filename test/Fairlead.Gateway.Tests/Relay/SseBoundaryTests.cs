using System.Text;
using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class SseBoundaryTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("data: a", 0)]
    [InlineData("data: a\n", 0)]
    [InlineData("data: a\n\n", 9)]
    [InlineData("data: a\n\ndata: b", 9)]
    [InlineData("data: a\n\ndata: b\n", 9)]
    [InlineData("data: a\r\n\r\n", 11)]
    [InlineData("data: a\r\n\r\ndata: b\r\n", 11)]
    [InlineData("data: a\r\rdata", 9)]
    [InlineData("data: a\r\n", 0)]
    [InlineData("data: a\n\r\ndata", 10)]
    [InlineData("data: a\r\n\ndata", 10)]
    [InlineData(": comment\n\n: more", 11)]
    [InlineData("data: a\ndata: b\n\nda", 17)]
    public void WholeEvents_AnyLineEnding_EndsAtTheEmptyLine(string text, int length) =>
        Assert.Equal(length, SseBoundary.WholeEvents(Encoding.UTF8.GetBytes(text)));
}
