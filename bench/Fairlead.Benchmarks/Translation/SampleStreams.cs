using System.Text;

namespace Fairlead.Benchmarks.Translation;

/// <summary>Streams as upstreams send them, one event a piece: what begins them, a hundred events of content, what ends them.</summary>
internal static class SampleStreams
{
    /// <summary>Events of content in each.</summary>
    public const int Events = 100;

    private const string ChatHead = """data: {"id":"chatcmpl-BQ9x3V7mJkL2nP4rT6wY8zA1cE5gI","object":"chat.completion.chunk","created":1741569952,"model":"gpt-4.1-2025-04-14","service_tier":"default","system_fingerprint":"fp_44added55e",""";

    /// <summary>A stream of OpenAI's chat: chunks of about 330 bytes.</summary>
    public static byte[][] Chat(Payload payload)
    {
        var delta = payload == Payload.Text ? """{"content":" token"}""" : """{"tool_calls":[{"index":0,"function":{"arguments":" word"}}]}""";
        var start = payload == Payload.Text
            ? """{"role":"assistant","content":"","refusal":null}"""
            : """{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_9aX2","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\""}}]}""";
        var finish = payload == Payload.Text ? "stop" : "tool_calls";
        var close = payload == Payload.Text ? [] : new[] { Choice("""{"tool_calls":[{"index":0,"function":{"arguments":"\"}"}}]}""", "null") };
        return Pieces(
            [Choice(start, "null")],
            Choice(delta, "null"),
            [.. close, Choice("{}", $"\"{finish}\""), ChatHead + "\"choices\":[],\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":100,\"total_tokens\":119}}\n\n", "data: [DONE]\n\n"]);
    }

    /// <summary>A stream of Anthropic's Messages: events of about 120 bytes.</summary>
    public static byte[][] Messages(Payload payload)
    {
        var block = payload == Payload.Text ? """{"type":"text","text":""}""" : """{"type":"tool_use","id":"toolu_01T1x","name":"get_weather","input":{}}""";
        var delta = payload == Payload.Text ? """{"type":"text_delta","text":" token"}""" : Json(" word");
        var stop = payload == Payload.Text ? "end_turn" : "tool_use";
        var open = payload == Payload.Text ? [] : new[] { Delta(Json("{\\\"city\\\":\\\"")) };
        var close = payload == Payload.Text ? [] : new[] { Delta(Json("""\"}""")) };
        return Pieces(
            [
                Named("message_start", """ "message":{"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"output_tokens":1}} """),
                Named("content_block_start", $$""" "index":0,"content_block":{{block}} """),
                .. open,
            ],
            Delta(delta),
            [
                .. close,
                Named("content_block_stop", "\"index\":0"),
                Named("message_delta", $$$""" "delta":{"stop_reason":"{{{stop}}}","stop_sequence":null},"usage":{"output_tokens":100} """),
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
            ]);

        static string Json(string piece) => $$"""{"type":"input_json_delta","partial_json":"{{piece}}"}""";
        static string Delta(string delta) => Named("content_block_delta", $"\"index\":0,\"delta\":{delta}");
        static string Named(string name, string members) => $"event: {name}\ndata: {{\"type\":\"{name}\",{members.Trim()}}}\n\n";
    }

    /// <summary>A stream of Gemini: events of about 350 bytes, each with the usage so far.</summary>
    public static byte[][] Gemini(Payload payload)
    {
        var part = payload == Payload.Text ? """{"text":" some words more, as many as come at once."}""" : """{"functionCall":{"name":"get_weather","args":{"city":"Paris","unit":"celsius"}}}""";
        return Pieces([], Answer(part, ""), [Answer("""{"text":""}""", "\"finishReason\":\"STOP\",")]);

        static string Answer(string part, string finish) =>
            $$$"""data: {"candidates":[{"content":{"parts":[{{{part}}}],"role":"model"},{{{finish}}}"index":0}],"usageMetadata":{"promptTokenCount":19,"candidatesTokenCount":42,"totalTokenCount":61,"promptTokensDetails":[{"modality":"TEXT","tokenCount":19}]},"modelVersion":"gemini-2.5-flash","responseId":"kQ8FaL3mNqKz1MkPq7XvyAo"}"""
            + "\r\n\r\n";
    }

    /// <summary>A stream of OpenAI's Responses: text events of about 250 bytes.</summary>
    public static byte[][] Responses()
    {
        const string response = """ "response":{"id":"resp_67c9fdcecf488190bdd9a0409de3a1ec07b8b0ad4e5eb654","object":"response","created_at":1741569952,"status":"STATUS","model":"gpt-4.1-2025-04-14","output":[],"usage":USAGE} """;
        return Pieces(
            [Named("response.created", response.Replace("STATUS", "in_progress", StringComparison.Ordinal).Replace("USAGE", "null", StringComparison.Ordinal))],
            Named("response.output_text.delta", """ "sequence_number":7,"item_id":"msg_67c9fdcf37fc8190ba82116e33fb28c507b8b0ad4e5eb654","output_index":0,"content_index":0,"delta":" token","logprobs":[] """),
            [Named("response.completed", response.Replace("STATUS", "completed", StringComparison.Ordinal).Replace("USAGE", """{"input_tokens":19,"output_tokens":100,"total_tokens":119}""", StringComparison.Ordinal))]);

        static string Named(string name, string members) => $"event: {name}\ndata: {{\"type\":\"{name}\",{members.Trim()}}}\n\n";
    }

    /// <summary>The stream of a pair's upstream.</summary>
    public static byte[][] Of(Pair pair, Payload payload) => pair switch
    {
        Pair.ChatToAnthropic => Messages(payload),
        Pair.ChatToGemini => Gemini(payload),
        _ => Chat(payload),
    };

    private static string Choice(string delta, string finish) =>
        ChatHead + $"\"choices\":[{{\"index\":0,\"delta\":{delta},\"logprobs\":null,\"finish_reason\":{finish}}}],\"usage\":null,\"obfuscation\":\"Kd8sJ2mQ\"}}\n\n";

    private static byte[][] Pieces(string[] before, string content, string[] after) =>
        [.. before.Concat(Enumerable.Repeat(content, Events)).Concat(after).Select(Encoding.UTF8.GetBytes)];
}
