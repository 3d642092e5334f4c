using System.Text;

namespace Fairlead.TestKit.Upstreams;

/// <summary>How a scripted reply ends.</summary>
public enum FakeEnding
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>Nothing at all comes, not even the head.</summary>
    HangBeforeHead,

    /// <summary>The head and the chunks come, and then nothing more.</summary>
    Hang,

    /// <summary>The head and the chunks come, and then the connection breaks.</summary>
    Cut,

    /// <summary>The connection breaks before the head.</summary>
    CutBeforeHead,
}

/// <summary>What <see cref="FakeUpstream"/> answers to one request.</summary>
public sealed record FakeReply
{
    public int Status { get; init; } = 200;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Each is written and flushed by itself.</summary>
    public IReadOnlyList<byte[]> Chunks { get; init; } = [];

    public FakeEnding Ending { get; init; }

    /// <summary>Whether the length is announced; otherwise the body is chunked.</summary>
    public bool WithContentLength { get; init; }

    /// <summary>Awaited before the chunk of that number (and, with the number of chunks, before the end): lets a test set the pace.</summary>
    public Func<int, Task>? Gate { get; init; }

    public static FakeReply Json(string body, int status = 200, params (string Name, string Value)[] headers) => new()
    {
        Status = status,
        Headers = [new("Content-Type", "application/json"), .. headers.Select(h => new KeyValuePair<string, string>(h.Name, h.Value))],
        Chunks = [Encoding.UTF8.GetBytes(body)],
        WithContentLength = true,
    };

    /// <summary>A chat completion with a text.</summary>
    public static FakeReply Chat(string text, int promptTokens = 3, int completionTokens = 2) => Json(
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"fake","choices":[{"index":0,"message":{"role":"assistant","content":{{{Quote(text)}}},"refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{promptTokens}}},"completion_tokens":{{{completionTokens}}},"total_tokens":{{{promptTokens + completionTokens}}}}}""");

    /// <summary>The same in Ollama's format.</summary>
    public static FakeReply Ollama(string text, int promptTokens = 3, int completionTokens = 2) => Json(
        $$$"""{"model":"fake","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":{{{Quote(text)}}}},"done_reason":"stop","done":true,"prompt_eval_count":{{{promptTokens}}},"eval_count":{{{completionTokens}}}}""");

    /// <summary>A stream of events, each a chunk by itself.</summary>
    public static FakeReply Events(params string[] data) => new()
    {
        Headers = [new("Content-Type", "text/event-stream; charset=utf-8")],
        Chunks = [.. data.Select(d => Encoding.UTF8.GetBytes("data: " + d + "\n\n"))],
    };

    /// <summary>A streamed chat completion: the role, a chunk for each text, the finish, optionally usage, and <c>[DONE]</c>.</summary>
    public static FakeReply ChatStream(IReadOnlyList<string> texts, bool usage = false)
    {
        const string Head = "\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"fake\"";
        var events = new List<string> { $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""" };
        events.AddRange(texts.Select(text => $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{"content":{{{Quote(text)}}}},"finish_reason":null}]}"""));
        events.Add($$$"""{{{{Head}}},"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        if (usage)
        {
            events.Add($$$"""{{{{Head}}},"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":{{{texts.Count}}},"total_tokens":{{{3 + texts.Count}}}}}""");
        }

        events.Add("[DONE]");
        return Events([.. events]);
    }

    /// <summary>Raw chunks under a content type.</summary>
    public static FakeReply Raw(string contentType, params byte[][] chunks) => new()
    {
        Headers = [new("Content-Type", contentType)],
        Chunks = chunks,
    };

    /// <summary>An error in OpenAI's form.</summary>
    public static FakeReply Error(int status, string message = "no", string type = "server_error", string? code = null, params (string Name, string Value)[] headers) =>
        Json($$$"""{"error":{"message":{{{Quote(message)}}},"type":"{{{type}}}","param":null,"code":{{{(code is null ? "null" : $"\"{code}\"")}}}}}""", status, headers);

    /// <summary>429 with Retry-After.</summary>
    public static FakeReply RateLimited(string retryAfter) => Error(429, "slow down", "requests", "rate_limit_exceeded", ("Retry-After", retryAfter));

    /// <summary>Never answers.</summary>
    public static FakeReply Silent { get; } = new() { Ending = FakeEnding.HangBeforeHead };

    private static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
