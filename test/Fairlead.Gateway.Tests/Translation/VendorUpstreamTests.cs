using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Fairlead.Cli.SimulatedProvider;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>OpenAI's own SDK against the gateway, before vendors with formats of their own: they listen on ports of theirs and know no other format.</summary>
public sealed class VendorUpstreamTests
{
    public static TheoryData<string, string> Vendors => new()
    {
        { "ollama-chat", "ollama/m" },
        { "ollama-chat", "ollama_chat/m" },
        { "cohere-chat", "cohere_chat/m" },
        { "cohere-chat", "cohere/command-r" },
    };

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Text_WholeAndStreamed_IsTheAnswer(string format, string model)
    {
        await using var setting = await Setting.StartAsync(format, model, new SimulatedSettings { Text = "over the wire ✓", ReasoningText = "hm" });

        ChatCompletion whole = await setting.Chat.CompleteChatAsync("Hi");
        var streamed = new StringBuilder();
        ChatTokenUsage? used = null;
        ChatFinishReason? finish = null;
        await foreach (var update in setting.Chat.CompleteChatStreamingAsync("Hi"))
        {
            used = update.Usage ?? used;
            finish = update.FinishReason ?? finish;
            streamed.Append(string.Concat(update.ContentUpdate.Select(static part => part.Text)));
        }

        Assert.Equal("over the wire ✓", whole.Content[0].Text);
        Assert.Equal("over the wire ✓", streamed.ToString());
        Assert.Equal((ChatFinishReason.Stop, ChatFinishReason.Stop), (whole.FinishReason, finish));
        Assert.True(whole.Usage.InputTokenCount > 0 && whole.Usage.OutputTokenCount > 0);
        Assert.Equal(whole.Usage.OutputTokenCount, used!.OutputTokenCount);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Tools_CalledAndAnswered_LeadToText(string format, string model)
    {
        await using var setting = await Setting.StartAsync(format, model, new SimulatedSettings
        {
            Text = "It is cold.",
            ToolCalls = [new("weather", """{"city":"Oslo"}"""), new("clock", "{}")],
        });
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("weather"), ChatTool.CreateFunctionTool("clock") } };
        var messages = new List<ChatMessage> { new UserChatMessage("How is it?") };

        ChatCompletion called = await setting.Chat.CompleteChatAsync(messages, options);
        var streamed = new SortedDictionary<int, (string Name, string Arguments)>();
        await foreach (var update in setting.Chat.CompleteChatStreamingAsync(messages, options))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                var before = streamed.GetValueOrDefault(call.Index);
                streamed[call.Index] = (call.FunctionName is { Length: > 0 } name ? name : before.Name, before.Arguments + call.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, called.FinishReason);
        Assert.Equal([("weather", """{"city":"Oslo"}"""), ("clock", "{}")], called.ToolCalls.Select(static call => (call.FunctionName, call.FunctionArguments.ToString())));
        Assert.Equal([("weather", """{"city":"Oslo"}"""), ("clock", "{}")], streamed.Values);
        messages.Add(new AssistantChatMessage(called));
        messages.AddRange(called.ToolCalls.Select(static call => new ToolChatMessage(call.Id, "4 degrees")));
        ChatCompletion answered = await setting.Chat.CompleteChatAsync(messages, options);
        Assert.Equal("It is cold.", answered.Content[0].Text);
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Failures_AreToldInTheClientsFormat(string format, string model)
    {
        await using var limited = await Setting.StartAsync(format, model, new SimulatedSettings { Errors = [(1, SimulatedError.RateLimit)] });
        await using var broken = await Setting.StartAsync(format, model, new SimulatedSettings { Text = "one two three", FailAfterTokens = 1, Errors = [(1, SimulatedError.Parse("stream_error")!)] });

        Assert.Equal(429, (await Assert.ThrowsAsync<ClientResultException>(() => limited.Chat.CompleteChatAsync("Hi"))).Status);
        using var response = await broken.Gateway.PostAsync("/v1/chat/completions", """{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"content\":\"one", body, StringComparison.Ordinal);
        Assert.Contains("data: {\"error\":{", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic/claude-sonnet-4-5", "/v1/chat/completions", """{"type":"error","error":{"type":"invalid_request_error","message":"messages.0: text is too short"}}""", 400)]
    [InlineData("gemini/gemini-2.5-pro", "/v1/messages", """{"error":{"code":400,"message":"messages.0: text is too short","status":"INVALID_ARGUMENT"}}""", 400)]
    [InlineData("cohere_chat/command-a", "/v1/chat/completions", """{"message":"messages.0: text is too short"}""", 400)]
    [InlineData("ollama_chat/m", "/v1/messages", """{"error":"messages.0: text is too short"}""", 400)]
    public async Task Refusal_OfTheUpstream_KeepsItsWords(string model, string path, string refusal, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Enqueue(FakeReply.Json(refusal) with { Status = status });
        await using var gateway = await GatewayFixture.StartAsync($"model_list: [{{ model_name: m, litellm_params: {{ model: {model}, api_base: \"{upstream.Url}\", api_key: k }} }}]");

        using var response = await gateway.PostAsync(path, """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(status, (int)response.StatusCode);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = body.RootElement.GetProperty("error");
        Assert.Equal("messages.0: text is too short", error.GetProperty("message").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Sound_GoesNowhere(string format, string model)
    {
        await using var setting = await Setting.StartAsync(format, model, new SimulatedSettings());

        using var response = await setting.Gateway.PostAsync(
            "/v1/chat/completions",
            """{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}]}""");

        Assert.InRange((int)response.StatusCode, 400, 501);
        Assert.Contains("audio", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ollama/m", "/api/embed", """{"model":"m","input":["a","b"]}""", """{"model":"m","embeddings":[[1,2],[3,4]],"prompt_eval_count":5}""")]
    [InlineData(
        "cohere/embed-v4.0",
        "/v2/embed",
        """{"model":"embed-v4.0","texts":["a","b"],"input_type":"search_document","embedding_types":["float"]}""",
        """{"embeddings":{"float":[[1,2],[3,4]]},"meta":{"billed_units":{"input_tokens":5}}}""")]
    public async Task Embeddings_OfOpenAIsClient_AreTheVendors(string model, string path, string sent, string answered)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Enqueue(FakeReply.Json(answered));
        await using var gateway = await GatewayFixture.StartAsync($"model_list: [{{ model_name: m, litellm_params: {{ model: {model}, api_base: \"{upstream.Url}\", api_key: k }} }}]");
        var client = new OpenAIClient(new ApiKeyCredential("sk-any"), new OpenAIClientOptions { Endpoint = new Uri(gateway.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) });

        OpenAIEmbeddingCollection embeddings = await client.GetEmbeddingClient("m").GenerateEmbeddingsAsync(["a", "b"]);

        Assert.Equal([3f, 4f], embeddings[1].ToFloats().ToArray());
        Assert.Equal(5, embeddings.Usage.InputTokenCount);
        var request = await upstream.NextRequestAsync();
        Assert.Equal((path, sent), (request.Path, request.BodyText));
    }

    /// <summary>A vendor, a gateway before it and a client.</summary>
    private sealed class Setting(ProviderServer vendor, GatewayFixture gateway) : IAsyncDisposable
    {
        public GatewayFixture Gateway => gateway;

        public ChatClient Chat { get; } = new OpenAIClient(
            new ApiKeyCredential("sk-any"),
            new OpenAIClientOptions { Endpoint = new Uri(gateway.Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient("m");

        public static async Task<Setting> StartAsync(string format, string model, SimulatedSettings settings)
        {
            var vendor = await ProviderServer.StartAsync(settings with { Format = Dialects.Named(format) }, 0, TimeProvider.System, CancellationToken.None);
            var gateway = await GatewayFixture.StartAsync(
                $"model_list: [{{ model_name: m, litellm_params: {{ model: {model}, api_base: \"{vendor.Url}\", api_key: k }} }}]\nrouter_settings: {{ num_retries: 0 }}\n");
            return new Setting(vendor, gateway);
        }

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await vendor.DisposeAsync();
        }
    }
}
