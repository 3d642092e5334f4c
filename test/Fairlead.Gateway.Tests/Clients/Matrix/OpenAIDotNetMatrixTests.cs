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
    public static TheoryData<string> Formats => [.. MatrixModels.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_Text_IsWhole(string format)
    {
        var completion = (await Client(format).CompleteChatAsync(MatrixModels.Question)).Value;

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
        await foreach (var update in Client(format).CompleteChatStreamingAsync(MatrixModels.Question))
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
        List<ChatMessage> messages = [new UserChatMessage(MatrixModels.Question)];

        var first = (await Client(format).CompleteChatAsync(messages, Options())).Value;
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Add(messages, first.ToolCalls);

        Assert.Equal(MatrixModels.Text, (await Client(format).CompleteChatAsync(messages, Options())).Value.Content[0].Text);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_StreamedToolLoop_Ends(string format)
    {
        List<ChatMessage> messages = [new UserChatMessage(MatrixModels.Question)];

        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)>();
        await foreach (var update in Client(format).CompleteChatStreamingAsync(messages, Options()))
        {
            foreach (var piece in update.ToolCallUpdates)
            {
                calls.TryAdd(piece.Index, (piece.ToolCallId, piece.FunctionName, new StringBuilder()));
                calls[piece.Index].Arguments.Append(piece.FunctionArgumentsUpdate);
            }
        }

        Add(messages, [.. calls.Values.Select(static call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments.ToString())))]);
        var text = new StringBuilder();
        await foreach (var update in Client(format).CompleteChatStreamingAsync(messages, Options()))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(static part => part.Text)));
        }

        Assert.Equal(MatrixModels.Text, text.ToString());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_StructuredOutput_IsByTheSchema(string format)
    {
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("city", BinaryData.FromString(MatrixModels.CitySchema), jsonSchemaIsStrict: true) };

        var completion = (await Client($"{format}-json").CompleteChatAsync([new UserChatMessage(MatrixModels.Question)], options)).Value;

        Assert.True(JsonDocument.Parse(completion.Content[0].Text).RootElement.GetProperty("sunny").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Chat_Errors_HaveTheirStatus(string format)
    {
        var tooLong = await Assert.ThrowsAsync<ClientResultException>(() => Client($"{format}-context").CompleteChatAsync(MatrixModels.Question));
        Assert.Equal(400, tooLong.Status);
        Assert.Contains("context_length_exceeded", tooLong.Message, StringComparison.Ordinal);
        Assert.Equal(429, (await Assert.ThrowsAsync<ClientResultException>(() => Client($"{format}-busy").CompleteChatAsync(MatrixModels.Question))).Status);

        // The client passes over errors within a stream, which a broken one ends with: what is left to tell it by is that no reason to finish came.
        await foreach (var update in Client($"{format}-broken").CompleteChatStreamingAsync(MatrixModels.Question))
        {
            Assert.Null(update.FinishReason);
        }
    }

    private static ChatCompletionOptions Options()
    {
        var options = new ChatCompletionOptions();
        foreach (var tool in MatrixModels.Tools)
        {
            options.Tools.Add(ChatTool.CreateFunctionTool(tool, "Tells it.", BinaryData.FromString(MatrixModels.WeatherSchema), functionSchemaIsStrict: true));
        }

        return options;
    }

    private static void Add(List<ChatMessage> messages, IReadOnlyList<ChatToolCall> calls)
    {
        Assert.Equal(MatrixModels.Tools, calls.Select(static call => call.FunctionName));
        messages.Add(new AssistantChatMessage(calls));
        foreach (var call in calls)
        {
            Assert.Equal("Köln", JsonDocument.Parse(call.FunctionArguments).RootElement.GetProperty("city").GetString());
            messages.Add(new ToolChatMessage(call.Id, "sunny"));
        }
    }

    private ChatClient Client(string model) => new(
        model,
        new ApiKeyCredential(MatrixModels.Key),
        new OpenAIClientOptions { Endpoint = new Uri(gateway.Fixture.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
