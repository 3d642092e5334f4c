using System.Globalization;
using System.Text;

namespace Fairlead.Benchmarks.EndToEnd;

/// <summary>A request as the OpenAI Python client sends it: its headers, and <c>messages</c> before <c>model</c>.</summary>
internal static class LoadRequest
{
    public const string Model = "bench";

    public static byte[] Build(LoadPlan plan, int port, string key)
    {
        var stream = plan.Streams ? "\"stream\":true,\"stream_options\":{\"include_usage\":false}," : string.Empty;
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"{{Prose.OfLength(plan.PromptBytes)}}"}],"model":"{{Model}}","max_completion_tokens":256,{{stream}}"temperature":0.7,"user":"bench-d0-p{{plan.PaceMicroseconds}}-n{{plan.Chunks}}"}""");
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v1/chat/completions HTTP/1.1\r\n" +
            $"Host: 127.0.0.1:{port}\r\n" +
            $"Accept-Encoding: gzip, deflate\r\n" +
            $"Connection: keep-alive\r\n" +
            $"Accept: application/json\r\n" +
            $"Content-Type: application/json\r\n" +
            $"User-Agent: OpenAI/Python 2.7.1\r\n" +
            $"X-Stainless-Lang: python\r\n" +
            $"X-Stainless-Package-Version: 2.7.1\r\n" +
            $"X-Stainless-OS: Linux\r\n" +
            $"X-Stainless-Arch: x64\r\n" +
            $"X-Stainless-Runtime: CPython\r\n" +
            $"X-Stainless-Runtime-Version: 3.12.4\r\n" +
            $"Authorization: Bearer {key}\r\n" +
            $"X-Stainless-Async: false\r\n" +
            $"x-stainless-retry-count: 0\r\n" +
            $"x-stainless-read-timeout: 600\r\n" +
            $"Content-Length: {body.Length}\r\n" +
            $"\r\n" +
            $"{body}"));
    }
}
