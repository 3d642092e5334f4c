using System.Text;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.OpenAIResponses;
using Fairlead.Tests.Wire.Canonical;

namespace Fairlead.Tests.Wire.OpenAIResponses;

public sealed class ResponsesGoldenTests() : FormatGolden(ResponsesDialect.Instance, "responses")
{
    // OpenAI's own: it takes the most of what Responses can ask.
    private protected override (string Vendor, string Model) ChatModel => ("openai", "gpt-5-nano");

    private protected override Conversation Asked
    {
        get
        {
            var request = Read();
            request.Stream = true;
            return request;
        }
    }

    [Theory]
    [InlineData("openai", "gpt-5-nano")]
    [InlineData("groq", "openai/gpt-oss-120b")]
    public void Request_OfChat_IsAsWritten(string vendor, string model) => ChatRequest(vendor, model, $"full.to-{vendor}.txt");

    [Fact]
    public void Request_BackAgain_IsTheSame()
    {
        var conversation = Read();

        var bytes = Translating.Write(ResponsesDialect.Instance, conversation, "openai", "gpt-5-nano", out var losses);

        Assert.Empty(losses);
        Assert.Equal(CanonicalText.Of(conversation), CanonicalText.Of(Translating.Read(ResponsesDialect.Instance, Encoding.UTF8.GetString(bytes))));
        Matches(bytes, "full.back.json");
    }
}
