using System.Buffers;
using Fairlead.Configuration;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.Providers.Credentials.Aws;
using Fairlead.Providers.Streaming;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.PassThrough;

/// <summary>Whose credentials a call of a vendor's own API goes out with, and what the router learns of it.</summary>
public sealed class PassThroughRoutingTests : IAsyncLifetime
{
    private FakeUpstream _vendor = null!;

    public async Task InitializeAsync() => _vendor = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _vendor.DisposeAsync();

    [Fact]
    public async Task Bedrock_IsSigned_AndItsUsageBooked()
    {
        _vendor.Enqueue(FakeReply.Json("""{"output":{"message":{"role":"assistant","content":[{"text":"hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}"""));
        await using var gateway = await GatewayFixture.StartAsync(Yaml("bedrock/m:0", $"api_base: \"{_vendor.Url}\", aws_access_key_id: AKID, aws_secret_access_key: secret, aws_region_name: eu-west-1"));

        using var response = await gateway.PostAsync("/bedrock/model/m%3A0/converse", """{"messages":[]}""", ("Authorization", "AWS4-HMAC-SHA256 Credential=x"), ("x-amz-date", "20200101T000000Z"), ("x-amz-security-token", "t"));

        Assert.Equal((200, "d1"), ((int)response.StatusCode, Responses.Header(response, "x-litellm-model-id")));
        var request = Assert.Single(_vendor.Requests);
        Assert.Equal(("/model/m%3A0/converse", """{"messages":[]}"""), (request.Path, request.BodyText));
        Assert.Equal(SignatureOf(request), request.Headers["Authorization"]);
        Assert.False(request.Headers.ContainsKey("x-amz-security-token"));
        await BookedAsync(gateway, 5, 2);
    }

    [Fact]
    public async Task Vertex_GetsATokenOfItsAccount_AndGooglesCountsAreRead()
    {
        _vendor.Enqueue(FakeReply.Json("""{"access_token":"ya29","expires_in":3600}"""));
        _vendor.Enqueue(FakeReply.Json("""{"candidates":[],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":12}}"""));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(
            "vertex_ai/gemini-2.5-flash",
            $$$"""api_base: "{{{_vendor.Url}}}", vertex_project: p, vertex_credentials: '{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r","token_uri":"{{{_vendor.Url}}}/token"}'"""));

        using var response = await gateway.PostAsync("/vertex_ai/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent", "{}");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("Bearer ya29", _vendor.Requests[^1].Headers["Authorization"]);
        await BookedAsync(gateway, 7, 5);
    }

    [Theory]
    [InlineData("/anthropic/v1/messages", "anthropic/m", "data", 9, 4)]
    [InlineData("/openai/v1/chat/completions", "openai/m", "chat", 3, 2)]
    [InlineData("/bedrock/model/m/converse-stream", "bedrock/m", "aws", 5, 2)]
    public async Task Streams_AreRead(string path, string model, string form, int input, int output)
    {
        _vendor.Enqueue(Stream(form));
        await using var gateway = await GatewayFixture.StartAsync(Yaml(model, $"api_base: \"{_vendor.Url}\", api_key: k"));
        using var response = await gateway.PostAsync(path, """{"model":"m"}""");
        Assert.Equal(200, (int)response.StatusCode);
        _ = await response.Content.ReadAsByteArrayAsync();
        await BookedAsync(gateway, input, output);
    }

    [Fact]
    public async Task Calls_AreSpreadByTheRouter_AndNotSentToWhoRests()
    {
        await using var other = await FakeUpstream.StartAsync();
        _vendor.Default = static _ => FakeReply.Json("""{"error":{"message":"slow down","type":"rate_limit"}}""", 429, ("Retry-After", "600"));
        other.Default = static _ => FakeReply.Json("""{"object":"list"}""");
        await using var gateway = await GatewayFixture.StartAsync(
            $"model_list:\n  - {Entry("a", "d1", "openai/x", $"api_base: \"{_vendor.ApiBase}\", api_key: k1, order: 1")}\n  - {Entry("a", "d2", "openai/y", $"api_base: \"{other.ApiBase}\", api_key: k2, order: 2")}\n");

        using var first = await gateway.GetAsync("/openai/v1/files");
        Assert.Equal((429, "600"), ((int)first.StatusCode, Responses.Header(first, "Retry-After")));
        for (var i = 0; i < 3; i++)
        {
            using var next = await gateway.GetAsync("/openai/v1/files");
            Assert.Equal((200, "d2"), ((int)next.StatusCode, Responses.Header(next, "x-litellm-model-id")));
        }

        // Who is configured for the model that is named is asked before all others; it rests.
        using var named = await gateway.PostAsync("/openai/v1/chat/completions", """{"messages":[],"model":"x"}""");
        Assert.Equal(429, (int)named.StatusCode);
        Assert.Equal("all_deployments_cooling_down", (await Responses.ErrorAsync(named)).Code);
        Assert.Equal((1, 3), (_vendor.Requests.Count, other.Requests.Count));
    }

    [Fact]
    public async Task Calls_CountAgainstTheLimitsOfTheDeployment()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            Yaml("openai/m", $"api_base: \"{_vendor.ApiBase}\", api_key: k, rpm: 2") + "router_settings: { enforce_model_rate_limits: true }\n");
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.GetAsync("/openai/v1/files");
            Assert.Equal(i < 2 ? 200 : 429, (int)response.StatusCode);
        }

        Assert.Equal(2, _vendor.Requests.Count);
    }

    [Fact]
    public async Task WhatIsNotThere_IsNoFaultOfTheDeployment()
    {
        _vendor.Default = static _ => FakeReply.Json("""{"error":{"message":"no such file","type":"invalid_request_error"}}""", 404);
        await using var gateway = await GatewayFixture.StartAsync(Yaml("openai/m", $"api_base: \"{_vendor.ApiBase}\", api_key: k"));
        for (var i = 0; i < 8; i++)
        {
            using var response = await gateway.GetAsync("/openai/v1/files/none");
            Assert.Equal(404, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task CredentialsThatFail_AreToldBeforeAnythingIsSent()
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml("bedrock/m", $"api_base: \"{_vendor.Url}\", aws_profile_name: nobody"));
        using var response = await gateway.PostAsync("/bedrock/model/m/converse", "{}");
        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("upstream_authentication_failed", (await Responses.ErrorAsync(response)).Code);
        Assert.Empty(_vendor.Requests);
    }

    private static string Yaml(string model, string settings) => $"model_list:\n  - {Entry("m", "d1", model, settings)}\n";

    private static string Entry(string name, string id, string model, string settings) =>
        $$"""{ model_name: {{name}}, litellm_params: { model: "{{model}}", use_in_pass_through: true, {{settings}} }, model_info: { id: {{id}} } }""";

    /// <summary>The answer may be read before its end is reported.</summary>
    private static async Task BookedAsync(GatewayFixture gateway, int input, int output)
    {
        var router = gateway.Get<Router>();
        await GatewayFixture.Eventually(() => router.Snapshot().Deployments[0].Answered > 0);
        var deployment = Assert.Single(router.Snapshot().Deployments);
        Assert.Equal((input, output), ((int)deployment.InputTokens, (int)deployment.OutputTokens));
    }

    private static FakeReply Stream(string form)
    {
        if (form == "chat")
        {
            return FakeReply.ChatStream(["a", "b"], usage: true);
        }

        if (form == "data")
        {
            return FakeReply.Events(
                """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}""",
                """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}""",
                """{"type":"message_stop"}""");
        }

        var stream = new ArrayBufferWriter<byte>();
        EventStreamWriter.Event(stream, "messageStart"u8, """{"role":"assistant"}"""u8);
        EventStreamWriter.Event(stream, "contentBlockDelta"u8, """{"contentBlockIndex":0,"delta":{"text":"hel"}}"""u8);
        EventStreamWriter.Event(stream, "messageStop"u8, """{"stopReason":"end_turn"}"""u8);
        EventStreamWriter.Event(stream, "metadata"u8, """{"usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7}}"""u8);
        return FakeReply.Raw("application/vnd.amazon.eventstream", stream.WrittenSpan.ToArray());
    }

    private string SignatureOf(FakeRequest request)
    {
        using var again = new HttpRequestMessage(HttpMethod.Post, _vendor.Url + request.Path) { Content = new ByteArrayContent(request.Body) };
        again.Content.Headers.TryAddWithoutValidation("Content-Type", request.Headers["Content-Type"]);
        var then = DateTimeOffset.ParseExact(request.Headers["X-Amz-Date"], "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal);
        SigV4.Sign(again, request.Body, new AwsKeys("AKID", new Secret("secret")), "eu-west-1", "bedrock", then);
        return again.Headers.NonValidated["Authorization"].ToString();
    }
}
