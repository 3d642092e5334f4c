namespace Fairlead.Providers.Http;

/// <summary>Which of a provider's endpoints is called.</summary>
public enum Surface
{
    /// <summary>OpenAI's <c>chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>OpenAI's <c>completions</c>.</summary>
    Completions,

    /// <summary>OpenAI's <c>embeddings</c>.</summary>
    Embeddings,

    /// <summary>OpenAI's <c>responses</c>.</summary>
    Responses,

    /// <summary>Anthropic's <c>messages</c>.</summary>
    Messages,

    /// <summary>Google's <c>generateContent</c> and <c>streamGenerateContent</c>.</summary>
    GenerateContent,

    /// <summary>Amazon Bedrock's <c>converse</c> and <c>converse-stream</c>.</summary>
    Converse,

    /// <summary>Amazon Bedrock's <c>invoke</c>, whose bodies are those of the model's maker: embeddings.</summary>
    InvokeModel,

    /// <summary>Ollama's <c>api/chat</c>.</summary>
    OllamaChat,

    /// <summary>Cohere's <c>v2/chat</c>.</summary>
    CohereChat,

    /// <summary>OpenAI's <c>images/generations</c>.</summary>
    ImageGeneration,

    /// <summary>OpenAI's <c>images/edits</c>; its body is a form.</summary>
    ImageEdit,

    /// <summary>OpenAI's <c>images/variations</c>; its body is a form.</summary>
    ImageVariation,

    /// <summary>OpenAI's <c>audio/speech</c>, whose answer is sound.</summary>
    Speech,

    /// <summary>OpenAI's <c>audio/transcriptions</c>; its body is a form.</summary>
    Transcription,

    /// <summary>OpenAI's <c>audio/translations</c>; its body is a form.</summary>
    AudioTranslation,

    /// <summary>OpenAI's <c>moderations</c>.</summary>
    Moderation,

    /// <summary>Cohere's <c>rerank</c>, which others have taken over.</summary>
    Rerank,

    /// <summary>Anthropic's <c>messages/count_tokens</c>.</summary>
    CountTokens,

    /// <summary>Ollama's <c>api/embed</c>.</summary>
    OllamaEmbed,

    /// <summary>Cohere's <c>v2/embed</c>.</summary>
    CohereEmbed,

    /// <summary>Google's <c>batchEmbedContents</c>, in AI Studio.</summary>
    BatchEmbedContents,

    /// <summary>Google's <c>predict</c>, in Vertex AI, or <c>embedContent</c> for newer models: embeddings.</summary>
    Predict,

    /// <summary>Google's <c>countTokens</c>.</summary>
    CountContent,
}
