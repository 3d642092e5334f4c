using System.Text.Json.Nodes;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Endpoints;

/// <summary>Tokens are counted by whoever would get the request, in whatever format it is asked.</summary>
public sealed class TokenCountTests : IAsyncLifetime
{
    private const string Google = "/v1beta/models/group:countTokens";
    private const string Anthropic = "/v1/messages/count_tokens";
    private const string Counted = """{"totalTokens":13,"promptTokensDetails":[{"modality":"TEXT","tokenCount":13}]}""";
    private const string Contents = """{ "contents":[{"role":"user","parts":[{"text":"hi"}]}] }""";
    private const string Request = """{"model":"models/group","systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"hi"}]}],"tools":[{"googleSearch":{}}],"safetySettings":[]}""";
    private const string Messages = """{"model":"group","system":"Be brief.","messages":[{"role":"user","content":"hi"}],"tools":[{"name":"look","input_schema":{"type":"object"}}]}""";

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Fact]
    public async Task Google_AtAIStudio_IsRelayed()
    {
        var (status, answer, estimated) = await CountAsync(Gemini(), Google, Contents, Counted);

        Assert.Equal((200, Counted, false), (status, answer, estimated));
        Assert.Equal(("/v1beta/models/gemini-2.5-flash:countTokens", Contents), (_upstream.Requests[^1].Path, _upstream.Requests[^1].BodyText));
    }

    [Theory]
    [InlineData(Request)]
    [InlineData("{\"generateContentRequest\":" + Request + "}")]
    public async Task Google_WholeRequest_IsWrappedForAIStudioAndNotForVertex(string body)
    {
        await CountAsync(Gemini(), Google, body, Counted);
        var studio = JsonNode.Parse(_upstream.Requests[^1].BodyText)!["generateContentRequest"]!.AsObject();
        await CountAsync(Vertex("gemini-2.5-flash"), Google, body, Counted);
        var vertex = JsonNode.Parse(_upstream.Requests[^1].BodyText)!.AsObject();

        Assert.Equal("models/gemini-2.5-flash", (string?)studio["model"]);
        Assert.Equal(["model", "systemInstruction", "contents", "tools", "safetySettings"], studio.Select(static member => member.Key));
        Assert.Equal("/v1/projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash:countTokens", _upstream.Requests[^1].Path);
        Assert.Equal(["systemInstruction", "contents", "tools"], vertex.Select(static member => member.Key));
    }

    [Fact]
    public async Task Anthropic_AtGemini_IsTranslated()
    {
        var (status, answer, estimated) = await CountAsync(Gemini(), Anthropic, Messages, Counted);

        Assert.Equal((200, """{"input_tokens":13}""", false), (status, answer, estimated));
        var sent = JsonNode.Parse(_upstream.Requests[^1].BodyText)!["generateContentRequest"]!;
        Assert.Equal(("Be brief.", "hi"), ((string?)sent["systemInstruction"]!["parts"]![0]!["text"], (string?)sent["contents"]![0]!["parts"]![0]!["text"]));
    }

    [Theory]
    [InlineData(Contents)]
    [InlineData("{\"generateContentRequest\":" + Contents + "}")]
    public async Task Google_AtClaude_IsTranslated(string body)
    {
        var (status, answer, estimated) = await CountAsync(Claude(), Google, body, """{"input_tokens":9}""");

        Assert.Equal((200, 9, false), (status, (int)JsonNode.Parse(answer)!["totalTokens"]!, estimated));
        Assert.Equal("/v1/messages/count_tokens", _upstream.Requests[^1].Path);
        var sent = JsonNode.Parse(_upstream.Requests[^1].BodyText)!.AsObject();
        Assert.Equal(["messages", "model"], sent.Select(static member => member.Key).Order());
        Assert.Equal("claude-opus-4-6", (string?)sent["model"]);
    }

    [Fact]
    public async Task Google_AtClaudeInVertex_NamesTheModelInTheBody()
    {
        var (_, answer, estimated) = await CountAsync(Vertex("claude-opus-4-6"), Google, Contents, """{"input_tokens":9}""");

        Assert.Equal((9, false), ((int)JsonNode.Parse(answer)!["totalTokens"]!, estimated));
        Assert.EndsWith("/publishers/anthropic/models/count-tokens:rawPredict", _upstream.Requests[^1].Path, StringComparison.Ordinal);
        var sent = JsonNode.Parse(_upstream.Requests[^1].BodyText)!.AsObject();
        Assert.Equal(["anthropic_version", "messages", "model"], sent.Select(static member => member.Key).Order());
        Assert.Equal("claude-opus-4-6", (string?)sent["model"]);
    }

    [Theory]
    [InlineData(Google, """{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}""", 400, false)]
    [InlineData(Google, """{"error":{"code":503,"message":"no","status":"UNAVAILABLE"}}""", 503, true)]
    [InlineData(Anthropic, """{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}""", 400, true)]
    [InlineData(Anthropic, """{"totalTokens":"many"}""", 200, true)]
    public async Task Count_Refused_IsToldInTheClientsFormatOrEstimated(string path, string refusal, int status, bool expected)
    {
        var (answered, answer, estimated) = await CountAsync(Gemini(), path, path == Google ? Contents : Messages, refusal, status);

        Assert.Equal(expected, estimated);
        Assert.Equal(expected ? 200 : status, answered);
        Assert.True(expected ? JsonNode.Parse(answer)![path == Google ? "totalTokens" : "input_tokens"]!.GetValue<int>() > 0 : answer == refusal);
    }

    [Fact]
    public async Task Count_OfWhatOnlyTheFormatKnows_IsEstimated()
    {
        var (_, _, estimated) = await CountAsync(
            Gemini(), Anthropic, """{"model":"group","messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"file_1"}}]}]}""", Counted);

        Assert.True(estimated);
        Assert.Empty(_upstream.Requests);
    }

    private async Task<(int Status, string Answer, bool IsEstimated)> CountAsync(string yaml, string path, string body, string counted, int status = 200)
    {
        _upstream.Default = request => request.Path == "/token" ? FakeReply.Json("""{"access_token":"tok","expires_in":3600}""") : FakeReply.Json(counted, status);
        await using var gateway = await GatewayFixture.StartAsync(yaml);
        using var response = await gateway.PostAsync(path, body);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("x-fairlead-estimated"));
    }

    private string Gemini() => Yaml("model: gemini/gemini-2.5-flash, api_key: k");

    private string Claude() => Yaml("model: anthropic/claude-opus-4-6, api_key: k");

    private string Vertex(string model) => Yaml($$"""
        model: vertex_ai/{{model}}, vertex_project: p, vertex_credentials: '{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r","token_uri":"{{_upstream.Url}}/token"}'
        """);

    private string Yaml(string parameters) => $$"""
        model_list:
          - model_name: group
            litellm_params: { api_base: {{_upstream.Url}}, {{parameters}} }
        router_settings: { num_retries: 0 }
        """;
}
