using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace Fairlead.Gateway.Tests.Clients.Matrix;

/// <summary>OpenAI's client for .NET against every upstream format.</summary>
public sealed class OpenAIDotNetMatrixTests(MatrixGateway gateway) : IClassFixture<MatrixGateway>
{
    private const string Question = "How is the weather in Köln, and what time is it there?";

    private static readonly BinaryData Schema = BinaryData.FromString(
        """{"type":"object","properties":{"city":{"type":"string"},"sunny":{"type":"boolean"}},"required":["city","sunny"],"additionalProperties":false}""");

    public static TheoryData<string> Formats => [.. MatrixModels.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_Text_IsWhole(string format)
    {
        var completion = (await Client(format).CompleteChatAsync(Question)).Value;

        Assert.Equal(MatrixModels.Text, completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.True(completion.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_Stream_ComesInPieces(string format)
    {
        var text = new StringBuilder();
        var pieces = 0;
        await foreach (var update in Client(format).CompleteChatStreamingAsync(Question))
        {
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
                pieces++;
            }
        }

        Assert.Equal(MatrixModels.Text, text.ToString());
        Assert.True(pieces > 1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_ToolLoop_Ends(string format)
    {
        var options = new ChatCompletionOptions();
        options.Tools.Add(ChatTool.CreateFunctionTool("weather", "Tells it.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")));
        options.Tools.Add(ChatTool.CreateFunctionTool("time"));
        List<ChatMessage> messages = [new UserChatMessage(Question)];

        var first = (await Client(format).CompleteChatAsync(messages, options)).Value;
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Assert.Equal(["weather", "time"], first.ToolCalls.Select(static call => call.FunctionName));
        messages.Add(new AssistantChatMessage(first));
        foreach (var call in first.ToolCalls)
        {
            Assert.Equal("Köln", JsonDocument.Parse(call.FunctionArguments).RootElement.GetProperty("city").GetString());
            messages.Add(new ToolChatMessage(call.Id, "sunny"));
        }

        Assert.Equal(MatrixModels.Text, (await Client(format).CompleteChatAsync(messages, options)).Value.Content[0].Text);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_StructuredOutput_IsByTheSchema(string format)
    {
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("city", Schema, jsonSchemaIsStrict: true) };

        var completion = (await Client($"{format}-json").CompleteChatAsync([new UserChatMessage(Question)], options)).Value;

        Assert.True(JsonDocument.Parse(completion.Content[0].Text).RootElement.GetProperty("sunny").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_Errors_HaveTheirStatus(string format)
    {
        var tooLong = await Assert.ThrowsAsync<ClientResultException>(() => Client($"{format}-context").CompleteChatAsync(Question));
        Assert.Equal(400, tooLong.Status);
        Assert.Contains("context_length_exceeded", tooLong.Message, StringComparison.Ordinal);
        Assert.Equal(429, (await Assert.ThrowsAsync<ClientResultException>(() => Client($"{format}-busy").CompleteChatAsync(Question))).Status);
    }

    private ChatClient Client(string model) => new(
        model,
        new ApiKeyCredential(MatrixModels.Key),
        new OpenAIClientOptions { Endpoint = new Uri(gateway.Fixture.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
