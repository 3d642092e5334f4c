using System.Text.Json;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Who may answer, asked over HTTP: teams and lists of models, what a request needs, windows, the client's user agent.</summary>
public sealed class PolicyOverHttpTests : IAsyncLifetime
{
    private const string Key = "sk-master";
    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    private string Deployment(string name, string id, string parameters = "", string info = "") =>
        $"  - model_name: {name}\n    litellm_params: {{ model: openai/up, api_base: \"{_upstream.ApiBase}\", api_key: sk-up{parameters} }}\n    model_info: {{ id: {id}{info} }}\n";

    private Task<GatewayFixture> StartAsync(string deployments, string settings = "", bool guarded = true) => GatewayFixture.StartAsync(
        $"model_list:\n{deployments}{settings}{(guarded ? $"general_settings: {{ master_key: {Key} }}\n" : "")}");

    private static async Task<(int Status, string? Id)> AskAsync(GatewayFixture gateway, string body, params (string, string)[] headers)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", body, [("authorization", $"Bearer {Key}"), .. headers]);
        return ((int)response.StatusCode, Responses.Header(response, "x-litellm-model-id"));
    }

    [Fact]
    public async Task Team_FromMetadataOrHeader_CountsWithTheMasterKey_AndIsNotSentOn()
    {
        await using var gateway = await StartAsync(Deployment("internal", "red", info: ", team_id: red, team_public_model_name: gpt") + Deployment("gpt", "free"));

        for (var i = 0; i < 8; i++)
        {
            Assert.Equal((200, "free"), await AskAsync(gateway, """{"model":"gpt"}"""));
        }

        var seen = new HashSet<string?>();
        for (var i = 0; i < 60 && seen.Count < 2; i++)
        {
            seen.Add((await AskAsync(gateway, """{"model":"gpt","metadata":{"user_api_key_team_id":"red","mine":"x"}}""")).Id);
            seen.Add((await AskAsync(gateway, """{"model":"gpt"}""", ("x-fairlead-team", "red"))).Id);
        }

        Assert.Equal(2, seen.Count);
        Assert.All(_upstream.Requests, static request => Assert.DoesNotContain("team_id", request.BodyText, StringComparison.Ordinal));
        Assert.Contains(_upstream.Requests, static request => request.BodyText.Contains("\"metadata\":{\"mine\":\"x\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Team_WithoutAMasterKey_IsNotBelieved()
    {
        await using var gateway = await StartAsync(Deployment("m", "red", info: ", team_id: red"), guarded: false);

        Assert.Equal(403, (await AskAsync(gateway, """{"model":"m","metadata":{"user_api_key_team_id":"red"}}""")).Status);
        Assert.Equal(403, (await AskAsync(gateway, """{"model":"m","litellm_metadata":{"user_api_key_team_id":"red"}}""", ("x-fairlead-team", "red"))).Status);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Models_OfTheCaller_HoldForTheModelAndItsFallbacks()
    {
        _upstream.Default = static request => FakeReply.Error(401);
        await using var gateway = await StartAsync(
            Deployment("a", "a") + Deployment("b", "b") + Deployment("c", "c", info: ", access_groups: [beta]"),
            "router_settings: { fallbacks: [{ a: [b, c] }] }\n");

        Assert.Equal(403, (await AskAsync(gateway, """{"model":"b"}""", ("x-fairlead-models", "a, beta"))).Status);
        Assert.Empty(_upstream.Requests);
        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"a","metadata":{"user_api_key_models":["a","beta"]}}""", ("authorization", $"Bearer {Key}"));
        var (message, _, _, _) = await Responses.ErrorAsync(response);
        Assert.Contains("(1) a in a: ", message, StringComparison.Ordinal);
        Assert.Contains("(2) c in c: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("b in b", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelList_OfATeam_ShowsItsNames()
    {
        await using var gateway = await StartAsync(Deployment("internal", "red", info: ", team_id: red, team_public_model_name: gpt") + Deployment("m", "free"));

        Assert.Equal(["gpt", "m"], await NamesAsync("/v1/models?team_id=red"));
        Assert.Equal(["m"], await NamesAsync("/v1/models"));

        async Task<string[]> NamesAsync(string path)
        {
            using var response = await gateway.GetAsync(path, ("authorization", $"Bearer {Key}"));
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(static entry => entry.GetProperty("id").GetString()!)];
        }
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"?"},{"type":"image_url","image_url":{"url":"https://x/y.png"}}]}]}""", "vision")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"f"}}]}""", "tools")]
    [InlineData("""{"model":"m","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}},"messages":[]}""", "schema")]
    public async Task Needs_OfTheBody_GoToWhoCanMeetThem(string body, string able)
    {
        var all = new[] { "vision", "tools", "schema" };
        var keys = new Dictionary<string, string> { ["vision"] = "supports_vision", ["tools"] = "supports_function_calling", ["schema"] = "supports_response_schema" };
        var deployments = string.Concat(all.Select(id => Deployment("m", id, info: string.Concat(all.Where(other => other != id).Select(other => $", {keys[other]}: false")))));
        await using var gateway = await StartAsync(deployments, "router_settings: { enable_pre_call_checks: true }\n");

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal((200, able), await AskAsync(gateway, body));
        }
    }

    [Fact]
    public async Task PromptTooLong_GoesToContextFallback_ElseIsToldAsProvidersTellIt()
    {
        var prompt = string.Join(' ', Enumerable.Repeat("word", 2000));
        var body = $$"""{"model":"small","messages":[{"role":"user","content":"{{prompt}}"}]}""";
        var deployments = Deployment("small", "s", info: ", max_input_tokens: 1000") + Deployment("large", "l", info: ", max_input_tokens: 100000");
        await using (var gateway = await StartAsync(deployments, "router_settings: { enable_pre_call_checks: true, context_window_fallbacks: [{ small: [large] }] }\n"))
        {
            Assert.Equal((200, "l"), await AskAsync(gateway, body));
            Assert.Equal((200, "s"), await AskAsync(gateway, """{"model":"small","messages":[]}"""));
        }

        await using var alone = await StartAsync(deployments, "router_settings: { enable_pre_call_checks: true }\n");
        using var response = await alone.PostAsync("/v1/chat/completions", body, ("authorization", $"Bearer {Key}"));
        var (message, type, param, code) = await Responses.ErrorAsync(response);
        Assert.Equal((400, "invalid_request_error", "messages", "context_length_exceeded"), ((int)response.StatusCode, type, param, code));
        Assert.Contains("model=small, max_input_tokens=1000, got=", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargePicture_IsNoLongPrompt()
    {
        var picture = Convert.ToBase64String(new byte[300_000]);
        await using var gateway = await StartAsync(Deployment("m", "m", info: ", max_input_tokens: 4000"), "router_settings: { enable_pre_call_checks: true }\n");

        Assert.Equal((200, "m"), await AskAsync(gateway, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + picture + "\"}}]}]}"));
    }

    [Fact]
    public async Task UserAgent_PicksByPattern_WithNoTagSent()
    {
        await using var gateway = await StartAsync(
            Deployment("m", "cc", ", tag_regex: [\"^User-Agent: claude-code/\"]") + Deployment("m", "rest", ", tags: [default]"),
            "router_settings: { enable_tag_filtering: true }\n");

        for (var i = 0; i < 6; i++)
        {
            Assert.Equal((200, "cc"), await AskAsync(gateway, """{"model":"m"}""", ("user-agent", "claude-code/2.0")));
            Assert.Equal((200, "rest"), await AskAsync(gateway, """{"model":"m"}""", ("user-agent", "curl/8.5")));
        }
    }

    [Fact]
    public async Task Paused_ById_Is503()
    {
        await using var gateway = await StartAsync(Deployment("m", "p", info: ", blocked: true") + Deployment("m", "up"));

        Assert.Equal(503, (await AskAsync(gateway, """{"model":"p"}""")).Status);
        Assert.Equal((200, "up"), await AskAsync(gateway, """{"model":"m"}"""));
    }
}
