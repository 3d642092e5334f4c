using System.Buffers.Binary;
using System.Text.Json;
using Fairlead.Providers.Http;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Simulated;

/// <summary>What a simulated provider answers: chat, completions and embeddings, in OpenAI's format.</summary>
public sealed class SimulatedUpstreamTests : IDisposable
{
    private const string ToolRequest = """{"model":"x","stream":true,"messages":[{"role":"user","content":"weather?"}],"tools":[{"type":"function","function":{"name":"get_weather"}}]}""";

    private readonly SimulatedCaller _caller = new();

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task Chat_Plain_IsOpenAIsFormat()
    {
        var json = await _caller.JsonAsync(Calls.Chat(Deployments.Simulated("""{"response_text":"Hello, world!"}""")));

        Assert.Equal("chat.completion", json.GetProperty("object").GetString());
        Assert.Equal("sim", json.GetProperty("model").GetString());
        Assert.Equal(_caller.Clock.GetUtcNow().ToUnixTimeSeconds(), json.GetProperty("created").GetInt64());
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
        var events = await _caller.EventsAsync(Calls.Chat(Deployments.Simulated("""{"response_text":"one two three"}"""), stream: true));

        Assert.Equal("[DONE]", events[^1]);
        var chunks = events[..^1].Select(SimulatedCaller.Parse).ToArray();
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
        var events = await _caller.EventsAsync(Calls.Of(Deployments.Simulated(), """{"model":"x","messages":[],"stream":true}"""));

        Assert.DoesNotContain(events, e => e.Contains("usage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"response_text":"a b c d","output_tokens":6}""", "", "a b c da b ", "stop")]
    [InlineData("""{"response_text":"a b c d"}""", ",\"max_tokens\":2", "a b ", "length")]
    [InlineData("""{"response_text":"a b c d"}""", ",\"max_completion_tokens\":4", "a b c d", "stop")]
    [InlineData("""{"output_tokens":0}""", "", "", "stop")]
    public async Task Chat_Length_IsAsSetOrAsked(string settings, string limit, string text, string finish)
    {
        var json = await _caller.JsonAsync(Calls.Of(Deployments.Simulated(settings), $$"""{"model":"x","messages":[]{{limit}}}"""));

        Assert.Equal(text, json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(finish, json.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_ToolCalls_StreamInFragmentsWithTheirIndices()
    {
        var deployment = Deployments.Simulated("""{"tool_calls":[{"name":"get_weather","arguments":{"city":"Bergen 🐟","days":3}},{"name":"get_time"}]}""");
        var events = await _caller.EventsAsync(Calls.Of(deployment, ToolRequest));

        var arguments = new Dictionary<int, string>();
        var names = new Dictionary<int, string?>();
        foreach (var chunk in events[..^1].Select(SimulatedCaller.Parse))
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
        Assert.Equal("tool_calls", SimulatedCaller.Parse(events[^2]).GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_ToolCallsWithoutTools_AnswersText()
    {
        var json = await _caller.JsonAsync(Calls.Chat(Deployments.Simulated("""{"response_text":"hi","tool_calls":[{"name":"f"}]}""")));

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
            var chunks = (await _caller.EventsAsync(call))[..^1].Select(SimulatedCaller.Parse).ToArray();
            Assert.All(chunks, c => Assert.Equal("text_completion", c.GetProperty("object").GetString()));
            Assert.Equal("a b", string.Concat(chunks.Select(c => c.GetProperty("choices")[0].GetProperty("text").GetString())));
        }
        else
        {
            Assert.Equal("a b", (await _caller.JsonAsync(call)).GetProperty("choices")[0].GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task Embeddings_Floats_AreUnitVectorsOfTheInput()
    {
        var deployment = Deployments.Simulated("""{"embedding_dimensions":16}""");
        var json = await _caller.JsonAsync(Calls.Of(deployment, """{"model":"x","input":["cat","dog","cat"]}""", Surface.Embeddings));
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
        var floats = await _caller.JsonAsync(Calls.Of(deployment, """{"model":"x","input":"cat","dimensions":8}""", Surface.Embeddings));
        var base64 = await _caller.JsonAsync(Calls.Of(deployment, """{"model":"x","input":"cat","dimensions":8,"encoding_format":"base64"}""", Surface.Embeddings));
        var bytes = base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();

        Assert.Equal(
            floats.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(v => v.GetSingle()),
            bytes.Chunk(4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b)));
    }

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");
}
