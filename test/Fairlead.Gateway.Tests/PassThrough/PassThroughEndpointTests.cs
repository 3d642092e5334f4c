using System.Text;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.PassThrough;

/// <summary>A vendor's own API behind the gateway's key.</summary>
public sealed class PassThroughEndpointTests : IAsyncLifetime
{
    private FakeUpstream _vendor = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _vendor = await FakeUpstream.StartAsync();
        _gateway = await GatewayFixture.StartAsync(Yaml("use_in_pass_through: true") + "general_settings: { master_key: sk-master, max_request_size_mb: 1 }\n");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _vendor.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/openai/v1/files?limit=2&key=sk-master", "/v1/files", "?limit=2")]
    [InlineData("GET", "/openai/files", "/v1/files", "")]
    [InlineData("DELETE", "/openai/v1/files/file%2F1", "/v1/files/file%2F1", "")]
    [InlineData("POST", "/openai/v1/fine_tuning/jobs", "/v1/fine_tuning/jobs", "")]
    [InlineData("POST", "/openai//evil.example/x", "/v1//evil.example/x", "")]
    public async Task Call_GoesToTheVendor_WithTheVendorsKeyAlone(string method, string path, string upstream, string query)
    {
        _vendor.Enqueue(FakeReply.Json("""{"id":"file_1"}""", 201, ("x-vendor", "yes"), ("Set-Cookie", "a=b"), ("Connection", "x-hop"), ("openai-processing-ms", "7")));

        using var response = await SendAsync(new HttpMethod(method), path, """{"a":1}""", ("x-forwarded-for", "10.0.0.1"), ("Cookie", "c=d"), ("x-custom", "kept"), ("x-litellm-tags", "t"), ("x-goog-api-key", "sk-master"));

        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal("""{"id":"file_1"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("yes", Responses.Header(response, "x-vendor"));
        Assert.Equal("7", Responses.Header(response, "openai-processing-ms"));
        Assert.Null(Responses.Header(response, "Set-Cookie"));
        var request = Assert.Single(_vendor.Requests);
        Assert.Equal((method, upstream, query), (request.Method, request.Path, request.Query));
        Assert.Equal(method == "POST" ? """{"a":1}""" : "", request.BodyText);
        Assert.Equal("Bearer sk-vendor", request.Headers["Authorization"]);
        Assert.Equal("kept", request.Headers["x-custom"]);
        Assert.All(
            new[] { "Cookie", "x-forwarded-for", "x-litellm-tags", "x-goog-api-key", "api-key", "x-api-key" },
            name => Assert.False(request.Headers.ContainsKey(name), name));
        Assert.DoesNotContain(request.Headers.Values, static value => value.Contains("sk-master", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VendorsError_IsPassedOnAsItIs()
    {
        _vendor.Enqueue(FakeReply.Json("""{"type":"error","error":{"type":"x"}}""", 429, ("Retry-After", "3")));
        using var response = await SendAsync(HttpMethod.Get, "/openai/v1/files", "");
        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal("3", Responses.Header(response, "Retry-After"));
        Assert.Equal("""{"type":"error","error":{"type":"x"}}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stream_IsNotHeldBack_AndABreakIsOne()
    {
        var rest = new TaskCompletionSource();
        var events = FakeReply.Events("one", "two");
        _vendor.Enqueue(events with { Gate = i => i == 1 ? rest.Task : Task.CompletedTask, Ending = FakeEnding.Cut });
        using var response = await SendAsync(HttpMethod.Post, "/openai/v1/responses", "{}");
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64];
        Assert.Equal("data: one\n\n", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer).AsTask().WaitAsync(GatewayFixture.Patience)));
        rest.SetResult();
        Assert.Equal("data: two\n\n", Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer).AsTask().WaitAsync(GatewayFixture.Patience)));
        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadAsync(buffer).AsTask().WaitAsync(GatewayFixture.Patience));
    }

    [Theory]
    [InlineData("/openai/v1/%2e%2e/admin", 400)]
    [InlineData("/openai/v1/a%2F..%2F..%2Fadmin", 400)]
    [InlineData("/openai/v1/..%5Cadmin", 400)]
    [InlineData("/mistral/v1/models", 404)]
    [InlineData("/simulated/v1/models", 404)]
    [InlineData("/nobody/v1/models", 404)]
    public async Task BadPathAndUnconfiguredVendor_AreRefused(string path, int status)
    {
        using var client = new System.Net.Sockets.TcpClient("127.0.0.1", new Uri(_gateway.Url).Port);
        await using var stream = client.GetStream();
        // Raw, because clients tidy such paths up.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-master\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Contains($" {status} ", (await reader.ReadToEndAsync().WaitAsync(GatewayFixture.Patience)).Split('\n')[0], StringComparison.Ordinal);
        Assert.Empty(_vendor.Requests);
    }

    [Fact]
    public async Task WithoutTheKey_Is401_AndTooLargeIs413()
    {
        using var noKey = await _gateway.GetAsync("/openai/v1/files");
        Assert.Equal(401, (int)noKey.StatusCode);
        using var large = await SendAsync(HttpMethod.Post, "/openai/v1/files", new string('x', 2 * 1024 * 1024));
        Assert.Equal(413, (int)large.StatusCode);
        Assert.Empty(_vendor.Requests);

        // Without a length it shows on the way; hardly above, for a client that is still sending may never see the answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, _gateway.Url + "/openai/v1/files") { Content = new ByteArrayContent(new byte[(1024 * 1024) + 100]) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-master");
        using var chunked = await _gateway.Http.SendAsync(request, default);
        Assert.Equal(413, (int)chunked.StatusCode);
    }

    [Theory]
    [InlineData("use_in_pass_through: false", "", 404)]
    [InlineData("use_in_pass_through: false", "general_settings: { provider_pass_through: true }\n", 200)]
    [InlineData("use_in_pass_through: true", "general_settings: { provider_pass_through: false }\n", 404)]
    public async Task Settings_SayWhoIsPassedThrough(string deployment, string general, int status)
    {
        await using var gateway = await GatewayFixture.StartAsync(Yaml(deployment) + general);
        using var response = await gateway.GetAsync("/openai/v1/files");
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task EnvironmentsKey_AnswersForAVendorWithoutDeployment()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            Yaml("weight: 1") + "general_settings: { provider_pass_through: true }\n",
            options => options with { Environment = name => name switch { "GROQ_API_KEY" => "gk", "GROQ_API_BASE" => _vendor.Url + "/openai/v1", _ => null } });
        using var response = await gateway.GetAsync("/groq/openai/v1/models");
        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(_vendor.Requests);
        Assert.Equal("/openai/v1/models", request.Path);
        Assert.Equal("Bearer gk", request.Headers["Authorization"]);
    }

    [Fact]
    public async Task Anthropic_GetsItsOwnKindOfKey_AndWhatTheClientSaysOfTheVersion()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            $$"""model_list: [{ model_name: m, litellm_params: { model: anthropic/any, api_base: "{{_vendor.Url}}", api_key: ak, use_in_pass_through: true } }]""");
        using var response = await gateway.SendAsync(HttpMethod.Get, "/anthropic/v1/files", default, default, ("x-api-key", "sk-client"), ("anthropic-version", "2023-06-01"), ("anthropic-beta", "files-api-2025-04-14"));
        var request = Assert.Single(_vendor.Requests);
        Assert.Equal("/v1/files", request.Path);
        Assert.Equal(("ak", "2023-06-01", "files-api-2025-04-14"), (request.Headers["x-api-key"], request.Headers["anthropic-version"], request.Headers["anthropic-beta"]));
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task VendorAway_Is502()
    {
        await using var gateway = await GatewayFixture.StartAsync("model_list: [{ model_name: m, litellm_params: { model: openai/a, api_base: \"http://127.0.0.1:1/v1\", api_key: k, use_in_pass_through: true } }]");
        using var response = await gateway.GetAsync("/openai/v1/files");
        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("upstream_unreachable", (await Responses.ErrorAsync(response)).Code);
    }

    private string Yaml(string deployment) =>
        $"model_list:\n  - model_name: m\n    litellm_params: {{ model: openai/any, api_base: \"{_vendor.ApiBase}\", api_key: sk-vendor, {deployment} }}\n";

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string body, params (string Name, string Value)[] headers) =>
        _gateway.SendAsync(method, path, Encoding.UTF8.GetBytes(body), CancellationToken.None, [.. headers, ("Authorization", "Bearer sk-master")]);
}
