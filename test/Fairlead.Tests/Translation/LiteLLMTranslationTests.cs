using System.Text.Json.Nodes;
using Fairlead.Providers.Http;
using Fairlead.Providers.Translation;
using Fairlead.Tests.Translation.Fidelity;
using Fairlead.Tests.Wire.Canonical;
using Fairlead.Tests.Wire.Recordings;

namespace Fairlead.Tests.Translation;

/// <summary>What LiteLLM's own tests expect of its translations, where they are at hand: ours say the same.</summary>
public sealed class LiteLLMTranslationTests
{
    [Theory]
    [InlineData("chat-to-anthropic", "anthropic-messages", "anthropic")]
    [InlineData("chat-to-bedrock-converse", "bedrock-converse", "bedrock")]
    [InlineData("chat-to-gemini", "gemini-generate-content", "gemini")]
    [InlineData("messages-to-gemini-max-tokens", "gemini-generate-content", "gemini")]
    [InlineData("messages-to-gemini-stop", "gemini-generate-content", "gemini")]
    [InlineData("messages-to-openai-responses", "openai-responses", "openai")]
    [InlineData("responses-to-anthropic", "anthropic-messages", "anthropic")]
    public void Exchange_SaysWhatLiteLLMs(string file, string format, string vendor)
    {
        if (Recordings.Folder is null)
        {
            return;
        }

        var exchange = JsonNode.Parse(Recordings.BytesOf($"litellm-translation/{file}.json"))!;
        var upstream = Dialects.Named(format)!;
        var client = Dialects.Of(((string)exchange["clientEndpoint"]!) switch
        {
            "/v1/messages" => Surface.Messages,
            "/v1/responses" => Surface.Responses,
            _ => Surface.ChatCompletions,
        })!;
        var asked = exchange["clientRequest"]!;
        var model = ((string)asked["model"]!).Split('/', 2)[1];

        var request = Translating.Read(client, asked.ToJsonString());
        var written = Translating.Write(upstream, request, vendor, model, out var losses, maxOutputTokens: 64_000);
        Assert.Empty(losses);
        Assert.Equal(Said(Translating.Read(upstream, exchange["expectedProviderRequest"]!.ToJsonString())), Said(Translating.Read(upstream, System.Text.Encoding.UTF8.GetString(written))));

        var answer = Translating.ReadAnswer(upstream, Bytes(exchange["providerResponse"]!));
        var told = Translating.ReadAnswer(client, Translating.WriteAnswer(client, answer, request));
        var expected = Translating.ReadAnswer(client, Bytes(exchange["expectedClientResponse"]!));
        Assert.Equal(Said(expected), Said(told));
        Assert.Equal((expected.Usage?.Input, expected.Usage?.Output), (told.Usage?.Input, told.Usage?.Output));
    }

    private static byte[] Bytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());

    private static string Said(Conversation conversation) => $"{FidelityText.Turns(conversation)}{conversation.MaxOutputTokens}";

    private static string Said(Answer answer) => FidelityText.Parts(answer);
}
