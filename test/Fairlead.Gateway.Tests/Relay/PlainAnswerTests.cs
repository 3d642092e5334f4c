using System.Text;
using Fairlead.Attempts;
using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class PlainAnswerTests
{
    [Theory]
    [InlineData("""{"id":"x","choices":[]}""", FailureKind.None)]
    [InlineData(""" [ {"a":1} ] """, FailureKind.None)]
    [InlineData("""{"error":null,"id":"x"}""", FailureKind.None)]
    [InlineData("""{"error":{"message":"m"}}""", FailureKind.MalformedResponse)]
    [InlineData("""{"error":"m"}""", FailureKind.MalformedResponse)]
    [InlineData("<html>sign in</html>", FailureKind.MalformedResponse)]
    [InlineData("", FailureKind.MalformedResponse)]
    public void Check_BodyOf200_IsAnAnswerOrNot(string body, FailureKind expected) =>
        Assert.Equal(expected, PlainAnswer.Check(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5,"prompt_tokens_details":{"prompt_tokens":9}},"x":1}""", 3, 5)]
    [InlineData("""{"choices":[{"text":"\"usage\":{\"prompt_tokens\":9}"}],"usage" : {"prompt_tokens":3}}""", 3, 0)]
    [InlineData("""{"usage":null}""", 0, 0)]
    [InlineData("""{"usage":{"prompt_tokens":"3"}}""", 0, 0)]
    [InlineData("""{"usage":{"prompt_tokens":3""", 0, 0)]
    [InlineData("""{}""", 0, 0)]
    public void Usage_FoundFromBehind_IsRead(string body, int input, int output) =>
        Assert.Equal((input, output), PlainAnswer.Usage(Encoding.UTF8.GetBytes(body)));
}
