using System.Buffers.Binary;
using System.Text.Json;
using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Model;
using Fairlead.Providers.Http;
using Fairlead.Providers.Streaming;
using Fairlead.TestKit.Time;
using Fairlead.TestKit.Upstreams;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Simulated;

public sealed class SimulatedUpstreamTests : IDisposable
{
    private const string ToolRequest = """{"model":"x","stream":true,"messages":[{"role":"user","content":"weather?"}],"tools":[{"type":"function","function":{"name":"get_weather"}}]}""";

    private readonly FakeTimeProvider _clock = new();
    private readonly UpstreamClient _client;

    public SimulatedUpstreamTests() => _client = new(new UpstreamClientOptions { TimeProvider = _clock, Environment = _ => null });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Chat_Plain_IsOpenAIsFormat()
    {
        var json = await JsonAsync(Calls.Chat(Deployments.Simulated("""{"response_text":"Hello, world!"}""")));

        Assert.Equal("chat.completion", json.GetProperty("object").GetString());
        Assert.Equal("sim", json.GetProperty("model").GetString());
        Assert.Equal(_clock.GetUtcNow().ToUnixTimeSeconds(), json.GetProperty("created").GetInt64());
        var choice = json.GetProperty("choices")[0];
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.Equal("Hello, world!", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal(2, json.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(2, json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task Chat_Stream_IsTheSameTextInChunks()
    {
        var events = await EventsAsync(Calls.Chat(Deployments.Simulated("""{"response_text":"one two three"}"""), stream: true));

        Assert.Equal("[DONE]", events[^1]);
        var chunks = events[..^1].Select(Parse).ToArray();
        Assert.All(chunks, c => Assert.Equal("chat.completion.chunk", c.GetProperty("object").GetString()));
        Assert.Equal("assistant", Delta(chunks[0]).GetProperty("role").GetString());
        Assert.Equal("one two three", string.Concat(chunks[1..4].Select(c => Delta(c).GetProperty("content").GetString())));
        Assert.Equal("stop", chunks[4].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, chunks[4].GetProperty("usage").ValueKind);
        Assert.Equal(0, chunks[5].GetProperty("choices").GetArrayLength());
        Assert.Equal(3, chunks[5].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Chat_StreamWithoutUsageAsked_HasNone()
    {
        var events = await EventsAsync(Calls.Of(Deployments.Simulated(), """{"model":"x","messages":[],"stream":true}"""));

        Assert.DoesNotContain(events, e => e.Contains("usage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"response_text":"a b c d","output_tokens":6}""", "", "a b c da b ", "stop")]
    [InlineData("""{"response_text":"a b c d"}""", ",\"max_tokens\":2", "a b ", "length")]
    [InlineData("""{"response_text":"a b c d"}""", ",\"max_completion_tokens\":4", "a b c d", "stop")]
    [InlineData("""{"output_tokens":0}""", "", "", "stop")]
    public async Task Chat_Length_IsAsSetOrAsked(string settings, string limit, string text, string finish)
    {
        var json = await JsonAsync(Calls.Of(Deployments.Simulated(settings), $$"""{"model":"x","messages":[]{{limit}}}"""));

        Assert.Equal(text, json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(finish, json.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_ToolCalls_StreamInFragmentsWithTheirIndices()
    {
        var deployment = Deployments.Simulated("""{"tool_calls":[{"name":"get_weather","arguments":{"city":"Bergen 🐟","days":3}},{"name":"get_time"}]}""");
        var events = await EventsAsync(Calls.Of(deployment, ToolRequest));

        var arguments = new Dictionary<int, string>();
        var names = new Dictionary<int, string?>();
        foreach (var chunk in events[..^1].Select(Parse))
        {
            if (chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("tool_calls", out var calls))
            {
                var call = calls[0];
                var index = call.GetProperty("index").GetInt32();
                if (call.TryGetProperty("id", out var id))
                {
                    Assert.StartsWith("call_", id.GetString(), StringComparison.Ordinal);
                    names[index] = call.GetProperty("function").GetProperty("name").GetString();
                }

                arguments[index] = arguments.GetValueOrDefault(index, "") + call.GetProperty("function").GetProperty("arguments").GetString();
            }
        }

        Assert.Equal(["get_weather", "get_time"], [names[0]!, names[1]!]);
        Assert.Equal("""{"city":"Bergen 🐟","days":3}""", arguments[0]);
        Assert.Equal("{}", arguments[1]);
        Assert.Equal("tool_calls", Parse(events[^2]).GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_ToolCallsWithoutTools_AnswersText()
    {
        var json = await JsonAsync(Calls.Chat(Deployments.Simulated("""{"response_text":"hi","tool_calls":[{"name":"f"}]}""")));

        Assert.Equal("hi", json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Completions_Answer_IsTheirFormat(bool stream)
    {
        var call = Calls.Of(Deployments.Simulated("""{"response_text":"a b"}"""), $$"""{"model":"x","prompt":"p","stream":{{(stream ? "true" : "false")}}}""", Surface.Completions);
        if (stream)
        {
            var chunks = (await EventsAsync(call))[..^1].Select(Parse).ToArray();
            Assert.All(chunks, c => Assert.Equal("text_completion", c.GetProperty("object").GetString()));
            Assert.Equal("a b", string.Concat(chunks.Select(c => c.GetProperty("choices")[0].GetProperty("text").GetString())));
        }
        else
        {
            Assert.Equal("a b", (await JsonAsync(call)).GetProperty("choices")[0].GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task Embeddings_Floats_AreUnitVectorsOfTheInput()
    {
        var deployment = Deployments.Simulated("""{"embedding_dimensions":16}""");
        var json = await JsonAsync(Calls.Of(deployment, """{"model":"x","input":["cat","dog","cat"]}""", Surface.Embeddings));
        var vectors = json.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("embedding").EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToArray();

        Assert.Equal(3, vectors.Length);
        Assert.All(vectors, v => Assert.Equal(1, Math.Sqrt(v.Sum(x => x * x)), 5));
        Assert.Equal(16, vectors[0].Length);
        Assert.Equal(vectors[0], vectors[2]);
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Equal("list", json.GetProperty("object").GetString());
    }

    [Fact]
    public async Task Embeddings_Base64_AreTheSameNumbers()
    {
        var deployment = Deployments.Simulated();
        var floats = await JsonAsync(Calls.Of(deployment, """{"model":"x","input":"cat","dimensions":8}""", Surface.Embeddings));
        var base64 = await JsonAsync(Calls.Of(deployment, """{"model":"x","input":"cat","dimensions":8,"encoding_format":"base64"}""", Surface.Embeddings));
        var bytes = base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();

        Assert.Equal(
            floats.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle()),
            bytes.Chunk(4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b)));
    }

    [Fact]
    public async Task Pace_PlainAnswer_TakesItsTime()
    {
        var deployment = Deployments.Simulated("""{"ttft_ms":200,"tokens_per_second":10,"output_tokens":11}""");

        Assert.Equal(TimeSpan.FromMilliseconds(1200), await TimeAsync(async () => Assert.Equal(FailureKind.None, (await AnswerAsync(Calls.Chat(deployment))).Failure)));
    }

    [Fact]
    public async Task Pace_Stream_TokensComeOneByOne()
    {
        var deployment = Deployments.Simulated("""{"ttft_ms":100,"tokens_per_second":20,"output_tokens":5}""");
        var times = new List<double>();
        await TimeAsync(async () =>
        {
            var start = _clock.GetTimestamp();
            await using var reply = await _client.SendAsync(Calls.Chat(deployment, stream: true), default);
            var buffer = new byte[8192];
            while ((await reply.ReadAsync(buffer, default)).Count > 0)
            {
                times.Add(_clock.GetElapsedTime(start).TotalMilliseconds);
            }
        });

        Assert.Equal([100, 150, 200, 250, 300], times.Distinct());
    }

    [Fact]
    public async Task Jitter_Seeded_IsTheSameEachTimeAndWithinItsBounds()
    {
        async Task<double[]> RunAsync()
        {
            var deployment = Deployments.Simulated("""{"ttft_ms":100,"jitter":0.5,"seed":7}""");
            var times = new double[20];
            for (var i = 0; i < times.Length; i++)
            {
                times[i] = (await TimeAsync(async () => await AnswerAsync(Calls.Chat(deployment)))).TotalMilliseconds;
            }

            return times;
        }

        var first = await RunAsync();
        Assert.Equal(first, await RunAsync());
        Assert.All(first, t => Assert.InRange(t, 49.9, 151));
        Assert.True(first.Distinct().Count() > 10);
    }

    [Theory]
    [InlineData("429", FailureKind.RateLimited)]
    [InlineData("500", FailureKind.ServerError)]
    [InlineData("503", FailureKind.Unavailable)]
    [InlineData("401", FailureKind.Authentication)]
    [InlineData("404", FailureKind.NotFound)]
    [InlineData("400", FailureKind.BadRequest)]
    [InlineData("408", FailureKind.Timeout)]
    [InlineData("refuse", FailureKind.Connection)]
    [InlineData("rate_limit", FailureKind.RateLimited)]
    [InlineData("quota", FailureKind.QuotaExhausted)]
    [InlineData("context_window", FailureKind.ContextWindow)]
    [InlineData("content_policy", FailureKind.ContentPolicy)]
    public async Task Errors_Certain_FailAsNamed(string kind, object failure)
    {
        await using var reply = await _client.SendAsync(Calls.Chat(Deployments.Simulated($$$"""{"errors":{"{{{kind}}}":1}}""")), default);

        Assert.Equal(failure, reply.Failure);
    }

    [Fact]
    public async Task Errors_Shares_AreAboutAsSet()
    {
        var deployment = Deployments.Simulated("""{"error_rate":0.1,"errors":{"429":0.2},"seed":1}""");
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < 2000; i++)
        {
            await using var reply = await _client.SendAsync(Calls.Chat(deployment), default);
            counts[reply.Status] = counts.GetValueOrDefault(reply.Status) + 1;
        }

        // Four standard deviations of 2000 draws.
        Assert.InRange(counts[429], 400 - 72, 400 + 72);
        Assert.InRange(counts[500], 200 - 54, 200 + 54);
        Assert.Equal(2000, counts[200] + counts[429] + counts[500]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Errors_Cut_BreaksAmidTheAnswer(bool stream)
    {
        var (text, failure) = await AnswerAsync(Calls.Chat(Deployments.Simulated("""{"errors":{"cut":1},"output_tokens":20}"""), stream));

        Assert.Equal(FailureKind.StreamBroken, failure);
        Assert.NotEmpty(text);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task FailAfterTokens_Stream_BreaksThere(int tokens)
    {
        var (text, failure) = await AnswerAsync(Calls.Chat(Deployments.Simulated($$"""{"fail_after_tokens":{{tokens}},"output_tokens":20}"""), stream: true));

        Assert.Equal(FailureKind.StreamBroken, failure);
        using var scanner = new SseScanner();
        scanner.Push(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal(tokens + 1, scanner.Events);
        Assert.Equal(tokens > 0, scanner.ContentSeen);
    }

    [Fact]
    public async Task Errors_StreamError_IsAFrameAmidTheStream()
    {
        var (text, failure) = await AnswerAsync(Calls.Chat(Deployments.Simulated("""{"errors":{"stream_error":1}}"""), stream: true));
        using var scanner = new SseScanner();
        scanner.Push(System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Equal(FailureKind.None, failure);
        Assert.True(scanner.ContentSeen);
        Assert.True(scanner.ErrorSeen);
    }

    [Theory]
    [InlineData("timeout", false)]
    [InlineData("hang", true)]
    [InlineData("hang", false)]
    public async Task Errors_Silence_EndsInTheCallersTimeout(string kind, bool stream)
    {
        var ten = TimeSpan.FromSeconds(10);
        var tick = TimeSpan.FromMilliseconds(1);
        var answering = AnswerAsync(Calls.Chat(Deployments.Simulated($$$"""{"errors":{"{{{kind}}}":1}}"""), stream, ten, ten));
        _clock.Advance(ten - tick);
        Assert.False(answering.IsCompleted);
        _clock.Advance(tick);

        Assert.Equal(FailureKind.Timeout, (await answering.WaitAsync(FakeUpstream.Patience)).Failure);
    }

    [Fact]
    public async Task Cancel_WhileItWaits_IsCancelled()
    {
        using var caller = new CancellationTokenSource();
        var sending = _client.SendAsync(Calls.Chat(Deployments.Simulated("""{"ttft_ms":1000}""")), caller.Token).AsTask();
        await caller.CancelAsync();
        await using var reply = await sending;

        Assert.Equal(FailureKind.Cancelled, reply.Failure);
    }

    [Fact]
    public async Task RateLimit_AboveTheCallsOfAMinute_SaysWhenToComeBack()
    {
        var deployment = Deployments.Simulated("""{"rate_limit_rpm":2}""");
        Assert.Equal(200, await StatusAsync());
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, await StatusAsync());
        await using (var reply = await _client.SendAsync(Calls.Chat(deployment), default))
        {
            Assert.Equal(FailureKind.RateLimited, reply.Failure);
            Assert.Equal(TimeSpan.FromSeconds(40), reply.RetryAfter);
        }

        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(200, await StatusAsync());

        async Task<int> StatusAsync()
        {
            await using var reply = await _client.SendAsync(Calls.Chat(deployment), default);
            return reply.Status;
        }
    }

    [Theory]
    [InlineData("litellm.RateLimitError", FailureKind.RateLimited, 429)]
    [InlineData("litellm.InternalServerError", FailureKind.ServerError, 500)]
    [InlineData("litellm.ContextWindowExceededError", FailureKind.ContextWindow, 400)]
    [InlineData("litellm.ContentPolicyViolationError", FailureKind.ContentPolicy, 400)]
    [InlineData("litellm.AuthenticationError", FailureKind.Authentication, 401)]
    [InlineData("litellm.ServiceUnavailableError", FailureKind.Unavailable, 503)]
    [InlineData("litellm.Timeout", FailureKind.Timeout, 408)]
    [InlineData("Exception: content_filter_policy", FailureKind.ContentPolicy, 400)]
    [InlineData("Exception: anything else", FailureKind.ServerError, 500)]
    public async Task MockResponse_NamedError_FailsForAnyProvider(string mock, object failure, int status)
    {
        await using var reply = await _client.SendAsync(Calls.Chat(Mocked(mock)), default);

        Assert.Equal(failure, reply.Failure);
        Assert.Equal(status, reply.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MockResponse_Text_IsAnsweredForAnyProvider(bool stream)
    {
        var (text, failure) = await AnswerAsync(Calls.Chat(Mocked("It is mocked."), stream));

        Assert.Equal(FailureKind.None, failure);
        Assert.Contains("mocked", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_BodyThatIsNoObject_Is400()
    {
        await using var reply = await _client.SendAsync(Calls.Of(Deployments.Simulated(), "[1"), default);

        Assert.Equal(FailureKind.BadRequest, reply.Failure);
    }

    private static Deployment Mocked(string mock) => Deployments.Of("anthropic", "claude", new DeploymentParams { Model = "", MockResponse = mock, Extra = Deployments.Extra("""{"errors":"not a setting here"}""") });

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    private async Task<(string Text, FailureKind Failure)> AnswerAsync(UpstreamCall call)
    {
        await using var reply = await _client.SendAsync(call, default);
        return reply.Failure != FailureKind.None ? ("", reply.Failure) : await Calls.ReadAllAsync(reply);
    }

    private async Task<JsonElement> JsonAsync(UpstreamCall call)
    {
        var (text, failure) = await AnswerAsync(call);
        Assert.Equal(FailureKind.None, failure);
        return Parse(text);
    }

    private async Task<string[]> EventsAsync(UpstreamCall call)
    {
        var (text, failure) = await AnswerAsync(call);
        Assert.Equal(FailureKind.None, failure);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
        return text[..^2].Split("\n\n").Select(e => e["data: ".Length..]).ToArray();
    }

    /// <summary>Moves the clock a millisecond at a time for as long as the work waits for it; how long that was.</summary>
    private async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var start = _clock.GetTimestamp();
        var context = SynchronizationContext.Current;
        // Without a context everything that waits for the clock runs on within Advance, so that no tick is lost between two steps.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var running = work();
            for (var i = 0; i < 100_000 && !running.IsCompleted; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            Assert.True(running.IsCompleted);
            await running;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return _clock.GetElapsedTime(start);
    }
}
