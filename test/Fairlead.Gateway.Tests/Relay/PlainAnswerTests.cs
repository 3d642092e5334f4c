using System.Text;
using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class PlainAnswerTests
{
    [Theory]
    [InlineData("""{"id":"x","choices":[]}""", true)]
    [InlineData(""" [ {"a":1} ] """, true)]
    [InlineData("""{"error":null,"id":"x"}""", true)]
    [InlineData("""{"error":{"message":"m"}}""", false)]
    [InlineData("""{"error":"m"}""", false)]
    [InlineData("<html>sign in</html>", false)]
    [InlineData("", false)]
    public void IsAnswer_BodyOf200_TellsErrorsInDisguise(string body, bool expected) =>
        Assert.Equal(expected, PlainAnswer.IsAnswer(Encoding.UTF8.GetBytes(body)));
}
