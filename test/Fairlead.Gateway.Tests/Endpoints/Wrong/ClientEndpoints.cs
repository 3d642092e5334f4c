using Fairlead.Providers.Http;
using Fairlead.TestKit.Golden;

namespace Fairlead.Gateway.Tests.Endpoints.Wrong;

/// <summary>Every endpoint that takes JSON.</summary>
internal static class ClientEndpoints
{
    /// <summary>What clients say to the gateway itself, between what they say to the model.</summary>
    private const string ToTheGateway =
        """
        {
          "model": "m",
          "messages": [{ "role": "user", "content": "Hi" }],
          "stream": false,
          "stream_options": { "include_usage": true },
          "metadata": { "tags": ["a"], "session_id": "s", "team": { "b": 1 } },
          "litellm_metadata": { "tags": ["a"] },
          "fallbacks": [{ "model": "openai-chat", "temperature": 0.5 }, "relayed"],
          "context_window_fallbacks": [{ "m": ["relayed"] }],
          "content_policy_fallbacks": [{ "m": ["relayed"] }],
          "tags": ["a"],
          "session_id": "s",
          "priority": 1,
          "num_retries": 1,
          "disable_fallbacks": false,
          "include_fallback_errors": true,
          "drop_params": true,
          "additional_drop_params": ["seed"],
          "specific_deployment": false,
          "fastest_response": false,
          "user": "u",
          "seed": 3
        }
        """;

    private static readonly IReadOnlyList<string> Makers = ["openai-chat", "relayed"];

    public static IReadOnlyList<ClientEndpoint> All { get; } =
    [
        new("chat", Surface.ChatCompletions, "/v1/chat/completions", Conversation("openai-chat"), WrongGateway.Speakers),
        new("chat streamed", Surface.ChatCompletions, "/v1/chat/completions", Streamed(Conversation("openai-chat")), WrongGateway.Speakers),
        new("chat with words for the gateway", Surface.ChatCompletions, "/v1/chat/completions", ToTheGateway, [.. Makers, "mended", "busy"]),
        new("chat as Azure has it", Surface.ChatCompletions, "/openai/deployments/MODEL/chat/completions", Conversation("openai-chat"), Makers),
        new("completions", Surface.Completions, "/v1/completions", Conversation("openai-completions"), WrongGateway.Speakers),
        new("responses", Surface.Responses, "/v1/responses", Conversation("openai-responses"), WrongGateway.Speakers),
        new("responses streamed", Surface.Responses, "/v1/responses", Streamed(Conversation("openai-responses")), WrongGateway.Speakers),
        new("messages", Surface.Messages, "/v1/messages", Conversation("anthropic-messages"), WrongGateway.Speakers),
        new("messages streamed", Surface.Messages, "/v1/messages", Streamed(Conversation("anthropic-messages")), WrongGateway.Speakers),
        new("count_tokens", Surface.Messages, "/v1/messages/count_tokens", Conversation("anthropic-messages"), WrongGateway.Speakers),
        new("generateContent", Surface.GenerateContent, "/v1beta/models/MODEL:generateContent", Conversation("gemini-generate-content"), WrongGateway.Speakers),
        new("streamGenerateContent", Surface.GenerateContent, "/v1beta/models/MODEL:streamGenerateContent?alt=sse", Conversation("gemini-generate-content"), WrongGateway.Speakers),
        new("streamGenerateContent as an array", Surface.GenerateContent, "/v1beta/models/MODEL:streamGenerateContent", Conversation("gemini-generate-content"), WrongGateway.Speakers),
        new("countTokens", Surface.GenerateContent, "/v1beta/models/MODEL:countTokens", Conversation("gemini-generate-content"), Makers),
        new("embeddings", Surface.Embeddings, "/v1/embeddings", """{ "model": "m", "input": ["a", "b"], "encoding_format": "float", "dimensions": 256, "user": "u" }""", [.. Makers, .. WrongGateway.Embedders]),
        new("rerank", Surface.Rerank, "/v2/rerank", """{ "model": "m", "query": "q", "documents": ["a", { "text": "b" }], "top_n": 1, "return_documents": true, "max_chunks_per_doc": 3 }""", [.. Makers, .. WrongGateway.Rankers]),
        new("moderations", Surface.Moderation, "/v1/moderations", """{ "model": "m", "input": ["a", "b"] }""", Makers),
        new("images", Surface.ImageGeneration, "/v1/images/generations", """{ "model": "m", "prompt": "a fish", "n": 1, "size": "1024x1024", "quality": "low", "output_format": "png" }""", Makers),
        new("speech", Surface.Speech, "/v1/audio/speech", """{ "model": "m", "input": "Hi", "voice": "alloy", "response_format": "wav", "speed": 1.5 }""", Makers),
    ];

    /// <summary>The conversation that the golden files of translation are made of.</summary>
    private static string Conversation(string format) => File.ReadAllText(GoldenFile.PathOf($"../../../Fairlead.Tests/Translation/Golden/{format}/request.json"));

    private static string Streamed(string request) => request.Replace("\"model\": \"m\",", "\"model\": \"m\",\n  \"stream\": true,", StringComparison.Ordinal);
}
