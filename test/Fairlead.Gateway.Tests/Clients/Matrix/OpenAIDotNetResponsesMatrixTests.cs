using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // marked as experimental in the SDK, and used by everybody

namespace Fairlead.Gateway.Tests.Clients.Matrix;

/// <summary>OpenAI's client for .NET and its Responses against every upstream format. Nothing says <c>store: false</c>: that is how the client comes.</summary>
public sealed class OpenAIDotNetResponsesMatrixTests(MatrixGateway gateway) : IClassFixture<MatrixGateway>
{
    public static TheoryData<string> Formats => [.. MatrixModels.Formats];

    /// <summary>Those whose answers the gateway keeps; the provider of the other does.</summary>
    public static TheoryData<string> Kept => [.. MatrixModels.Formats.Where(static format => format != "openai-responses")];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Responses_Text_IsWhole(string format)
    {
        ResponseResult response = await Client().CreateResponseAsync(format, MatrixModels.Question);

        Assert.Equal((MatrixModels.Text, ResponseStatus.Completed), (response.GetOutputText(), response.Status));
        Assert.True(response.Usage.InputTokenCount > 0 && response.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Responses_Stream_ComesInPieces(string format)
    {
        var (text, pieces) = (new StringBuilder(), 0);
        ResponseResult? whole = null;
        await foreach (var update in await Client().CreateResponseStreamingAsync(format, MatrixModels.Question))
        {
            text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            pieces += update is StreamingResponseOutputTextDeltaUpdate ? 1 : 0;
            whole = (update as StreamingResponseCompletedUpdate)?.Response ?? whole;
        }

        Assert.Equal((MatrixModels.Text, MatrixModels.Text), (text.ToString(), whole!.GetOutputText()));
        Assert.True(pieces > 1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Responses_ToolLoop_Ends(string format)
    {
        var options = Options(format);

        ResponseResult first = await Client().CreateResponseAsync(options);
        Add(options, first.OutputItems, references: false);
        ResponseResult second = await Client().CreateResponseAsync(options);

        Assert.Equal(MatrixModels.Text, second.GetOutputText());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Responses_StreamedToolLoop_Ends(string format)
    {
        var options = Options(format);

        var first = await StreamAsync(options);
        Add(options, first.OutputItems, references: false);
        var second = await StreamAsync(options);

        Assert.Equal(MatrixModels.Text, second.GetOutputText());
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Responses_LoopByReferences_Ends(string format)
    {
        var options = Options(format);

        ResponseResult first = await Client().CreateResponseAsync(options);
        Add(options, first.OutputItems, references: true);
        var second = await StreamAsync(options);

        Assert.Equal(MatrixModels.Text, second.GetOutputText());
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task Responses_LoopByPreviousResponse_Ends(string format)
    {
        var options = Options(format);

        var first = await StreamAsync(options);
        options.PreviousResponseId = first.Id;
        options.InputItems.Clear();
        foreach (var call in first.OutputItems.OfType<FunctionCallResponseItem>())
        {
            options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        }

        ResponseResult second = await Client().CreateResponseAsync(options);
        Assert.Equal((MatrixModels.Text, first.Id), (second.GetOutputText(), second.PreviousResponseId));
        ResponseResult again = await Client().GetResponseAsync(second.Id);
        Assert.Equal(MatrixModels.Text, again.GetOutputText());
        var deleted = await Client().DeleteResponseAsync(second.Id);
        Assert.True(deleted.Value.Deleted);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Responses_StructuredOutput_IsByTheSchema(string format)
    {
        var options = new CreateResponseOptions($"{format}-json", [ResponseItem.CreateUserMessageItem(MatrixModels.Question)])
        {
            TextOptions = new ResponseTextOptions
            {
                TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("city", BinaryData.FromString(MatrixModels.CitySchema), jsonSchemaIsStrict: true),
            },
        };

        ResponseResult response = await Client().CreateResponseAsync(options);

        Assert.True(JsonDocument.Parse(response.GetOutputText()).RootElement.GetProperty("sunny").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Responses_Errors_HaveTheirStatus(string format)
    {
        var tooLong = await Assert.ThrowsAsync<ClientResultException>(() => Client().CreateResponseAsync($"{format}-context", MatrixModels.Question));
        Assert.Equal(400, tooLong.Status);
        Assert.Contains("context_length_exceeded", tooLong.Message, StringComparison.Ordinal);
        Assert.Equal(429, (await Assert.ThrowsAsync<ClientResultException>(() => Client().CreateResponseAsync($"{format}-busy", MatrixModels.Question))).Status);
        var failed = false;
        await foreach (var update in await Client().CreateResponseStreamingAsync($"{format}-broken", MatrixModels.Question))
        {
            failed |= update is StreamingResponseErrorUpdate or StreamingResponseFailedUpdate;
        }

        Assert.True(failed);
    }

    private static CreateResponseOptions Options(string model)
    {
        var options = new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem(MatrixModels.Question)]);
        foreach (var tool in MatrixModels.Tools)
        {
            options.Tools.Add(ResponseTool.CreateFunctionTool(tool, BinaryData.FromString(MatrixModels.WeatherSchema), strictModeEnabled: true));
        }

        return options;
    }

    private static void Add(CreateResponseOptions options, IEnumerable<ResponseItem> output, bool references)
    {
        var calls = output.OfType<FunctionCallResponseItem>().ToList();
        Assert.Equal(MatrixModels.Tools, calls.Select(static call => call.FunctionName));
        foreach (var item in output)
        {
            options.InputItems.Add(references ? ResponseItem.CreateReferenceItem(item.Id) : item);
        }

        foreach (var call in calls)
        {
            Assert.Equal("Köln", JsonDocument.Parse(call.FunctionArguments).RootElement.GetProperty("city").GetString());
            options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        }
    }

    private async Task<ResponseResult> StreamAsync(CreateResponseOptions options)
    {
        options.StreamingEnabled = true;
        ResponseResult? whole = null;
        await foreach (var update in await Client().CreateResponseStreamingAsync(options))
        {
            whole = (update as StreamingResponseCompletedUpdate)?.Response ?? whole;
        }

        options.StreamingEnabled = null;
        return whole!;
    }

    private ResponsesClient Client() => new(
        new ApiKeyCredential(MatrixModels.Key),
        new ResponsesClientOptions { Endpoint = new Uri(gateway.Fixture.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
