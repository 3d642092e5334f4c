using System.Text;
using Fairlead.TestKit.Gateways;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Relay;

/// <summary>
/// An upstream's stream is cut at every byte in turn. Whatever has come, the client has a beginning of the answer in whole events, and then either its end or one
/// well-formed error: never a fake end, never half an event.
/// </summary>
public sealed class CutAtEveryByteTests : IAsyncLifetime
{
    private static readonly string[] Chat =
    [
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n",
        ": a comment\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"}}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
        "data: [DONE]\n\n",
    ];

    private static readonly string[] Messages =
    [
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":[],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    ];

    private static readonly string[] OwnResponses =
    [
        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}\n\n",
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Hel\"}\n\n",
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"lo\"}\n\n",
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\"}}\n\n",
    ];

    private FakeUpstream _upstream = null!;

    public async Task InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("/v1/chat/completions", "openai/a")]
    [InlineData("/v1/messages", "anthropic/a")]
    [InlineData("/v1/responses", "hosted_vllm/a")]
    public async Task Relayed_IsABeginningInWholeEvents_AndThenItsEndOrAnError(string path, string model)
    {
        var events = EventsOf(model);
        var whole = string.Concat(events);
        await using var gateway = await StartAsync(model);
        for (var at = 0; at < whole.Length; at++)
        {
            var text = await AskAsync(gateway, path, whole[..at]);
            if (text is null)
            {
                // Nothing has come of the answer: the client hears a status.
                Assert.DoesNotContain("Hel", whole[..Math.Max(0, at - 2)].Split("\n\n")[..^1].LastOrDefault() ?? "", StringComparison.Ordinal);
                continue;
            }

            var (sent, error) = Parted(text);
            Assert.StartsWith(sent, whole, StringComparison.Ordinal);
            Assert.True(sent.EndsWith("\n\n", StringComparison.Ordinal), $"half an event at {at}: {sent}");
            Assert.True(sent.Length <= at, "more than came");
            Assert.True(error.Length > 0 || Ended(sent), $"neither an end nor an error at {at}: {text}");
            Assert.True(error.Length == 0 || !sent.EndsWith(events[^1], StringComparison.Ordinal), $"an error after the end at {at}");
        }

        Assert.Equal(whole, await AskAsync(gateway, path, whole, FakeEnding.Whole));
        Assert.Equal(0, gateway.InFlight("m"));
    }

    [Theory]
    [InlineData("/v1/chat/completions", "anthropic/a")]
    [InlineData("/v1/messages", "openai/a")]
    [InlineData("/v1/responses", "openai/a")]
    public async Task Translated_IsABeginningOfTheText_AndThenItsEndOrAnError(string path, string model)
    {
        var whole = string.Concat(EventsOf(model));
        await using var gateway = await StartAsync(model);
        for (var at = 0; at < whole.Length; at++)
        {
            if (await AskAsync(gateway, path, whole[..at]) is not { } text)
            {
                continue;
            }

            var (sent, error) = Parted(text);
            Assert.Contains("Hel", sent, StringComparison.Ordinal);
            Assert.True(error.Length > 0 != HasMark(sent), $"at {at}: {text}");
            Assert.True(error.Length > 0 || Ended(whole[..at]), $"an end that did not come at {at}: {text}");
        }

        Assert.True(HasMark((await AskAsync(gateway, path, whole, FakeEnding.Whole))!));
        Assert.Equal(0, gateway.InFlight("m"));
    }

    private static string[] EventsOf(string model) => model.Split('/')[0] switch
    {
        "anthropic" => Messages,
        "hosted_vllm" => OwnResponses,
        _ => Chat,
    };

    /// <summary>Whether a stream ends with the mark of its format.</summary>
    private static bool HasMark(string sent) =>
        sent.Contains("[DONE]", StringComparison.Ordinal) || sent.Contains("\"message_stop\"", StringComparison.Ordinal) || sent.Contains("\"response.completed\"", StringComparison.Ordinal);

    /// <summary>Whether a stream is whole: some servers leave OpenAI's mark out after a reason to finish.</summary>
    private static bool Ended(string sent) => HasMark(sent) || sent.Contains("\"finish_reason\":\"stop\"", StringComparison.Ordinal);

    /// <summary>What came of the answer, and the error at its end: one event, or OpenAI's two in the Responses API, <c>error</c> and <c>response.failed</c>.</summary>
    private static (string Sent, string Error) Parted(string text)
    {
        var events = text.Split("\n\n");
        Assert.Equal("", events[^1]);
        var sent = Array.FindIndex(events, IsError) is >= 0 and var at ? at : events.Length - 1;
        var errors = events[sent..^1];
        Assert.True(errors.Length <= (text.Contains("event: response.failed", StringComparison.Ordinal) ? 2 : 1), text);
        Assert.All(errors, static data => Assert.True(IsError(data), data));
        return (string.Concat(events[..sent].Select(static data => data + "\n\n")), string.Concat(errors));
    }

    private static bool IsError(string data) => data.Contains("\"error\":{", StringComparison.Ordinal) || data.Contains("event: error\n", StringComparison.Ordinal);

    /// <summary>The stream a client gets; null where it gets a status instead.</summary>
    private async Task<string?> AskAsync(GatewayFixture gateway, string path, string wire, FakeEnding ending = FakeEnding.Cut)
    {
        _upstream.Enqueue(FakeReply.Raw("text/event-stream", Encoding.UTF8.GetBytes(wire)) with { Ending = ending });
        using var response = await gateway.PostAsync(path, path switch
        {
            "/v1/responses" => """{"model":"m","stream":true,"input":"hi"}""",
            _ => """{"model":"m","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""",
        });
        var text = await ReadAsync(response);
        Assert.True(response.IsSuccessStatusCode || (int)response.StatusCode >= 500, text);
        return response.IsSuccessStatusCode ? text : null;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        using var received = new MemoryStream();
        await using var body = await response.Content.ReadAsStreamAsync();
        try
        {
            await body.CopyToAsync(received).WaitAsync(GatewayFixture.Patience);
        }
        catch (IOException)
        {
            // An answer that broke is left unfinished.
        }

        return Encoding.UTF8.GetString(received.ToArray());
    }

    private Task<GatewayFixture> StartAsync(string model) => GatewayFixture.StartAsync($$"""
        model_list:
          - { model_name: m, litellm_params: { model: {{model}}, api_key: k, api_base: "{{(model.StartsWith("anthropic", StringComparison.Ordinal) ? _upstream.Url : _upstream.ApiBase)}}" } }
        router_settings: { num_retries: 0, disable_cooldowns: true }
        """);
}
