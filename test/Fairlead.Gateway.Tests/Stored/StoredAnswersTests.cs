using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Stored;

/// <summary>Requests of the Responses API that refer to earlier answers, at deployments that keep none.</summary>
public sealed class StoredAnswersTests : IAsyncLifetime
{
    private static readonly (string, string) Anna = ("Authorization", "Bearer sk-anna");

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Default = static request => request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal) ? FakeReply.ChatStream(["hel", "lo"], usage: true) : FakeReply.Chat("hello", 5, 2);
    }

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Previous_IsTheConversationSoFar(bool streamed)
    {
        await using var gateway = await StartAsync();

        var first = await AskAsync(gateway, $$"""{"model":"m","instructions":"Be brief.","input":"one","stream":{{(streamed ? "true" : "false")}}}""");
        var second = await AskAsync(gateway, $$"""{"model":"m","previous_response_id":"{{first["id"]}}","input":[{"role":"user","content":"two"}]}""");
        var third = await AskAsync(gateway, $$"""{"model":"m","input":"three","previous_response_id":"{{second["id"]}}"}""");

        Assert.Equal((true, null), ((bool)first["store"]!, (string?)first["previous_response_id"]));
        Assert.Equal((string?)second["id"], (string?)third["previous_response_id"]);
        Assert.Equal("user:one assistant:hello user:two", SaidTo(_upstream.Requests[1]));
        Assert.Equal("user:one assistant:hello user:two assistant:hello user:three", SaidTo(_upstream.Requests[2]));
    }

    [Fact]
    public async Task Reference_IsItsItem()
    {
        await using var gateway = await StartAsync();
        var first = await AskAsync(gateway, """{"model":"m","input":"one"}""");

        await AskAsync(gateway, $$"""{"model":"m","input":[{"role":"user","content":"one"},{"type":"item_reference","id":"{{first["output"]![0]!["id"]}}"},{"role":"user","content":"two"}]}""");

        Assert.Equal("user:one assistant:hello user:two", SaidTo(_upstream.Requests[1]));
    }

    [Theory]
    [InlineData(""" "input":"x","previous_response_id":"ID" """, 400, "previous_response_not_found", "previous_response_id")]
    [InlineData(""" "input":[{"type":"item_reference","id":"ID"}] """, 404, null, "input")]
    public async Task Reference_ToWhatIsAnothersOrNotStored_IsRefused(string members, int status, string? code, string parameter)
    {
        await using var gateway = await StartAsync();
        var kept = await AskAsync(gateway, """{"model":"m","input":"one"}""");
        var thrown = await AskAsync(gateway, """{"model":"m","input":"one","store":false}""");
        Assert.False((bool)thrown["store"]!);

        foreach (var (key, answer) in new[] { ("Bearer sk-bert", kept), (Anna.Item2, thrown) })
        {
            var id = (string)(members.Contains("item", StringComparison.Ordinal) ? answer["output"]![0]! : answer)["id"]!;
            using var response = await gateway.PostAsync("/v1/responses", $$"""{"model":"m",{{members.Replace("ID", id, StringComparison.Ordinal)}}}""", ("Authorization", key));

            var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
            Assert.Equal((status, code, parameter), ((int)response.StatusCode, (string?)error["code"], (string?)error["param"]));
            Assert.Contains($"'{id}' not found", (string?)error["message"], StringComparison.Ordinal);
        }

        Assert.Equal(2, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Kept_IsReadListedAndDeleted()
    {
        await using var gateway = await StartAsync();
        var first = await AskAsync(gateway, """{"model":"m","input":["""
            + """{"role":"user","content":"one"},{"type":"message","role":"user","content":[{"type":"input_text","text":"two"}]},{"id":"msg_own","role":"user","content":"three"}]}""");
        var path = "/v1/responses/" + first["id"];

        Assert.Equal(first.ToJsonString(), (await GetAsync(gateway, path)).ToJsonString());
        var page = await GetAsync(gateway, path + "/input_items?limit=2&order=asc");
        Assert.Equal(("list", true, 2), ((string?)page["object"], (bool)page["has_more"]!, page["data"]!.AsArray().Count));
        Assert.Equal("one", (string?)page["data"]![0]!["content"]![0]!["text"]);
        var last = await GetAsync(gateway, $"{path}/input_items?order=asc&after={page["last_id"]}");
        Assert.Equal(("msg_own", "message", false), ((string?)last["data"]![0]!["id"], (string?)last["data"]![0]!["type"], (bool)last["has_more"]!));
        using (var other = await gateway.GetAsync(path, ("Authorization", "Bearer sk-bert")))
        {
            Assert.Equal(404, (int)other.StatusCode);
        }

        using (var cancelled = await gateway.SendAsync(HttpMethod.Post, path + "/cancel", default, default, Anna))
        {
            Assert.Equal(400, (int)cancelled.StatusCode);
        }

        await AskAsync(gateway, $$"""{"model":"m","input":[{"type":"item_reference","id":"{{page["first_id"]}}"}]}""");
        Assert.Equal("user:one", SaidTo(_upstream.Requests[1]));
        using (var deleted = await gateway.SendAsync(HttpMethod.Delete, path, default, default, Anna))
        {
            Assert.True((bool)JsonNode.Parse(await deleted.Content.ReadAsStringAsync())!["deleted"]!);
        }

        using var gone = await gateway.GetAsync(path, Anna);
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task Kept_IsNothingWhereTheStoreIsOff()
    {
        await using var gateway = await StartAsync("general_settings: { response_store_max_mb: 0 }");

        var first = await AskAsync(gateway, """{"model":"m","input":"one","store":true}""");

        Assert.False((bool)first["store"]!);
        using var read = await gateway.GetAsync("/v1/responses/" + first["id"], Anna);
        Assert.Equal(404, (int)read.StatusCode);
    }

    [Fact]
    public async Task Continued_AtADeploymentThatHasTheApi_GetsTheWholeConversation()
    {
        await using var native = await FakeUpstream.StartAsync();
        native.Default = static _ => FakeReply.Json("""{"id":"resp_n","object":"response","status":"completed","model":"n","output":[{"id":"msg_n","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"native","annotations":[]}]}]}""");
        await using var gateway = await StartAsync(more: $$"""  - { model_name: native, litellm_params: { model: hosted_vllm/n, api_key: k, api_base: "{{native.ApiBase}}" } }""");
        var first = await AskAsync(gateway, """{"model":"m","input":"one"}""");

        await AskAsync(gateway, $$"""{"model":"native","previous_response_id":"{{first["id"]}}","input":"two"}""");

        var sent = JsonNode.Parse(native.Requests.Single().BodyText)!;
        Assert.Null(sent["previous_response_id"]);
        Assert.Equal(["one", "hello", "two"], sent["input"]!.AsArray().Select(static item => (string?)(item!["content"] is JsonArray parts ? parts[0]!["text"] : item["content"])));
    }

    private static string SaidTo(FakeRequest request) => string.Join(
        ' ',
        JsonNode.Parse(request.BodyText)!["messages"]!.AsArray().Where(static message => (string?)message!["role"] != "system").Select(static message => $"{message!["role"]}:{message["content"]}"));

    private static async Task<JsonNode> AskAsync(GatewayFixture gateway, string body)
    {
        using var response = await gateway.PostAsync("/v1/responses", body, Anna);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.StartsWith('{') ? JsonNode.Parse(text)! : JsonNode.Parse(text[(text.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..])!["response"]!;
    }

    private static async Task<JsonNode> GetAsync(GatewayFixture gateway, string path)
    {
        using var response = await gateway.GetAsync(path, Anna);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private Task<GatewayFixture> StartAsync(string settings = "", string more = "") => GatewayFixture.StartAsync($$"""
        model_list:
          - { model_name: m, litellm_params: { model: openai/gpt-5, api_key: k, api_base: "{{_upstream.ApiBase}}" } }
        {{more}}
        router_settings: { num_retries: 0 }
        {{settings}}
        """);
}
