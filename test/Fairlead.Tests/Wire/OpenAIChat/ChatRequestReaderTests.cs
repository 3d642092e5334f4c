using Fairlead.Providers.Wire.OpenAIChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIChat;

public sealed class ChatRequestReaderTests
{
    [Theory]
    [InlineData("\"store\":true", "extra store: true")]
    [InlineData("\"logit_bias\":{\"1\":-100}", "extra logit_bias: {\"1\":-100}")]
    public void Read_OtherThanTheDefault_IsKept(string member, string expected) =>
        Assert.Contains(expected, CanonicalText.Of(Translating.Read(ChatDialect.Instance, $$"""{"messages":[],{{member}}}""")), StringComparison.Ordinal);
}
