using System.Net.Http.Headers;
using System.Text;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>Forms: pictures to edit and sound to write down, sent on as they came.</summary>
public sealed class FormsTests : IAsyncLifetime
{
    private const string Boundary = "----form-boundary";
    private const string Transcript = """{"text":"Hello","usage":{"type":"tokens","input_tokens":14,"output_tokens":3,"total_tokens":17}}""";

    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/audio/transcriptions", "/v1/audio/transcriptions")]
    [InlineData("/audio/translations", "/v1/audio/translations")]
    [InlineData("/v1/images/edits", "/v1/images/edits")]
    [InlineData("/images/variations", "/v1/images/variations")]
    [InlineData("/openai/deployments/m/audio/transcriptions?api-version=2024-10-21", "/v1/audio/transcriptions")]
    public async Task Form_GoesOnByteForByte_ButForTheModelAndTheGatewaysOwnFields(string path, string upstream)
    {
        _first.Enqueue(FakeReply.Json(Transcript));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)));
        var file = "\0\r\n--" + Boundary[..^1] + "x\r\n\u00ff";
        var body = Part("file\"; filename=\"a b.wav", file, "Content-Type: audio/wav\r\n") + Part("num_retries", "1") + Part("model", "m") + Part("timestamp_granularities[]", "word")
            + Part("timestamp_granularities[]", "segment") + Part("prompt", "grüße") + Part("timeout", "20") + "--" + Boundary + "--\r\n";

        using var response = await PostAsync(gateway, path, body);

        Assert.Equal(Transcript, await response.Content.ReadAsStringAsync());
        var request = Assert.Single(_first.Requests);
        Assert.Equal(upstream, request.Path);
        Assert.Equal("multipart/form-data; boundary=" + Boundary, request.Headers["Content-Type"]);
        Assert.Equal(
            body.Replace(Part("num_retries", "1"), "", StringComparison.Ordinal).Replace(Part("timeout", "20"), "", StringComparison.Ordinal).Replace(Part("model", "m"), Part("model", "up-1"), StringComparison.Ordinal),
            request.BodyText);
    }

    [Fact]
    public async Task ModelOfThePath_DefaultsAndFallbackParameters_AreAdded()
    {
        _first.Default = static _ => FakeReply.Error(500);
        _second.Enqueue(FakeReply.Json(Transcript));
        var yaml = $$"""
            model_list:
              - model_name: m
                litellm_params: { model: openai/one, api_base: "{{_first.ApiBase}}", api_key: k, language: en, temperature: 0.5 }
              - model_name: other
                litellm_params: { model: openai/two, api_base: "{{_second.ApiBase}}", api_key: k }
            router_settings: { num_retries: 0, fallbacks: [{ m: [{ model: other, response_format: text }] }] }
            """;
        await using var gateway = await GatewayFixture.StartAsync(yaml);

        using var response = await PostAsync(gateway, "/openai/deployments/m/audio/transcriptions", Part("temperature", "0") + Part("response_format", "json") + "--" + Boundary + "--");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(Part("temperature", "0") + Part("response_format", "json") + Part("model", "one") + Part("language", "en") + "--" + Boundary + "--", Sorted(_first.Requests[0].BodyText));
        Assert.Equal(Part("temperature", "0") + Part("response_format", "text") + Part("model", "two") + "--" + Boundary + "--", _second.Requests[0].BodyText);

        // What is added comes in any order.
        static string Sorted(string body) => body.IndexOf("language", StringComparison.Ordinal) < body.IndexOf("\"model\"", StringComparison.Ordinal)
            ? body.Replace(Part("language", "en") + Part("model", "one"), Part("model", "one") + Part("language", "en"), StringComparison.Ordinal)
            : body;
    }

    [Theory]
    [InlineData("text", "text/plain; charset=utf-8", "Hello\n")]
    [InlineData("srt", "text/plain; charset=utf-8", "1\n00:00:00,000 --> 00:00:01,000\nHello\n\n")]
    [InlineData("vtt", "text/vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n")]
    [InlineData("verbose_json", "application/json", """{"task":"transcribe","text":"Hello"}""")]
    [InlineData("text", "text/plain", "")]
    public async Task Transcript_OfAnyForm_ComesAsItIs(string format, string type, string answer)
    {
        _first.Enqueue(FakeReply.Raw(type, Encoding.UTF8.GetBytes(answer)));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)));
        using var response = await PostAsync(gateway, "/v1/audio/transcriptions", Form(("model", "m"), ("response_format", format)));
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Stream_IsRelayed()
    {
        var reply = FakeReply.Events("""{"type":"transcript.text.delta","delta":"Hel"}""", """{"type":"transcript.text.done","text":"Hello","usage":{"input_tokens":14,"output_tokens":3}}""");
        _first.Enqueue(reply);
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)));
        using var response = await PostAsync(gateway, "/v1/audio/transcriptions", Form(("model", "m"), ("stream", "True")));
        Assert.Equal(string.Concat(reply.Chunks.Select(Encoding.UTF8.GetString)), await response.Content.ReadAsStringAsync());
        Assert.Equal("no", Responses.Header(response, "X-Accel-Buffering"));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(3_000_000)]
    public async Task Failure_TheNextDeploymentGetsTheSameForm(int size)
    {
        _first.Default = static _ => FakeReply.Error(500);
        _second.Enqueue(FakeReply.Json(Transcript));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("m", _first.ApiBase), ("m", _second.ApiBase)));
        var file = string.Concat(Enumerable.Range(0, size / 10).Select(static i => i.ToString("d9", System.Globalization.CultureInfo.InvariantCulture) + "\n"));

        using var response = await PostAsync(gateway, "/v1/audio/transcriptions", Part("file\"; filename=\"a.wav", file) + Form(("model", "m")));

        Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        Assert.Equal(_first.Requests[0].BodyText.Replace("up-1", "up-2", StringComparison.Ordinal), _second.Requests[0].BodyText);
        Assert.Contains(file, _second.Requests[0].BodyText, StringComparison.Ordinal);
        await GatewayFixture.Eventually(() => gateway.InFlight("m") == 0);
    }

    [Fact]
    public async Task Race_BothModelsGetTheForm()
    {
        var file = new string('x', 700_000);
        _first.Default = static _ => FakeReply.Silent;
        // The winner waits until the loser has its form: a call that is let go before that never shows.
        var loser = _first.NextRequestAsync();
        _second.Default = _ => FakeReply.Json(Transcript) with { Gate = _ => loser };
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("a", _first.ApiBase), ("b", _second.ApiBase)));

        using var response = await PostAsync(gateway, "/v1/audio/transcriptions", Part("file\"; filename=\"a.wav", file) + Form(("model", "a,b"), ("fastest_response", "true")));

        Assert.Equal(Transcript, await response.Content.ReadAsStringAsync());
        Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        Assert.Equal(_second.Requests[0].BodyText.Replace("up-2", "up-1", StringComparison.Ordinal), (await loser).BodyText);
        await GatewayFixture.Eventually(() => gateway.InFlight("a") == 0);
    }

    [Theory]
    [InlineData("text/plain", "x", "multipart/form-data")]
    [InlineData("multipart/form-data", "x", "boundary")]
    [InlineData("multipart/mixed; boundary=b", "--b--", "multipart/form-data")]
    [InlineData("multipart/form-data; boundary=b", "", "ends before its last boundary")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n", "ends before its last boundary")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Type: text/plain\r\n\r\nm\r\n--b--", "Part 1 of the form has no name")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nno header\r\n\r\nm\r\n--b--", "malformed")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--", "'model' is given twice")]
    [InlineData("multipart/form-data; boundary=b", "--b--", "names no 'model'")]
    public async Task BadForm_Is400_AndSaysWhy(string type, string body, string reason)
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)));
        using var response = await PostAsync(gateway, "/v1/audio/transcriptions", body, type);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(reason, (await Responses.ErrorAsync(response)).Message, StringComparison.Ordinal);
        Assert.Empty(_first.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FormAboveTheLimit_Is413(bool withLength)
    {
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)) + "general_settings: { max_request_size_mb: 1 }\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url + "/v1/audio/transcriptions")
        {
            // Hardly above it: a client that is still sending may never see the answer.
            Content = Content(Part("prompt", new string('x', 100)) + Part("file\"; filename=\"a", new string('x', 1024 * 1024)) + Form(("model", "m")), "multipart/form-data; boundary=" + Boundary),
        };
        request.Headers.TransferEncodingChunked = withLength ? null : true;
        using var response = await gateway.Http.SendAsync(request, default);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("request_too_large", (await Responses.ErrorAsync(response)).Code);
    }

    [Fact]
    public async Task Json_IsTakenToo()
    {
        _first.Enqueue(FakeReply.Json("{}"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)));
        using var response = await gateway.PostAsync("/v1/images/edits", """{"model":"m","images":[{"image_url":"https://host/a.png"}]}""");
        Assert.Equal("""{"model":"up-1","images":[{"image_url":"https://host/a.png"}]}""", Assert.Single(_first.Requests).BodyText);
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayFixture gateway, string path, string body, string type = "multipart/form-data; boundary=" + Boundary)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url + path) { Content = Content(body, type) };
        return gateway.Http.SendAsync(request, default);
    }

    private static ByteArrayContent Content(string body, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static string Form(params (string Name, string Value)[] fields) => string.Concat(fields.Select(static field => Part(field.Name, field.Value))) + "--" + Boundary + "--\r\n";

    private static string Part(string name, string value, string headers = "") => $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{headers}\r\n{value}\r\n";
}
