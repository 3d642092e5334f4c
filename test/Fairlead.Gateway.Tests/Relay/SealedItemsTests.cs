using System.Text;
using Fairlead.Affinity;
using Fairlead.Gateway.Relay;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>Thoughts that only one account can read: requests that bring them go back to it.</summary>
public sealed class SealedItemsTests : IAsyncLifetime
{
    private const string Refusal = "The encrypted content gAAA...Zg== could not be verified.";

    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public async Task InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
        _first.Default = static _ => FakeReply.Error(400, Refusal, "invalid_request_error", "invalid_encrypted_content");
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"input":"hi"}""", null, null)]
    [InlineData("""{"input":[{"encrypted_content":"one"}]}""", "one", "one")]
    [InlineData("""{"input":[{"encrypted_content" : "one"},{"encrypted_content":null},{"encrypted_content":""},{"encrypted_content":"two"}]}""", "one", "two")]
    [InlineData("""{"input":"\"encrypted_content\":\"one\""}""", null, null)]
    [InlineData("""{"input":[{"encrypted_content":"on""", null, null)]
    public void Of_Body_IsTheFirstAndTheLast(string body, string? first, string? last)
    {
        static ulong Key(string? text) => text is null ? 0 : AffinityKey.OfSealed(Encoding.UTF8.GetBytes(text));

        Assert.Equal((Key(first), Key(last)), SealedItems.Of(Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_WithSealedThoughts_IsContinuedAtTheSameAccount(bool stream)
    {
        _second.Default = _ => stream
            ? FakeReply.Events(
                """{"type":"response.created","response":{"id":"resp_1","status":"in_progress"}}""",
                """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","encrypted_content":"gAAAA-of-the-second"}}""",
                """{"type":"response.output_text.delta","output_index":1,"content_index":0,"delta":"hello"}""",
                """{"type":"response.completed","response":{"id":"resp_1","status":"completed","usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}}""")
            : FakeReply.Json("""{"id":"resp_1","object":"response","status":"completed","output":[{"id":"rs_1","type":"reasoning","encrypted_content":"gAAAA-of-the-second"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}],"usage":{"input_tokens":5,"output_tokens":2,"total_tokens":7}}""");
        await using var gateway = await StartAsync("num_retries: 0, optional_pre_call_checks: [encrypted_content_affinity]");
        var flag = stream ? "true" : "false";

        // Whoever asks for the second by its id gets an answer that the first could not go on with.
        Assert.Equal("second", await AskAsync(gateway, $$"""{"model":"second","stream":{{flag}},"input":"hi"}"""));
        for (var turn = 0; turn < 5; turn++)
        {
            Assert.Equal("second", await AskAsync(gateway, $$"""{"model":"m","stream":{{flag}},"input":[{"type":"reasoning","id":"rs_1","encrypted_content":"gAAAA-of-the-second"},{"role":"user","content":"on"}]}"""));
        }

        Assert.Empty(_first.Requests);
    }

    [Fact]
    public async Task Request_WithSealedThoughtsOfAnother_IsPassedOnUntilSomebodyCanReadThem_AndThenGoesThereAtOnce()
    {
        _second.Default = static _ => FakeReply.Json("""{"id":"resp_1","object":"response","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hello"}]}]}""");
        await using var gateway = await StartAsync("num_retries: 0, optional_pre_call_checks: [encrypted_content_affinity]");
        const string Body = """{"model":"m","input":[{"type":"reasoning","id":"rs_1","encrypted_content":"gAAAA-of-the-second"}]}""";

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("second", await AskAsync(gateway, Body));
        }

        Assert.Equal((1, 4), (_first.Requests.Count, _second.Requests.Count));
        Assert.All(gateway.Get<Router>().Snapshot().Deployments, static deployment => Assert.Null(deployment.Cooldown));
    }

    private static async Task<string?> AskAsync(GatewayFixture gateway, string body)
    {
        using var response = await gateway.PostAsync("/v1/responses", body);
        await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode ? Responses.Header(response, "x-litellm-model-id") : null;
    }

    private Task<GatewayFixture> StartAsync(string settings) => GatewayFixture.StartAsync($$"""
        model_list:
          - { model_name: m, litellm_params: { model: hosted_vllm/gpt-5, api_key: k, order: 1, api_base: "{{_first.ApiBase}}" }, model_info: { id: first } }
          - { model_name: m, litellm_params: { model: hosted_vllm/gpt-5, api_key: k, order: 2, api_base: "{{_second.ApiBase}}" }, model_info: { id: second } }
        router_settings: { {{settings}} }
        """);
}
