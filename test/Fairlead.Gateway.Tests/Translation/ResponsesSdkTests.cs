using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using Fairlead.TestKit.Gateways;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // marked as experimental in the SDK, and used by everybody

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>OpenAI's own SDK for Responses, and simulated deployments of several formats.</summary>
public sealed class ResponsesSdkTests
{
    public static TheoryData<string> Formats { get; } = ["openai-chat", "openai-responses", "bedrock-converse"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Text_IsAnswered(string format)
    {
        await using var gateway = await StartAsync(format, "response_text: Hello!");

        ResponseResult response = await Client(gateway).CreateResponseAsync("m", "Hi");

        Assert.Equal("Hello!", response.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, response.Status);
        Assert.StartsWith("resp_", response.Id, StringComparison.Ordinal);
        Assert.True(response.Usage.InputTokenCount > 0 && response.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Stream_GivesEveryPieceAndTheWhole(string format)
    {
        await using var gateway = await StartAsync(format, "response_text: 'Hello there, world!', reasoning_text: 'Let me see.'");
        var text = new StringBuilder();
        var done = new List<ResponseItem>();
        ResponseResult? whole = null;
        await foreach (var update in await Client(gateway).CreateResponseStreamingAsync("m", "Hi"))
        {
            text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            whole = (update as StreamingResponseCompletedUpdate)?.Response ?? whole;
            if (update is StreamingResponseOutputItemDoneUpdate item)
            {
                done.Add(item.Item);
            }
        }

        Assert.Equal("Hello there, world!", text.ToString());
        Assert.Equal("Hello there, world!", whole!.GetOutputText());
        Assert.True(whole.Usage.OutputTokenCount > 0);
        Assert.Equal(done.Select(static item => item.Id), whole.OutputItems.Select(static item => item.Id));
        Assert.IsAssignableFrom<MessageResponseItem>(done[^1]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Tools_GoRound(string format)
    {
        await using var gateway = await StartAsync(format, """response_text: done, tool_calls: [{ name: look, arguments: { where: here } }]""");
        var options = new CreateResponseOptions("m", [ResponseItem.CreateUserMessageItem("Hi")])
        {
            Tools = { ResponseTool.CreateFunctionTool("look", BinaryData.FromString("""{"type":"object","properties":{"where":{"type":"string"}}}"""), strictModeEnabled: false) },
        };

        ResponseResult first = await Client(gateway).CreateResponseAsync(options);
        var call = Assert.IsType<FunctionCallResponseItem>(first.OutputItems[^1]);
        foreach (var item in first.OutputItems)
        {
            options.InputItems.Add(item);
        }

        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "found"));
        ResponseResult second = await Client(gateway).CreateResponseAsync(options);

        Assert.Equal(("look", """{"where":"here"}"""), (call.FunctionName, call.FunctionArguments.ToString().Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal("done", second.GetOutputText());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Errors_AreTyped(string format)
    {
        await using var gateway = await StartAsync(format, "errors: { 429: 1 }");

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Client(gateway).CreateResponseAsync("m", "Hi"));
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => Client(gateway).CreateResponseAsync("other", "Hi"));

        Assert.Equal((429, 404), (error.Status, unknown.Status));
    }

    private static Task<GatewayFixture> StartAsync(string format, string settings) => GatewayFixture.StartAsync($$"""
        model_list:
          - model_name: m
            litellm_params: { model: simulated/m, wire_format: {{format}}, {{settings}} }
        router_settings: { num_retries: 0 }
        """);

    private static ResponsesClient Client(GatewayFixture gateway) =>
        new(new ApiKeyCredential("sk"), new ResponsesClientOptions { Endpoint = new Uri(gateway.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
