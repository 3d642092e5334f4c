using System.Text;
using System.Text.Json;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>The endpoints beside conversations: relayed with all that routing does for those.</summary>
public sealed class SurfacesTests : IAsyncLifetime
{
    private const string Picture = """{"created":1,"data":[{"b64_json":"iVBORw0K"}],"usage":{"input_tokens":5,"output_tokens":272,"total_tokens":277}}""";

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
    [InlineData("/v1/images/generations", "/v1/images/generations")]
    [InlineData("/images/generations", "/v1/images/generations")]
    [InlineData("/openai/deployments/m/images/generations?api-version=2024-10-21", "/v1/images/generations")]
    [InlineData("/v1/moderations", "/v1/moderations")]
    [InlineData("/moderations", "/v1/moderations")]
    [InlineData("/v1/rerank", "/v1/rerank")]
    [InlineData("/v2/rerank", "/v1/rerank")]
    [InlineData("/rerank", "/v1/rerank")]
    public async Task Json_IsRelayedWithTheUpstreamsModel(string path, string upstream)
    {
        _first.Enqueue(FakeReply.Json(Picture));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)));

        using var response = await gateway.PostAsync(path, """{"model":"m","prompt":"a fish","timeout":20}""");

        Assert.Equal(Picture, await response.Content.ReadAsStringAsync());
        Assert.Equal("d1", Responses.Header(response, "x-litellm-model-id"));
        var request = Assert.Single(_first.Requests);
        Assert.Equal(upstream, request.Path);
        Assert.Equal("""{"model":"up-1","prompt":"a fish"}""", request.BodyText);
        Assert.Equal("Bearer sk-upstream-1", request.Headers["Authorization"]);
    }

    [Theory]
    [InlineData("images/generations")]
    [InlineData("audio/speech")]
    [InlineData("moderations")]
    [InlineData("rerank")]
    public async Task Failure_TheNextDeploymentAnswers_ThenTheFallback(string path)
    {
        _first.Default = static _ => FakeReply.Error(500);
        _second.Default = _ => path == "audio/speech" ? FakeReply.Raw("audio/mpeg", "ID3"u8.ToArray()) : FakeReply.Json("{}");
        var yaml = GatewayFixture.YamlInOrder(("m", _first.ApiBase), ("m", _second.ApiBase), ("down", _first.ApiBase)) + "router_settings:\n  num_retries: 1\n  fallbacks: [{down: [m]}]\n";
        await using var gateway = await GatewayFixture.StartAsync(yaml);

        using var retried = await gateway.PostAsync("/v1/" + path, """{"model":"m"}""");
        Assert.Equal(200, (int)retried.StatusCode);
        Assert.Equal("d2", Responses.Header(retried, "x-litellm-model-id"));
        Assert.Equal("1", Responses.Header(retried, "x-litellm-attempted-retries"));

        using var fallenBack = await gateway.PostAsync("/v1/" + path, """{"model":"down","num_retries":0}""");
        Assert.Equal(200, (int)fallenBack.StatusCode);
        Assert.Equal("1", Responses.Header(fallenBack, "x-litellm-attempted-fallbacks"));
        await GatewayFixture.Eventually(() => gateway.InFlight("m") == 0);
    }

    [Fact]
    public async Task Speech_FirstSoundLeavesBeforeTheLastComes()
    {
        var rest = new TaskCompletionSource();
        byte[] start = [0xFF, 0xFB, 0x90, 0x00];
        byte[] end = [0x00, 0x01, 0x02];
        _first.Enqueue(FakeReply.Raw("audio/mpeg", start, end) with { Gate = i => i == 1 ? rest.Task : Task.CompletedTask });
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("tts", _first.ApiBase)));

        using var response = await gateway.PostAsync("/v1/audio/speech", """{"model":"tts","input":"Hi","voice":"alloy"}""");
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16];
        var first = await body.ReadAsync(buffer).AsTask().WaitAsync(GatewayFixture.Patience);
        Assert.Equal(start, buffer[..first]);
        rest.SetResult();
        var last = await body.ReadAsync(buffer).AsTask().WaitAsync(GatewayFixture.Patience);
        Assert.Equal(end, buffer[..last]);
        Assert.Equal("audio/mpeg", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Speech_Empty_IsAFailure()
    {
        _first.Enqueue(FakeReply.Raw("audio/mpeg"));
        _second.Enqueue(FakeReply.Raw("audio/mpeg", "ID3"u8.ToArray()));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("tts", _first.ApiBase), ("tts", _second.ApiBase)));
        using var response = await gateway.PostAsync("/v1/audio/speech", """{"model":"tts","input":"Hi"}""");
        Assert.Equal("ID3", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Images_Stream_ErrorFirst_GoesElsewhere_AndLongEventsPass()
    {
        var picture = new string('A', 1_500_000);
        _first.Enqueue(FakeReply.Raw("text/event-stream", "event: error\ndata: {\"type\":\"error\",\"error\":{\"message\":\"no\"}}\n\n"u8.ToArray()));
        _second.Enqueue(FakeReply.Raw(
            "text/event-stream",
            Encoding.UTF8.GetBytes("event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"iVBO\"}\n\n"),
            Encoding.UTF8.GetBytes("event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"" + picture + "\",\"usage\":{\"input_tokens\":5,\"output_tokens\":272}}\n\n")));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.YamlInOrder(("m", _first.ApiBase), ("m", _second.ApiBase)));

        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"m","prompt":"a fish","stream":true}""");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("d2", Responses.Header(response, "x-litellm-model-id"));
        Assert.Equal("no", Responses.Header(response, "X-Accel-Buffering"));
        Assert.Contains(picture, text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", text, StringComparison.Ordinal);
        using var state = JsonDocument.Parse(await (await gateway.GetAsync("/router/deployments")).Content.ReadAsStringAsync());
        Assert.Contains("272", state.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_CutAmidPicture_IsNoEnd()
    {
        _first.Enqueue(FakeReply.Raw("text/event-stream", "event: image_generation.partial_image\ndata: {\"b64_json\":\"iVBO\"}\n\n"u8.ToArray()) with { Ending = FakeEnding.Cut });
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("m", _first.ApiBase)));
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"m","prompt":"a fish","stream":true}""");
        Assert.Contains("stream_interrupted", await Responses.ReadUntilCutAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moderation_WithoutAModel_IsForOpenAIsOwn()
    {
        _first.Enqueue(FakeReply.Json("{}"));
        await using var gateway = await GatewayFixture.StartAsync(GatewayFixture.Yaml(("omni-moderation-latest", _first.ApiBase)));
        using var response = await gateway.PostAsync("/v1/moderations", """{"input":"text"}""");
        Assert.Equal("""{"model":"up-1","input":"text"}""", Assert.Single(_first.Requests).BodyText);
    }

    [Fact]
    public async Task VendorWithoutTheEndpoint_IsNotCalled()
    {
        var yaml = $$"""
            model_list:
              - model_name: m
                litellm_params: { model: groq/llama, api_base: "{{_first.ApiBase}}", api_key: k }
              - model_name: m
                litellm_params: { model: cerebras/llama, api_base: "{{_first.ApiBase}}", api_key: k }
              - model_name: m
                litellm_params: { model: openai/image, api_base: "{{_second.ApiBase}}", api_key: k }
              - model_name: groq
                litellm_params: { model: groq/llama, api_base: "{{_first.ApiBase}}", api_key: k }
              - model_name: voice
                litellm_params: { model: openai/voice, api_base: "{{_first.ApiBase}}", api_key: k }
                model_info: { mode: audio_speech }
            """;
        _second.Enqueue(FakeReply.Json(Picture));
        await using var gateway = await GatewayFixture.StartAsync(yaml);

        using var answered = await gateway.PostAsync("/v1/images/generations", """{"model":"m","prompt":"a fish","num_retries":0}""");
        using var refused = await gateway.PostAsync("/v1/images/generations", """{"model":"groq","prompt":"a fish"}""");
        using var wrongKind = await gateway.PostAsync("/v1/images/generations", """{"model":"voice","prompt":"a fish"}""");

        Assert.Equal(200, (int)answered.StatusCode);
        Assert.Equal(501, (int)refused.StatusCode);
        Assert.Contains("Groq has no images/generations", (await Responses.ErrorAsync(refused)).Message, StringComparison.Ordinal);
        Assert.Equal(501, (int)wrongKind.StatusCode);
        Assert.Empty(_first.Requests);
    }
}
