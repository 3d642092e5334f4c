using System.Buffers;
using System.Text.Json.Nodes;
using Fairlead.Cli.SimulatedProvider;
using Fairlead.Configuration;
using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Simulated;
using Fairlead.Providers.Streaming;
using Fairlead.Providers.Translation;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Translation;

/// <summary>A client that speaks OpenAI's chat format, and a deployment on Bedrock.</summary>
public sealed class BedrockTests : IAsyncLifetime
{
    private const string Ask = """{"model":"claude","messages":[{"role":"user","content":"hi"}]""";

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task Chat_Plain_IsSignedAndTranslated()
    {
        _upstream.Enqueue(FakeReply.Json("""{"output":{"message":{"role":"assistant","content":[{"text":"hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}"""));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/chat/completions", Ask + ""","max_tokens":9}""");

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("hello", (string?)answer["choices"]![0]!["message"]!["content"]);
        Assert.Equal(("stop", 5, 2), ((string?)answer["choices"]![0]!["finish_reason"], (int)answer["usage"]!["prompt_tokens"]!, (int)answer["usage"]!["completion_tokens"]!));
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse", request.Path);
        Assert.Equal("""{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"maxTokens":9}}""", request.BodyText);
        Assert.Equal(SignatureOf(request), request.Headers["Authorization"]);
    }

    [Fact]
    public async Task Chat_KeysOfAProgram_SignTheCall()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // The program is Linux's.
        }

        var home = Directory.CreateTempSubdirectory("fairlead-aws-");
        try
        {
            Directory.CreateDirectory(Path.Combine(home.FullName, ".aws"));
            var keys = Path.Combine(home.FullName, "keys.json");
            await File.WriteAllTextAsync(keys, """{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"secret"}""");
            await File.WriteAllTextAsync(Path.Combine(home.FullName, ".aws", "config"), $"[default]\ncredential_process = /bin/cat \"{keys}\"\n");
            _upstream.Enqueue(FakeReply.Json("""{"output":{"message":{"role":"assistant","content":[{"text":"hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}"""));
            await using var gateway = await GatewayFixture.StartAsync(
                $"model_list:\n  - {{ model_name: claude, litellm_params: {{ model: bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0, api_base: \"{_upstream.Url}\", aws_region_name: eu-west-1 }} }}\n",
                options => options with { Environment = name => name == "HOME" ? home.FullName : null });

            using var response = await gateway.PostAsync("/v1/chat/completions", Ask + "}");

            Assert.Equal(200, (int)response.StatusCode);
            var request = Assert.Single(_upstream.Requests);
            Assert.Equal(SignatureOf(request), request.Headers["Authorization"]);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Chat_Stream_IsTranslatedEventByEvent()
    {
        var stream = new ArrayBufferWriter<byte>();
        EventStreamWriter.Event(stream, "messageStart"u8, """{"role":"assistant"}"""u8);
        EventStreamWriter.Event(stream, "contentBlockDelta"u8, """{"contentBlockIndex":0,"delta":{"text":"hel"}}"""u8);
        EventStreamWriter.Event(stream, "contentBlockDelta"u8, """{"contentBlockIndex":0,"delta":{"text":"lo"}}"""u8);
        EventStreamWriter.Event(stream, "contentBlockStop"u8, """{"contentBlockIndex":0}"""u8);
        EventStreamWriter.Event(stream, "messageStop"u8, """{"stopReason":"end_turn"}"""u8);
        EventStreamWriter.Event(stream, "metadata"u8, """{"usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7},"metrics":{"latencyMs":1}}"""u8);
        _upstream.Enqueue(FakeReply.Raw("application/vnd.amazon.eventstream", stream.WrittenSpan.ToArray()));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/chat/completions", Ask + ""","stream":true}""");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["hel", "lo"], text.Split("\n\n").Where(static e => e.StartsWith("data: {", StringComparison.Ordinal)).Select(static e => (string?)JsonNode.Parse(e[6..])!["choices"]?[0]?["delta"]?["content"]).Where(static piece => piece is { Length: > 0 }));
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.EndsWith("/converse-stream", Assert.Single(_upstream.Requests).Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "ThrottlingException", 429)]
    [InlineData(400, "ValidationException", 400)]
    [InlineData(403, "UnrecognizedClientException", 403)]
    public async Task Chat_Refused_IsToldInTheClientsFormat(int status, string type, int expected)
    {
        _upstream.Default = _ => FakeReply.Json("""{"message":"no"}""", status, ("x-amzn-errortype", type + ":http://internal.amazon.com/"));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url));

        using var response = await gateway.PostAsync("/v1/chat/completions", Ask + "}");

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.NotNull((string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
    }

    [Fact]
    public async Task Chat_ToolsOfASimulatedProvider_GoRound()
    {
        var settings = new SimulatedSettings { Format = Dialects.Named("bedrock"), ToolCalls = [new SimulatedToolCall("look", """{"where":"here"}""")], Text = "done" };
        await using var server = await ProviderServer.StartAsync(settings, 0, TimeProvider.System, CancellationToken.None);
        await using var gateway = await GatewayFixture.StartAsync(Yaml(server.Url));
        const string Tools = ""","tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object","properties":{"where":{"type":"string"}}}}}]""";

        using var first = await gateway.PostAsync("/v1/chat/completions", Ask + Tools + "}");
        var message = JsonNode.Parse(await first.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!;
        var call = message["tool_calls"]![0]!;
        using var second = await gateway.PostAsync(
            "/v1/chat/completions",
            $$"""{"model":"claude","messages":[{"role":"user","content":"hi"},{{message.ToJsonString()}},{"role":"tool","tool_call_id":"{{call["id"]}}","content":"found"}]{{Tools}}}""");

        Assert.Equal(("look", """{"where":"here"}"""), ((string?)call["function"]!["name"], (string?)call["function"]!["arguments"]));
        Assert.Equal(200, (int)second.StatusCode);
    }

    [Fact]
    public async Task Embeddings_SeveralTexts_AreOneAnswerInTheFormAskedFor()
    {
        _upstream.Default = request => FakeReply.Json($$"""{"embedding":[{{((string?)JsonNode.Parse(request.Body)!["inputText"])!.Length}},0.5],"inputTextTokenCount":2}""");
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url, "amazon.titan-embed-text-v2:0"));

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"claude","input":["a","bb","ccc"],"encoding_format":"float","dimensions":256}""");
        using var encoded = await gateway.PostAsync("/v1/embeddings", """{"model":"claude","input":"a","encoding_format":"base64"}""");

        Assert.Equal(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]},{"object":"embedding","index":1,"embedding":[2,0.5]},{"object":"embedding","index":2,"embedding":[3,0.5]}],"model":"amazon.titan-embed-text-v2:0","usage":{"prompt_tokens":6,"total_tokens":6}}""",
            await response.Content.ReadAsStringAsync());
        Assert.Equal("AACAPwAAAD8=", (string?)JsonNode.Parse(await encoded.Content.ReadAsStringAsync())!["data"]![0]!["embedding"]);
        Assert.All(_upstream.Requests, request => Assert.Equal(SignatureOf(request), request.Headers["Authorization"]));
    }

    [Fact]
    public async Task Embeddings_WhatTheModelLacks_IsRefusedOrLeftOut()
    {
        _upstream.Default = static _ => FakeReply.Json("""{"embeddings":[[1,0.5]],"response_type":"embeddings_floats"}""");
        await using var gateway = await GatewayFixture.StartAsync(Yaml(_upstream.Url, "cohere.embed-english-v3"));

        using var refused = await gateway.PostAsync("/v1/embeddings", """{"model":"claude","input":"a","dimensions":8}""");
        using var dropped = await gateway.PostAsync("/v1/embeddings", """{"model":"claude","input":"a","dimensions":8,"drop_params":true}""");

        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Equal("dimensions", (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["error"]!["param"]);
        Assert.Equal((200, "dimensions"), ((int)dropped.StatusCode, dropped.Headers.GetValues("x-fairlead-dropped").Single()));
        Assert.Equal("""{"texts":["a"],"input_type":"search_document"}""", Assert.Single(_upstream.Requests).BodyText);
    }

    [Fact]
    public async Task Embeddings_Refused_GoToTheNextDeployment()
    {
        await using var other = await FakeUpstream.StartAsync();
        other.Default = static _ => FakeReply.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[7]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}""");
        _upstream.Default = static _ => FakeReply.Json("""{"message":"slow down"}""", 429, ("x-amzn-errortype", "ThrottlingException"));
        await using var gateway = await GatewayFixture.StartAsync(
            Yaml(_upstream.Url, "amazon.titan-embed-text-v2:0, order: 1", other.ApiBase));

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"claude","input":"a"}""");

        Assert.Contains("[7]", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(_upstream.Requests);
    }

    private static string Yaml(string apiBase, string model = "converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0", string? second = null) => $$"""
        model_list:
          - model_name: claude
            litellm_params: { aws_access_key_id: AKID, aws_secret_access_key: secret, aws_region_name: eu-west-1, api_base: "{{apiBase}}", model: bedrock/{{model}} }
          {{(second is null ? "" : $"- model_name: claude\n    litellm_params: {{ model: openai/other, api_key: k, order: 2, api_base: \"{second}\" }}")}}
        router_settings: { num_retries: {{(second is null ? 0 : 1)}} }
        """;

    /// <summary>The signature as it must be, from what was received and the time it was signed at.</summary>
    private string SignatureOf(FakeRequest request)
    {
        using var again = new HttpRequestMessage(HttpMethod.Post, _upstream.Url + request.Path) { Content = new ByteArrayContent(request.Body) };
        again.Content.Headers.TryAddWithoutValidation("Content-Type", request.Headers["Content-Type"]);
        var then = DateTimeOffset.ParseExact(request.Headers["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal);
        SigV4.Sign(again, request.Body, new AwsKeys("AKID", new Secret("secret")), "eu-west-1", "bedrock", then);
        return again.Headers.NonValidated["Authorization"].ToString();
    }
}
