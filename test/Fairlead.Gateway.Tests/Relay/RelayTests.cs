using System.Text;
using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>The relay over real HTTP on both sides.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Chat_Plain_IsByteExactButForTheModel()
    {
        const string Sent = "{\r\n \"messages\" : [ {\"role\":\"user\",\"content\":\"gpt-4 \\\"model\\\" ✓ \\ud83d\\ude00\"} ],\t\"x_unknown\":{\"y\":[1.0,1e2,null]}, \"model\" : \"gpt-4\" , \"n\":1 }\n";
        const string Answer = "{\"id\":\"x\",  \"choices\":[{\"message\":{\"content\":\"a\"}}],\r\n\"x_extra\": \"\\u00e9é\", \"usage\":{\"prompt_tokens\":1}}\n\n";
        _upstream.Enqueue(FakeReply.Json(Answer));

        using var response = await _gateway.PostAsync("/v1/chat/completions", Sent);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(Answer, await response.Content.ReadAsStringAsync());
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal(Sent.Replace("\"model\" : \"gpt-4\"", "\"model\" : \"up-1\"", StringComparison.Ordinal), request.BodyText);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("Bearer sk-upstream-1", request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "/v1/chat/completions")]
    [InlineData("/chat/completions", "/v1/chat/completions")]
    [InlineData("/v1/completions", "/v1/completions")]
    [InlineData("/completions", "/v1/completions")]
    [InlineData("/v1/embeddings", "/v1/embeddings")]
    [InlineData("/embeddings", "/v1/embeddings")]
    public async Task Paths_WithAndWithoutVersion_ReachTheirEndpoint(string path, string upstreamPath)
    {
        using var response = await _gateway.PostAsync(path, """{"model":"gpt-4"}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(upstreamPath, Assert.Single(_upstream.Requests).Path);
    }

    [Theory]
    [InlineData("chat/completions", """{"messages":[]}""", """{"model":"up-1","messages":[]}""")]
    [InlineData("completions", """{"model":"other","prompt":"x"}""", """{"model":"up-1","prompt":"x"}""")]
    [InlineData("embeddings", """{}""", """{"model":"up-1"}""")]
    public async Task AzurePath_NamesTheModel_WhateverTheBodySays(string path, string sent, string upstream)
    {
        using var response = await _gateway.PostAsync($"/openai/deployments/gpt-4/{path}?api-version=2024-06-01", sent, ("api-key", "x"));
        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(_upstream.Requests);
        Assert.Equal($"/v1/{path}", request.Path);
        Assert.Equal(upstream, request.BodyText);
    }

    [Fact]
    public async Task OwnFields_AreReadAndTakenOut()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","num_retries":1,"messages":[],"fallbacks":["gpt-4"],"metadata":{"tags":["a"],"k":"v"},"timeout":30}""");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("""{"model":"up-1","messages":[],"metadata":{"k":"v"}}""", Assert.Single(_upstream.Requests).BodyText);
    }

    [Fact]
    public async Task Headers_OfTheAnswer_TellWhoAnswered()
    {
        _upstream.Enqueue(FakeReply.Json("{}", 200, ("openai-processing-ms", "12"), ("x-ratelimit-remaining-requests", "7"), ("Set-Cookie", "a=b"), ("x-request-id", "req_up"), ("Retry-After", "3600")));
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}""", ("x-request-id", "my-id-1"));

        Assert.Equal("my-id-1", Header(response, "x-request-id"));
        Assert.Equal("my-id-1", Header(response, "x-litellm-call-id"));
        Assert.Equal("d1", Header(response, "x-litellm-model-id"));
        Assert.Equal("gpt-4", Header(response, "x-litellm-model-group"));
        Assert.Equal("0", Header(response, "x-litellm-attempted-retries"));
        Assert.Equal("0", Header(response, "x-litellm-attempted-fallbacks"));
        Assert.StartsWith("fairlead-", Header(response, "x-litellm-version"), StringComparison.Ordinal);
        var duration = double.Parse(Header(response, "x-litellm-response-duration-ms")!, System.Globalization.CultureInfo.InvariantCulture);
        var overhead = double.Parse(Header(response, "x-litellm-overhead-duration-ms")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(overhead, 0, duration);
        Assert.Equal("12", Header(response, "llm_provider-openai-processing-ms"));
        Assert.Equal("req_up", Header(response, "llm_provider-x-request-id"));
        Assert.Equal("7", Header(response, "x-ratelimit-remaining-requests"));
        Assert.Null(Header(response, "Set-Cookie"));
        Assert.Null(Header(response, "Retry-After"));
        Assert.Null(Header(response, "Server"));
        Assert.Equal("my-id-1", _upstream.Requests[0].Headers["x-request-id"]);
    }

    [Fact]
    public async Task Stream_PassesEachChunkAsItComes()
    {
        var gate = new SemaphoreSlim(0);
        _upstream.Enqueue(FakeReply.ChatStream(["Hel", "lo"]) with { Gate = _ => gate.WaitAsync() });
        var sending = _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");

        // The role alone is no content: the head waits for the first text.
        gate.Release(2);
        using var response = await sending.WaitAsync(GatewayFixture.Patience);
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no", Header(response, "X-Accel-Buffering"));
        Assert.Equal("no-cache, no-transform", response.Headers.CacheControl!.ToString().Replace("no-transform, no-cache", "no-cache, no-transform", StringComparison.Ordinal));
        await using var body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(body);
        Assert.Contains("\"role\":\"assistant\"", await NextEvent(reader), StringComparison.Ordinal);
        Assert.Contains("Hel", await NextEvent(reader), StringComparison.Ordinal);
        gate.Release();
        Assert.Contains("\"lo\"", await NextEvent(reader), StringComparison.Ordinal);
        gate.Release(10);
        Assert.Contains("stop", await NextEvent(reader), StringComparison.Ordinal);
        Assert.Equal("data: [DONE]", await NextEvent(reader));
        Assert.Null(await reader.ReadLineAsync().WaitAsync(GatewayFixture.Patience));
    }

    [Fact]
    public async Task Stream_BrokenAfterContent_EndsWithAnErrorEventAndNoDone()
    {
        var whole = FakeReply.ChatStream(["Hel", "lo"]);
        _upstream.Enqueue(whole with { Chunks = [whole.Chunks[0], whole.Chunks[1], "data: {\"half\":"u8.ToArray()], Ending = FakeEnding.Cut });
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");
        Assert.Equal(200, (int)response.StatusCode);
        var text = await Responses.ReadUntilCutAsync(response);

        var sent = Encoding.UTF8.GetString(whole.Chunks[0]) + Encoding.UTF8.GetString(whole.Chunks[1]);
        Assert.StartsWith(sent, text, StringComparison.Ordinal);
        var last = text[sent.Length..];
        Assert.StartsWith("data: {\"error\":", last, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", last, StringComparison.Ordinal);
        using var error = JsonDocument.Parse(last["data: ".Length..]);
        Assert.Equal("stream_interrupted", error.RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Equal(0, _gateway.InFlight("gpt-4"));
    }

    [Fact]
    public async Task Plain_BrokenAmidABodyTooLargeToHold_CutsTheConnection()
    {
        var arrived = new TaskCompletionSource();
        byte[] part = [.. "{\"a\":\""u8, .. new byte[600 * 1024].Select(static _ => (byte)'x')];
        _upstream.Enqueue(FakeReply.Raw("application/json", part) with { Ending = FakeEnding.Cut, Gate = i => i == 0 ? Task.CompletedTask : arrived.Task });
        using var response = await _gateway.PostAsync("/v1/embeddings", """{"model":"gpt-4"}""");
        Assert.Equal(200, (int)response.StatusCode);
        arrived.SetResult();
        Assert.StartsWith("{\"a\":\"xxx", await Responses.ReadUntilCutAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_LargeAnswer_IsExact()
    {
        var answer = "{\"a\":\"" + new string('x', 3_000_000) + "\"}";
        _upstream.Enqueue(FakeReply.Json(answer));
        using var response = await _gateway.PostAsync("/v1/embeddings", """{"model":"gpt-4"}""");
        Assert.Equal(answer.Length, response.Content.Headers.ContentLength);
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stream_RequestAnsweredWithPlainJson_IsPassedOn()
    {
        _upstream.Enqueue(FakeReply.Chat("hi"));
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4","stream":true}""");
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(Encoding.UTF8.GetString(FakeReply.Chat("hi").Chunks[0]), await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ClientAbort_ReachesTheUpstreamAtOnce(bool amidStream)
    {
        var whole = FakeReply.ChatStream(["Hel", "lo"]);
        _upstream.Enqueue(amidStream ? whole with { Chunks = [whole.Chunks[0], whole.Chunks[1]], Ending = FakeEnding.Hang } : FakeReply.Silent);
        using var leave = new CancellationTokenSource();
        var sending = _gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"gpt-4","stream":true}"""u8.ToArray(), leave.Token);
        var request = await _upstream.NextRequestAsync();
        var body = Stream.Null;
        HttpResponseMessage? response = null;
        if (amidStream)
        {
            response = await sending;
            body = await response.Content.ReadAsStreamAsync(CancellationToken.None);
            Assert.True(await body.ReadAsync(new byte[16], CancellationToken.None) > 0);
            response.Dispose();
        }
        else
        {
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        // The goal is 100 ms; how long a loaded machine takes is for the benchmark to say.
        await request.Aborted.WaitAsync(GatewayFixture.Patience);
        await body.DisposeAsync();
        await GatewayFixture.Eventually(() => _gateway.InFlight("gpt-4") == 0);
    }

    [Fact]
    public async Task Body_TooLarge_Is413WithoutAnAttempt()
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)) + "general_settings: { max_request_size_mb: 0.001 }\n");
        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"gpt-4","x":"{{new string('a', 2000)}}"}""");
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("request_too_large", await ErrorCode(response));
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Body_Compressed_Is415()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _gateway.Url + "/v1/chat/completions") { Content = new ByteArrayContent([1, 2, 3]) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var response = await _gateway.Http.SendAsync(request, default);
        Assert.Equal(415, (int)response.StatusCode);
    }

    [Fact]
    public async Task Body_OfUnknownLengthAboveTheLimit_Is413()
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)) + "general_settings: { max_request_size_mb: 0.05 }\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url + "/v1/chat/completions") { Content = new StreamContent(new MemoryStream(new byte[200_000])) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await gateway.Http.SendAsync(request, default);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Headers_AboveTheLimit_Are431()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"gpt-4"}""", ("x-long", new string('a', 40_000)));
        Assert.Equal(431, (int)response.StatusCode);
    }

    [Fact]
    public async Task FormatNotSpokenYet_Is501AndSendsNothing()
    {
        await using var gateway = await GatewayFixture.StartAsync($"model_list:\n  - {{ model_name: claude, litellm_params: {{ model: replicate/llama, api_key: sk-x, api_base: \"{_upstream.Url}\" }} }}\n");
        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"claude"}""");
        Assert.Equal(501, (int)response.StatusCode);
        Assert.Equal("unsupported", await ErrorCode(response));
        Assert.Empty(_upstream.Requests);
    }

    [Theory]
    [InlineData("{", null)]
    [InlineData("""{"messages":[]}""", "missing_required_parameter")]
    public async Task Body_Unusable_Is400InOpenAIsForm(string body, string? code)
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", body);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(code, await ErrorCode(response));
        Assert.NotNull(Header(response, "x-request-id"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OfHalfAMegabyte_IsServed(bool inline)
    {
        var sent = $$"""{"x":"{{new string('a', 500_000)}}","model":"gpt-4"}""";
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("gpt-4", _upstream.ApiBase)), o => o with { Inline = inline });
        using var response = await gateway.PostAsync("/v1/chat/completions", sent);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(sent.Length - 1, Assert.Single(_upstream.Requests).Body.Length);
    }

    [Fact]
    public async Task UnknownModel_Is404_ModelNotFound()
    {
        using var response = await _gateway.PostAsync("/v1/chat/completions", """{"model":"nope"}""");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("model_not_found", await ErrorCode(response));
    }

    private static async Task<string?> NextEvent(StreamReader reader)
    {
        var line = await reader.ReadLineAsync().WaitAsync(GatewayFixture.Patience);
        Assert.Equal("", await reader.ReadLineAsync().WaitAsync(GatewayFixture.Patience));
        return line;
    }

    private static string? Header(HttpResponseMessage response, string name) => Responses.Header(response, name);

    private static async Task<string?> ErrorCode(HttpResponseMessage response) => (await Responses.ErrorAsync(response)).Code;
}
