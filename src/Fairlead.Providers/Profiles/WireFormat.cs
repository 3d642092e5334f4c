namespace Fairlead.Providers.Profiles;

/// <summary>The format a vendor's API speaks.</summary>
internal enum WireFormat
{
    /// <summary>OpenAI's chat completions, completions and embeddings, relayed as they are.</summary>
    OpenAI,

    /// <summary>OpenAI's bodies under Azure's URLs.</summary>
    AzureOpenAI,

    /// <summary>OpenAI's bodies under the URLs of Azure AI Foundry.</summary>
    AzureAI,

    /// <summary>Amazon Bedrock's Converse, and its models' own formats for embeddings.</summary>
    Bedrock,

    /// <summary>Anthropic's Messages.</summary>
    Anthropic,

    /// <summary>Ollama's own API; OpenAI's where the base URL ends in <c>/v1</c>.</summary>
    Ollama,

    /// <summary>Cohere's own API; OpenAI's where the base URL ends in <c>/compatibility/v1</c>.</summary>
    Cohere,

    /// <summary>Google's generateContent, in AI Studio.</summary>
    Gemini,

    /// <summary>The same in Vertex AI, which has other addresses, credentials and embeddings.</summary>
    Vertex,

    /// <summary>Anthropic's Messages in Vertex AI: the model in the address, the version in the body.</summary>
    VertexClaude,

    /// <summary>Anthropic's Messages in Azure AI Foundry.</summary>
    AzureClaude,

    /// <summary>Answered in this process.</summary>
    Simulated,

    /// <summary>A format of the vendor's own, which is not spoken yet.</summary>
    Other,
}
