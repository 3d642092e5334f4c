using System.Text;
using Fairlead.Providers.Wire.OllamaChat;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OllamaChat;

public sealed class OllamaGoldenTests() : FormatGolden(OllamaDialect.Instance, "ollama")
{
    private protected override byte[] Stream => Encoding.UTF8.GetBytes(OllamaStreamTests.Everything);

    private protected override string StreamFile => "stream.to-ollama.ndjson";

    [Theory]
    [InlineData("llama", "llama3.2")]
    [InlineData("gpt-oss", "gpt-oss:20b")]
    public void Request_OfChat_IsAsWritten(string name, string model) => ChatRequest("ollama", model, $"full.{name}.txt");
}
