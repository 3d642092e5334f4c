using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIChat;

public sealed class ChatRequestReaderTests
{
    [Fact]
    public void Read_DefaultsSpeltOut_AreNothingSaid()
    {
        const string Bare = """{"model":"m","messages":[{"role":"user","content":"hi"}]}""";
        const string Spelt = """
            {"model":"m","messages":[{"role":"user","content":"hi"}],"store":false,"logprobs":false,"top_logprobs":0,"presence_penalty":0,"frequency_penalty":0.0,
            "n":1,"logit_bias":{},"stop":null}
            """;

        Assert.Equal(CanonicalText.Of(Translating.Read(ChatDialect.Instance, Bare)), CanonicalText.Of(Translating.Read(ChatDialect.Instance, Spelt)));
    }

    [Theory]
    [InlineData("\"store\":true", "extra store: true")]
    [InlineData("\"logit_bias\":{\"1\":-100}", "extra logit_bias: {\"1\":-100}")]
    public void Read_OtherThanTheDefault_IsKept(string member, string expected) =>
        Assert.Contains(expected, CanonicalText.Of(Translating.Read(ChatDialect.Instance, $$"""{"messages":[],{{member}}}""")), StringComparison.Ordinal);
}
