using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary><c>model: "a,b,c"</c>: several models, and several lists of messages, in one request.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private const string Messages = """[{"role":"user","content":"hi"}]""";

    private FakeUpstream _one = null!;
    private FakeUpstream _two = null!;
    private GatewayFixture _gateway = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeUpstream.StartAsync();
        _two = await FakeUpstream.StartAsync();
        _one.Default = static request => FakeReply.Chat("one heard " + Heard(request));
        _two.Default = static request => FakeReply.Chat("two heard " + Heard(request));
        _gateway = await GatewayFixture.StartAsync(
            GatewayFixture.Yaml(("one", _one.ApiBase), ("two", _two.ApiBase)) + """
              - { model_name: wild/*, litellm_params: { model: openai/*, api_key: none, mock_response: "from the wild" } }
            router_settings: { num_retries: 0, model_group_alias: { "one,two,same": one } }

            """);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Models_AnswerInTheirOrder_ByteForByte()
    {
        using var response = await AskAsync("two, one,two", Messages);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(["two heard hi", "one heard hi", "two heard hi"], Texts(await ReadAsync(response)));
        Assert.NotNull(Responses.Header(response, "x-litellm-call-id"));
        Assert.All(_one.Requests, static request => Assert.Equal("""{"model":"up-1","messages":[{"role":"user","content":"hi"}],"temperature":0.5}""", request.BodyText));
        var router = _gateway.Get<Router>().Snapshot();
        Assert.Equal((1, 2), (router.Deployments[0].Answered, router.Deployments[1].Answered));
        Assert.True(router.Deployments[1].OutputTokens > 0);
    }

    [Fact]
    public async Task Failure_StandsInItsPlace()
    {
        _two.Default = static _ => FakeReply.Error(400, "max_tokens is too large", "invalid_request_error");
        using var response = await AskAsync("one,two,nobody", Messages);

        Assert.Equal(200, (int)response.StatusCode);
        var answers = await ReadAsync(response);
        Assert.Equal("one heard hi", Text(answers[0]));
        Assert.Equal("max_tokens is too large", answers[1].GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("model_not_found", answers[2].GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"model\":\"MODELS\",\"messages\":LISTS,\"temperature\":0.5}")]
    [InlineData("{\"messages\":LISTS,\"temperature\":0.5,\"model\":\"MODELS\"}")]
    public async Task Lists_OfMessages_AreAskedOneByOne(string body)
    {
        const string Lists = """[ [{"role":"user","content":"a"}], [{"role":"system","content":"s"},{"role":"user","content":"b"}] ,[{"role":"user","content":"c"}]]""";
        using var response = await _gateway.PostAsync("/v1/chat/completions", body.Replace("LISTS", Lists, StringComparison.Ordinal).Replace("MODELS", "one,two", StringComparison.Ordinal));

        var rows = (await ReadAsync(response)).Select(static row => Texts([.. row.EnumerateArray()])).ToList();
        Assert.Equal([["one heard a", "two heard a"], ["one heard b", "two heard b"], ["one heard c", "two heard c"]], rows);
        Assert.All(_one.Requests, static request => Assert.Equal(("up-1", 0.5), (JsonElement.Parse(request.BodyText).GetProperty("model").GetString(), JsonElement.Parse(request.BodyText).GetProperty("temperature").GetDouble())));
    }

    [Theory]
    [InlineData("one,two", "[[],{}]", "", "not both")]
    [InlineData("one,two", Messages, ",\"stream\":true", "fastest_response")]
    [InlineData(",", Messages, "", "1 to 16 models")]
    [InlineData("a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a", Messages, "", "1 to 16 models")]
    [InlineData("a,a,a,a,a,a,a,a,a,a,a,a,a", "[[],[],[],[],[]]", "", "1 to 64 answers")]
    public async Task TooMuch_OrNonsense_IsRefused(string models, string messages, string fields, string expected)
    {
        using var response = await AskAsync(models, messages, fields);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(expected, (await Responses.ErrorAsync(response)).Message, StringComparison.Ordinal);
        Assert.Empty(_one.Requests);
    }

    [Fact]
    public async Task Name_WithItsCommas_IsAName()
    {
        using var response = await AskAsync("one,two,same", Messages);

        Assert.Equal("d1", Responses.Header(response, "x-litellm-model-id"));
    }

    [Fact]
    public async Task Wildcard_CoversEachOfTheList_NotTheList()
    {
        using var response = await AskAsync("wild/a,wild/b", Messages);

        Assert.Equal(["from the wild", "from the wild"], Texts(await ReadAsync(response)));
    }

    [Fact]
    public async Task Answer_ThatIsNoJson_SpoilsNoOther()
    {
        _two.Default = static _ => FakeReply.Json("""{"choices":[{"message":{"content":"cut of""");
        using var response = await AskAsync("two,one", Messages);

        var answers = await ReadAsync(response);
        Assert.Equal("upstream_malformed_response", answers[0].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("one heard hi", Text(answers[1]));
    }

    [Fact]
    public async Task ClientLeaves_AllAreCancelled()
    {
        _one.Default = _two.Default = static _ => FakeReply.Silent;
        using var leaves = new CancellationTokenSource();
        var asking = _gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", System.Text.Encoding.UTF8.GetBytes(Body("one,two", Messages, "")), leaves.Token);
        var first = await _one.NextRequestAsync();
        var second = await _two.NextRequestAsync();
        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await first.Aborted.WaitAsync(FakeUpstream.Patience);
        await second.Aborted.WaitAsync(FakeUpstream.Patience);
        await GatewayFixture.Eventually(() => _gateway.InFlight("one") + _gateway.InFlight("two") == 0);
    }

    private Task<HttpResponseMessage> AskAsync(string models, string messages, string fields = "") => _gateway.PostAsync("/v1/chat/completions", Body(models, messages, fields));

    private static string Body(string models, string messages, string fields) => $$"""{"model":"{{models}}","messages":{{messages}},"temperature":0.5{{fields}}}""";

    private static string Heard(FakeRequest request) => JsonElement.Parse(request.BodyText).GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;

    private static async Task<JsonElement[]> ReadAsync(HttpResponseMessage response) => [.. JsonElement.Parse(await response.Content.ReadAsStringAsync()).EnumerateArray()];

    private static string[] Texts(JsonElement[] answers) => Array.ConvertAll(answers, Text);

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
}
