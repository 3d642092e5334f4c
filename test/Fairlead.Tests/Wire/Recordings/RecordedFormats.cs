using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Tests.Wire.Recordings.Formats;

namespace Fairlead.Tests.Wire.Recordings;

/// <summary>Which checks an exchange is for, by its endpoint, or by what its body looks like where it is kept without an address.</summary>
internal static class RecordedFormats
{
    private static readonly Dictionary<string, Action<Recording>> Checks = new()
    {
        ["chat"] = new RecordedChat().Check,
        ["completions"] = new RecordedCompletions().Check,
        ["responses"] = new RecordedResponses().Check,
        ["messages"] = new RecordedMessages().Check,
        ["generateContent"] = new RecordedGemini().Check,
        ["streamGenerateContent"] = new RecordedGemini().Check,
        ["converse"] = new RecordedConverse().Check,
        ["converse-stream"] = new RecordedConverse().Check,
        ["api-chat"] = new RecordedOllama().Check,
        ["chat-v2"] = new RecordedCohere().Check,
        ["count-tokens"] = RecordedBeside.CountTokens,
        ["embeddings"] = RecordedBeside.Embeddings,
        ["embed"] = RecordedBeside.Embeddings,
        ["batchEmbedContents"] = RecordedBeside.Embeddings,
        ["predict"] = RecordedBeside.Embeddings,
        ["rerank"] = RecordedBeside.Rerank,
        ["images"] = RecordedBeside.Relayed,
        ["images-edits"] = RecordedBeside.Relayed,
        ["moderations"] = RecordedBeside.Relayed,
        ["speech"] = RecordedBeside.Relayed,
        ["transcriptions"] = RecordedBeside.Relayed,
        ["translations"] = RecordedBeside.Relayed,
        ["responses-compact"] = new RecordedResponses().CheckRequest,
        ["responses-input-tokens"] = new RecordedResponses().CheckRequest,
        ["countTokens"] = new RecordedGemini().CheckRequest,
        ["error"] = RecordedBeside.Error,
    };

    /// <summary>Endpoints that nobody calls, and why.</summary>
    private static readonly Dictionary<string, string> Unspoken = new()
    {
        ["api-generate"] = "Ollama's api/generate is not spoken: prompts go to api/chat",
        ["chat-v1"] = "Cohere's v1 is not spoken: its v2 is",
        ["invoke"] = "the models' own bodies at Bedrock's invoke: conversations go by Converse",
        ["invoke-stream"] = "the models' own bodies at Bedrock's invoke: conversations go by Converse",
        ["models"] = "lists of models are not asked for",
        ["translation"] = "of another gateway: LiteLLMTranslationTests has them",
        ["transcribed"] = "written, not recorded: TranscribedErrorTests has them",
    };

    /// <summary>Files that are no exchange of a conversation, and why.</summary>
    private static readonly Dictionary<string, string> Apart = new()
    {
        ["azure/chat-prompt-filtered-HANDEDITED.json"] = "made by hand from another answer: an error under status 200",
        ["anthropic/vercel-anthropic-tool-search-bm25.1.chunks.txt"] = "two streams in one file",
        ["anthropic/vercel-anthropic-tool-search-deferred-bm25.chunks.txt"] = "two streams in one file",
        ["anthropic/vercel-anthropic-tool-search-regex.1.chunks.txt"] = "two streams in one file",
        ["anthropic/vercel-spliced-message-start.chunks.txt"] = "two streams spliced by hand into one",
        ["openai/completions-length-n-stop.json"] = "a list of prompts: relayed as it came, never translated",
        ["perplexity/embeddings-batch-dims.json"] = "vectors as base64 of bytes: relayed as they came, never translated",
        ["perplexity/embeddings-plain.json"] = "vectors as base64 of bytes: relayed as they came, never translated",
        ["openai/chat-tool-calls-parallel-toolcall.json"] = "GET: a list of what was stored",
        ["openai/chat-tool-calls-toolcall.json"] = "GET: a list of what was stored",
    };

    /// <summary>Checks an exchange.</summary>
    public static RecordingOutcome Check(Recording recording)
    {
        var endpoint = recording.Endpoint.Length > 0 ? recording.Endpoint : EndpointOf(recording);
        if (Apart.TryGetValue(recording.File, out var why) || Unspoken.TryGetValue(endpoint, out why))
        {
            return new(recording, endpoint, LeftOut: why);
        }

        try
        {
            Checks[endpoint](recording);
            return new(recording, endpoint);
        }
        catch (Exception e)
        {
            return new(recording, endpoint, Wrong: e.ToString());
        }
    }

    private static string EndpointOf(Recording recording)
    {
        if (recording.Provider is "litellm-translation" or "errors-transcribed")
        {
            return recording.Provider == "litellm-translation" ? "translation" : "transcribed";
        }

        if (recording.IsStream && recording.Provider == "bedrock")
        {
            return "converse-stream";
        }

        var text = Encoding.UTF8.GetString(recording.Response);
        var first = recording.IsStream
            ? text.Split('\n').First(static line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..]
            : text;
        if (JsonNode.Parse(first) is not JsonObject root)
        {
            return "unknown";
        }

        var type = (root["type"] as JsonValue)?.ToString() ?? "";
        return root.ContainsKey("candidates") ? "generateContent"
            : root.ContainsKey("output_text") || (string?)root["object"] == "response" || type.StartsWith("response.", StringComparison.Ordinal) ? "responses"
            : root["output"] is JsonObject ? "converse"
            : type is "message" or "message_start" ? "messages"
            : type == "message-start" || (root.ContainsKey("finish_reason") && root["message"] is JsonObject) ? "chat-v2"
            : root.ContainsKey("message") && root.ContainsKey("done") ? "api-chat"
            : root["choices"] is JsonArray choices ? choices is [JsonObject choice, ..] && choice.ContainsKey("text") ? "completions" : "chat"
            : root.ContainsKey("embeddings") || (root["data"] is JsonArray data && data is [JsonObject one, ..] && one.ContainsKey("embedding")) || root.ContainsKey("predictions") ? "embeddings"
            : root["results"] is JsonArray results && results is [JsonObject result, ..] && (result.ContainsKey("relevance_score") || result.ContainsKey("relevanceScore")) ? "rerank"
            : root["error"] is JsonObject ? "error"
            : root.ContainsKey("text") ? "transcriptions"
            : root["data"] is JsonArray ? "images"
            : "unknown";
    }
}
