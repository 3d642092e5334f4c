using System.Text;
using Fairlead.Providers.Wire.CohereChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.CohereChat;

public sealed class CohereGoldenTests() : FormatGolden(CohereDialect.Instance, "cohere")
{
    private protected override byte[] Stream => Encoding.UTF8.GetBytes(CohereStreamTests.Everything);

    [Fact]
    public void Request_OfChat_IsAsWritten() => ChatRequest("cohere_chat", "command-a-03-2025", "full.to-cohere.txt");
}
