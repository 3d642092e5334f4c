using System.Text;
using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class BodyDropTests
{
    [Theory]
    [InlineData("""{"model":"m","user":"u","seed":1}""", "user", """{"model":"m","seed":1}""")]
    [InlineData("""{"user":"u"}""", "user", "{}")]
    [InlineData("""{"model":"m"}""", "model", """{"model":"m"}""")]
    [InlineData("""{"tools":[{"strict":true,"n":1},{"strict":false}],"model":"m"}""", "tools[*].strict", """{"tools":[{"n":1},{}],"model":"m"}""")]
    [InlineData("""{"tools":[{"a":1},{"a":2}]}""", "tools[1].a", """{"tools":[{"a":1},{}]}""")]
    [InlineData("""{"metadata":{"trace":"t","keep":1},"trace":2}""", "metadata.trace", """{"metadata":{"keep":1},"trace":2}""")]
    [InlineData("""{"a":{"b":{"c":1}}}""", "a.b.c", """{"a":{"b":{}}}""")]
    [InlineData("""{"a":1}""", "a.b", """{"a":1}""")]
    [InlineData("""{"a":[1,2]}""", "a[0].b", """{"a":[1,2]}""")]
    public void Apply_Path_TakesTheMemberOut(string body, string path, string left)
    {
        var (result, model) = BodyDrop.Apply(Encoding.UTF8.GetBytes(body), [path]);

        var text = Encoding.UTF8.GetString(result.Span);
        Assert.Equal(left, text);
        Assert.Equal(text.Contains("\"model\"", StringComparison.Ordinal) ? "\"m\"" : "", Encoding.UTF8.GetString(result.Span[model]));
    }
}
