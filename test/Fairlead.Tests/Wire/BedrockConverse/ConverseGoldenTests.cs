using Fairlead.Providers.Wire.BedrockConverse;
using Fairlead.Tests.Streaming;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.BedrockConverse;

public sealed class ConverseGoldenTests() : FormatGolden(ConverseDialect.Instance, "converse")
{
    private protected override string StreamFile => "stream.to-converse.txt";

    [Theory]
    [InlineData("claude", "us.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("nova", "us.amazon.nova-pro-v1:0")]
    [InlineData("llama", "us.meta.llama3-3-70b-instruct-v1:0")]
    public void Request_OfChat_IsAsWritten(string name, string model) => ChatRequest("bedrock", model, $"full.{name}.txt");

    private protected override string Readable(byte[] stream)
    {
        using var splitter = ConverseDialect.Instance.NewSplitter();
        return string.Join('\n', FrameLog.Of(splitter, stream)) + "\n";
    }
}
