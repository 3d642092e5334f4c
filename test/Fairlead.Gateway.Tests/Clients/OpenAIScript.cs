using System.Text.Json;
using Fairlead.TestKit.Upstreams;

namespace Fairlead.Gateway.Tests.Clients;

/// <summary>What the upstream behind the vendors' clients answers, by the model it is asked for.</summary>
internal static class OpenAIScript
{
    private const string Head = "\"id\":\"chatcmpl-7\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"fake\"";

    private const string Response = """{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"fake","output":[{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Grüße, 世界","annotations":[]}]}],"usage":{"input_tokens":5,"output_tokens":7,"total_tokens":12}}""";

    public static FakeReply Answer(FakeRequest request, FakeUpstream upstream)
    {
        if (request.Path == "/aborted")
        {
            // Answers when the endless stream was aborted: the client's own question whether its abort came through.
            var endless = upstream.Requests.Last(r => r.BodyText.Contains("endless", StringComparison.Ordinal));
            return FakeReply.Json("{}") with { Gate = chunk => chunk == 0 ? endless.Aborted : Task.CompletedTask };
        }

        using var body = JsonDocument.Parse(request.Body);
        return body.RootElement.GetProperty("model").GetString() switch
        {
            "plain" => FakeReply.Chat("Grüße, 世界", 5, 7),
            "stream" => FakeReply.ChatStream(["Grüße, ", "世界"]),
            "stream-usage" => FakeReply.Events(
                Delta("""{"role":"assistant","content":""}""", usage: "null"),
                Delta("""{"content":"hi"}""", usage: "null"),
                $$$"""{{{{Head}}},"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}""",
                "[DONE]"),
            "tools" => ToolCalls(),
            "embed" => FakeReply.Json(
                """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAMAAAAA/"}],"model":"embed","usage":{"prompt_tokens":1,"total_tokens":1}}"""),
            "fails-400" => FakeReply.Json(
                """{"error":{"message":"temperature must be at most 2","type":"invalid_request_error","param":"temperature","code":"invalid_value"}}""", 400),
            "fails-context" => FakeReply.Error(
                400, "This model's maximum context length is 10 tokens.", "invalid_request_error", "context_length_exceeded"),
            "fails-429" => FakeReply.RateLimited("1"),
            "fails-500" => FakeReply.Error(500, "it broke"),
            "breaks" => FakeReply.ChatStream(["one ", "two "]) with { Ending = FakeEnding.Cut, Chunks = [.. FakeReply.ChatStream(["one ", "two "]).Chunks.Take(3)] },
            "structured" => FakeReply.Chat("""{"n":1}"""),
            "responses-native" => body.RootElement.TryGetProperty("stream", out _) ? ResponsesStream() : FakeReply.Json(Response),
            "responses-breaks" => ResponsesStream() with { Ending = FakeEnding.Cut, Chunks = [.. ResponsesStream().Chunks.Take(5)] },
            "endless" => FakeReply.ChatStream(["tick", "tick", "tick"]) with { Ending = FakeEnding.Hang },
            var other => FakeReply.Error(404, $"no script for {other}"),
        };
    }

    /// <summary>OpenAI's own events, as recorded of it but for what the SDK passes over.</summary>
    private static FakeReply ResponsesStream() => FakeReply.Events(
        """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":1,"status":"in_progress","model":"fake","output":[]}}""",
        """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}""",
        """{"type":"response.content_part.added","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""",
        """{"type":"response.output_text.delta","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Grüße, "}""",
        """{"type":"response.output_text.delta","sequence_number":4,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"世界"}""",
        $$"""{"type":"response.completed","sequence_number":5,"response":{{Response}}}""");

    /// <summary>Two calls whose pieces come interleaved: only the index tells them apart.</summary>
    private static FakeReply ToolCalls() => FakeReply.Events(
        Delta("""{"role":"assistant","content":null}"""),
        Delta("""{"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"weather","arguments":""}}]}"""),
        Delta("""{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"time","arguments":""}}]}"""),
        Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}"""),
        Delta("""{"tool_calls":[{"index":1,"function":{"arguments":"{\"zone\":\"CET\"}"}}]}"""),
        Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Köln\"}"}}]}"""),
        $$$"""{{{{Head}}},"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
        "[DONE]");

    private static string Delta(string delta, string? usage = null) =>
        $$"""{{{Head}},"choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]{{(usage is null ? "" : $",\"usage\":{usage}")}}}""";
}
