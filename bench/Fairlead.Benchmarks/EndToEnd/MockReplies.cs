using System.Globalization;
using System.Text;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>What the mock upstream answers, byte for byte, known to the generator too, so that it can check.</summary>
internal static class MockReplies
{
    /// <summary>Length of the JSON answer.</summary>
    public const int JsonBytes = 987;

    /// <summary>Stands before the time an event was written, in ticks of the monotonic clock, 20 digits.</summary>
    public static ReadOnlySpan<byte> TimeMark => "\"system_fingerprint\":\"fp_"u8;

    public const int TimeDigits = 20;

    private const string ProviderHeaders =
        "date: Sat, 01 Aug 2026 12:00:00 GMT\r\n" +
        "server: cloudflare\r\n" +
        "openai-organization: org-bench\r\n" +
        "openai-processing-ms: 412\r\n" +
        "openai-version: 2020-10-01\r\n" +
        "x-request-id: req_0123456789abcdef0123456789abcdef\r\n" +
        "x-ratelimit-limit-requests: 10000\r\n" +
        "x-ratelimit-limit-tokens: 2000000\r\n" +
        "x-ratelimit-remaining-requests: 9999\r\n" +
        "x-ratelimit-remaining-tokens: 1999743\r\n" +
        "x-ratelimit-reset-requests: 6ms\r\n" +
        "x-ratelimit-reset-tokens: 7ms\r\n" +
        "strict-transport-security: max-age=31536000; includeSubDomains; preload\r\n";

    public static readonly byte[] Json = BuildJson();

    public static readonly byte[] JsonReply =
    [
        .. Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {JsonBytes}\r\n{ProviderHeaders}\r\n")),
        .. Json,
    ];

    public static readonly byte[] StreamHead = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n{ProviderHeaders}\r\n");

    /// <summary>One event as an HTTP chunk, with zeros where the time goes.</summary>
    public static readonly byte[] EventChunk = BuildEventChunk();

    public static readonly int EventTimeOffset = EventChunk.AsSpan().IndexOf(TimeMark) + TimeMark.Length;

    public static readonly byte[] LastChunk = "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"u8.ToArray();

    public static readonly byte[] Refusal = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"u8.ToArray();

    private static byte[] BuildJson()
    {
        const string Head =
            """{"id":"chatcmpl-B0000000000000000000000000000","object":"chat.completion","created":1785585600,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":" """;
        const string Tail =
            """ ","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":257,"completion_tokens":64,"total_tokens":321,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_0123456789"}""";
        return Encoding.ASCII.GetBytes(Head + Prose.OfLength(JsonBytes - Head.Length - Tail.Length) + Tail);
    }

    private static byte[] BuildEventChunk()
    {
        var data =
            """data: {"id":"chatcmpl-B0000000000000000000000000000","object":"chat.completion.chunk","created":1785585600,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_""" +
            new string('0', TimeDigits) + "\"" +
            ""","choices":[{"index":0,"delta":{"content":" fitting"},"logprobs":null,"finish_reason":null}],"usage":null}""" + "\n\n";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{data.Length:x}\r\n{data}\r\n"));
    }
}
