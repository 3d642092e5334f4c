using Fairlead.Providers.Wire.Gemini;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.Gemini;

public sealed class GeminiGoldenTests() : FormatGolden(GeminiDialect.Instance, "gemini")
{
    [Theory]
    [InlineData("three", "gemini", "gemini-3-flash-preview")]
    [InlineData("twofive", "vertex_ai", "gemini-2.5-pro")]
    [InlineData("two", "gemini", "gemini-2.0-flash")]
    public void Request_OfChat_IsAsWritten(string name, string vendor, string model) => ChatRequest(vendor, model, $"full.{name}.txt");

    [Fact]
    public void Answer_BackAgain_IsAsWritten() =>
        Matches(Translating.WriteAnswer(GeminiDialect.Instance, Answer(GeminiDialect.Instance)), "answer.back.json");
}
