using System.Globalization;
using System.Text;
using Fairlead.Gateway.Tests.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Limits;

/// <summary>Calls that are not paid by the token are booked all the same.</summary>
public sealed class UnitCostTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("images/generations", """{"model":"m","prompt":"a fish","n":3,"size":"512x512"}""", """{"data":[{"b64_json":"aa"}]}""", "output_cost_per_image: 0.02", 0.06)]
    [InlineData("images/generations", """{"model":"m","prompt":"a fish","size":"10x20"}""", """{"data":[{"b64_json":"aa"}]}""", "input_cost_per_pixel: 0.0001", 0.02)]
    [InlineData("images/generations", """{"model":"m","prompt":"a fish"}""", """{"data":[],"usage":{"input_tokens":10,"output_tokens":5}}""", "output_cost_per_image: 9, input_cost_per_token: 0.001, output_cost_per_token: 0.002", 0.02)]
    [InlineData("rerank", """{"model":"m","query":"q","documents":["a"]}""", """{"results":[],"meta":{"billed_units":{"search_units":2}}}""", "input_cost_per_query: 0.002", 0.004)]
    [InlineData("rerank", """{"model":"m","query":"q","documents":["a"]}""", """{"results":[]}""", "input_cost_per_query: 0.002", 0.002)]
    [InlineData("audio/speech", """{"model":"m","input":"h\u00e9l\ud83d\ude00","voice":"alloy"}""", "sound", "input_cost_per_character: 0.5", 2.0)]
    public async Task Call_IsBookedByItsUnits(string path, string request, string answer, string price, double expected)
    {
        _upstream.Default = _ => answer == "sound" ? FakeReply.Raw("audio/mpeg", Encoding.UTF8.GetBytes(answer)) : FakeReply.Json(answer);
        await using var gateway = await GatewayFixture.StartAsync(Yaml(price));
        using var response = await gateway.PostAsync("/v1/" + path, request);
        Assert.Equal(200, (int)response.StatusCode);
        await BookedAsync(gateway, response, expected);
    }

    [Theory]
    [InlineData("""{"text":"hi","duration":12.5}""", 0.0125)]
    [InlineData("""{"text":"hi","usage":{"type":"duration","seconds":3}}""", 0.003)]
    public async Task Transcription_IsBookedByTheSecond(string answer, double expected)
    {
        _upstream.Default = _ => FakeReply.Json(answer);
        await using var gateway = await GatewayFixture.StartAsync(Yaml("output_cost_per_second: 0.001"));
        using var form = new MultipartFormDataContent { { new StringContent("m"), "model" }, { new ByteArrayContent([1, 2, 3]), "file", "a.wav" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url + "/v1/audio/transcriptions") { Content = form };
        using var response = await gateway.Http.SendAsync(request, default);
        Assert.Equal(200, (int)response.StatusCode);
        await BookedAsync(gateway, response, expected);
    }

    [Fact]
    public async Task StreamOfATranscription_TellsItsSecondsLast()
    {
        _upstream.Default = static _ => FakeReply.Events("""{"type":"transcript.text.delta","delta":"hi"}""", """{"type":"transcript.text.done","text":"hi","usage":{"type":"duration","seconds":4}}""");
        await using var gateway = await GatewayFixture.StartAsync(Yaml("input_cost_per_second: 0.001"));
        using var form = new MultipartFormDataContent { { new StringContent("m"), "model" }, { new StringContent("true"), "stream" }, { new ByteArrayContent([1]), "file", "a.wav" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url + "/v1/audio/transcriptions") { Content = form };
        using var response = await gateway.Http.SendAsync(request, default);
        _ = await response.Content.ReadAsStringAsync();
        await BookedAsync(gateway, null, 0.004);
    }

    [Fact]
    public async Task Budget_IsSpentByUnits()
    {
        _upstream.Default = static _ => FakeReply.Json("""{"data":[{"url":"x"}]}""");
        await using var gateway = await GatewayFixture.StartAsync(Yaml("output_cost_per_image: 1, max_budget: 1.5, budget_duration: 1d"));
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"m","prompt":"p"}""");
            Assert.Equal(i < 2 ? 200 : 429, (int)response.StatusCode);
            await GatewayFixture.Eventually(() => gateway.Get<Router>().Snapshot().Deployments[0].InFlight == 0);
        }
    }

    private static async Task BookedAsync(GatewayFixture gateway, HttpResponseMessage? response, double expected)
    {
        var router = gateway.Get<Router>();
        await GatewayFixture.Eventually(() => router.Snapshot().Deployments[0].Cost > 0);
        Assert.Equal(expected, router.Snapshot().Deployments[0].Cost!.Value, 9);
        if (response is not null && Responses.Header(response, "x-litellm-response-cost") is { } told)
        {
            Assert.Equal(expected, double.Parse(told, CultureInfo.InvariantCulture), 9);
        }
    }

    private string Yaml(string price) =>
        $"model_list:\n  - {{ model_name: m, litellm_params: {{ model: openai_like/any, api_base: \"{_upstream.ApiBase}\", api_key: k, {price} }} }}\n";
}
