using System.Text;
using Fairlead.Providers.Wire.AnthropicMessages;
using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.AnthropicMessages;

public sealed class MessagesGoldenTests() : FormatGolden(MessagesDialect.Instance, "messages")
{
    private protected override byte[] Stream => Encoding.UTF8.GetBytes(MessagesStreamTests.Everything);

    [Theory]
    [InlineData("haiku-3-5", "claude-3-5-haiku-20241022")]
    [InlineData("sonnet-4-5", "claude-sonnet-4-5-20250929")]
    [InlineData("opus-4-7", "claude-opus-4-7")]
    public void Request_OfChat_IsAsWritten(string name, string model) => ChatRequest("anthropic", model, $"full.{name}.txt", maxOutputTokens: 8192);

    [Fact]
    public void Request_ToConverse_IsAsWritten() =>
        Request(ConverseDialect.Instance, "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "full.to-converse.txt");

    [Fact]
    public void Request_BackAgain_IsAsWritten() => Request(MessagesDialect.Instance, "anthropic", "claude-sonnet-4-5", "full.back.txt");

    [Fact]
    public void Stream_BackAgain_IsAsWritten() =>
        Matches(Readable(Translating.PassStream(MessagesDialect.Instance, MessagesDialect.Instance, Stream)), "stream.back.sse");
}
