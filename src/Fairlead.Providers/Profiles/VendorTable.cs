using System.Collections.Frozen;
using Fairlead.Providers.Http;
using Fairlead.Providers.Wire.Rerank;

namespace Fairlead.Providers.Profiles;

/// <summary>Every vendor that is known, one row each. Names, bases and variables are those of LiteLLM's configuration, so that a file works as it is.</summary>
internal static class VendorTable
{
    /// <summary>The rows, sorted as the reference page shows them.</summary>
    public static IReadOnlyList<VendorProfile> Rows { get; } =
    [
        // OpenAI and Azure.
        new() { Name = "openai", Label = "OpenAI", DefaultBase = "https://api.openai.com/v1", KeyVariables = ["OPENAI_API_KEY"], BaseVariables = ["OPENAI_BASE_URL", "OPENAI_API_BASE"], Chat = ChatQuirks.OpenAI, Surfaces = SurfaceTable.OpenAI, HasResponses = true },
        new() { Name = "text-completion-openai", Label = "OpenAI completions", DefaultBase = "https://api.openai.com/v1", KeyVariables = ["OPENAI_API_KEY"], BaseVariables = ["OPENAI_BASE_URL", "OPENAI_API_BASE"], Chat = ChatQuirks.OpenAI },
        new() { Name = "azure", Label = "Azure OpenAI", Format = WireFormat.AzureOpenAI, RootPath = "", KeyHeader = "api-key", KeyPrefix = "", KeyVariables = ["AZURE_API_KEY", "AZURE_OPENAI_API_KEY"], BaseVariables = ["AZURE_API_BASE", "AZURE_OPENAI_ENDPOINT"], Chat = ChatQuirks.OpenAI, Surfaces = [Surface.ImageGeneration, Surface.ImageEdit, Surface.Speech, .. SurfaceTable.Listening], HasResponses = true },
        new() { Name = "azure_ai", Label = "Azure AI Foundry", Format = WireFormat.AzureAI, RootPath = "", KeyHeader = "api-key", KeyPrefix = "", KeyVariables = ["AZURE_AI_API_KEY"], BaseVariables = ["AZURE_AI_API_BASE"], Chat = ChatQuirks.OpenAI, Surfaces = [Surface.ImageGeneration, Surface.Rerank], HasResponses = true },

        // Engines of one's own.
        new() { Name = "ollama", Label = "Ollama", Format = WireFormat.Ollama, DefaultBase = "http://localhost:11434", RootPath = "", Local = true, KeyRequired = false, KeyVariables = ["OLLAMA_API_KEY"], BaseVariables = ["OLLAMA_API_BASE"], Chat = new() { ReasoningBack = ReasoningBack.Reasoning } },
        new() { Name = "ollama_chat", Label = "Ollama", Format = WireFormat.Ollama, DefaultBase = "http://localhost:11434", RootPath = "", Local = true, KeyRequired = false, KeyVariables = ["OLLAMA_API_KEY"], BaseVariables = ["OLLAMA_API_BASE"], Chat = new() { ReasoningBack = ReasoningBack.Reasoning } },
        new() { Name = "hosted_vllm", Label = "vLLM", KeyRequired = false, KeyVariables = ["HOSTED_VLLM_API_KEY"], BaseVariables = ["HOSTED_VLLM_API_BASE"], Chat = new() { ReasoningBack = ReasoningBack.ReasoningContent }, Surfaces = [.. SurfaceTable.Listening, Surface.Rerank], HasResponses = true },
        new() { Name = "lm_studio", Label = "LM Studio", DefaultBase = "http://localhost:1234/v1", Local = true, KeyRequired = false, KeyVariables = ["LM_STUDIO_API_KEY"], BaseVariables = ["LM_STUDIO_API_BASE"], HasResponses = true },
        new() { Name = "llamafile", Label = "llamafile", DefaultBase = "http://127.0.0.1:8080/v1", Local = true, KeyRequired = false, KeyVariables = ["LLAMAFILE_API_KEY"], BaseVariables = ["LLAMAFILE_API_BASE"] },
        new() { Name = "xinference", Label = "Xinference", DefaultBase = "http://127.0.0.1:9997/v1", Local = true, KeyRequired = false, KeyVariables = ["XINFERENCE_API_KEY"], BaseVariables = ["XINFERENCE_API_BASE"], Surfaces = SurfaceTable.All },
        new() { Name = "infinity", Label = "Infinity", RootPath = "", KeyRequired = false, KeyVariables = ["INFINITY_API_KEY"], BaseVariables = ["INFINITY_API_BASE"], Converses = false, Surfaces = [Surface.Rerank] },
        new() { Name = "openai_like", Label = "OpenAI-compatible server", KeyRequired = false, KeyVariables = ["OPENAI_LIKE_API_KEY"], BaseVariables = ["OPENAI_LIKE_API_BASE"], Surfaces = SurfaceTable.All },
        new() { Name = "custom_openai", Label = "OpenAI-compatible server", KeyRequired = false, KeyVariables = ["OPENAI_LIKE_API_KEY"], BaseVariables = ["OPENAI_LIKE_API_BASE"], Surfaces = SurfaceTable.All },
        new() { Name = "litellm_proxy", Label = "LiteLLM proxy", KeyRequired = false, KeyVariables = ["LITELLM_PROXY_API_KEY"], BaseVariables = ["LITELLM_PROXY_API_BASE"], Chat = new() { ReasoningBack = ReasoningBack.ReasoningContent, Files = true, CacheMarks = true, AssistantParts = true }, Surfaces = SurfaceTable.All, HasResponses = true },

        // Vendors that speak OpenAI's format.
        new() { Name = "bedrock_mantle", Label = "Amazon Bedrock, OpenAI's format", DefaultBase = "https://bedrock-mantle.{region}.api.aws/v1", KeyRequired = false, KeyVariables = ["BEDROCK_MANTLE_API_KEY", "AWS_BEARER_TOKEN_BEDROCK"], BaseVariables = ["BEDROCK_MANTLE_API_BASE"], AwsService = "bedrock-mantle", HasResponses = true },
        new() { Name = "ai21_chat", Label = "AI21", DefaultBase = "https://api.ai21.com/studio/v1", RootPath = "/studio/v1", KeyVariables = ["AI21_API_KEY"], BaseVariables = ["AI21_API_BASE"] },
        new() { Name = "cerebras", Label = "Cerebras", DefaultBase = "https://api.cerebras.ai/v1", KeyVariables = ["CEREBRAS_API_KEY"], BaseVariables = ["CEREBRAS_API_BASE"] },
        new() { Name = "codestral", Label = "Codestral", DefaultBase = "https://codestral.mistral.ai/v1", KeyVariables = ["CODESTRAL_API_KEY"], BaseVariables = ["CODESTRAL_API_BASE"], Chat = ChatQuirks.Mistral },
        new() { Name = "dashscope", Label = "Alibaba DashScope", DefaultBase = "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", RootPath = "/compatible-mode/v1", KeyVariables = ["DASHSCOPE_API_KEY"], BaseVariables = ["DASHSCOPE_API_BASE"] },
        new() { Name = "databricks", Label = "Databricks", RootPath = "/serving-endpoints", KeyVariables = ["DATABRICKS_API_KEY", "DATABRICKS_TOKEN"], BaseVariables = ["DATABRICKS_API_BASE"] },
        new() { Name = "deepinfra", Label = "DeepInfra", DefaultBase = "https://api.deepinfra.com/v1/openai", RootPath = "/v1/openai", KeyVariables = ["DEEPINFRA_API_KEY"], BaseVariables = ["DEEPINFRA_API_BASE"], Surfaces = [Surface.ImageGeneration, Surface.ImageEdit, Surface.ImageVariation, Surface.Speech, .. SurfaceTable.Listening] },
        new() { Name = "deepseek", Label = "DeepSeek", DefaultBase = "https://api.deepseek.com/beta", RootPath = "/beta", KeyVariables = ["DEEPSEEK_API_KEY"], BaseVariables = ["DEEPSEEK_API_BASE"], Chat = new() { MaxTokens = MaxTokensName.OnlyMaxTokens, ReasoningBack = ReasoningBack.ReasoningContent } },
        new() { Name = "featherless_ai", Label = "Featherless", DefaultBase = "https://api.featherless.ai/v1", KeyVariables = ["FEATHERLESS_AI_API_KEY", "FEATHERLESS_API_KEY"], BaseVariables = ["FEATHERLESS_API_BASE"] },
        new() { Name = "fireworks_ai", Label = "Fireworks", DefaultBase = "https://api.fireworks.ai/inference/v1", RootPath = "/inference/v1", KeyVariables = ["FIREWORKS_API_KEY", "FIREWORKS_AI_API_KEY", "FIREWORKSAI_API_KEY", "FIREWORKS_AI_TOKEN"], BaseVariables = ["FIREWORKS_API_BASE"], Surfaces = [Surface.Rerank], Rerank = RerankForm.Fireworks, HasResponses = true },
        new() { Name = "friendliai", Label = "FriendliAI", DefaultBase = "https://api.friendli.ai/serverless/v1", RootPath = "/serverless/v1", KeyVariables = ["FRIENDLIAI_API_KEY", "FRIENDLI_TOKEN"], BaseVariables = ["FRIENDLI_API_BASE"] },
        new() { Name = "github", Label = "GitHub Models", DefaultBase = "https://models.github.ai/inference", RootPath = "/inference", KeyVariables = ["GITHUB_API_KEY"], BaseVariables = ["GITHUB_API_BASE"] },
        new() { Name = "groq", Label = "Groq", DefaultBase = "https://api.groq.com/openai/v1", RootPath = "/openai/v1", KeyVariables = ["GROQ_API_KEY"], BaseVariables = ["GROQ_API_BASE"], Chat = new() { ReasoningBack = ReasoningBack.Reasoning }, Surfaces = [Surface.Speech, .. SurfaceTable.Listening], HasResponses = true },
        new() { Name = "huggingface", Label = "Hugging Face router", DefaultBase = "https://router.huggingface.co/v1", KeyVariables = ["HF_TOKEN", "HUGGINGFACE_API_KEY"], BaseVariables = ["HF_API_BASE"], HasResponses = true },
        new() { Name = "hyperbolic", Label = "Hyperbolic", DefaultBase = "https://api.hyperbolic.xyz/v1", KeyVariables = ["HYPERBOLIC_API_KEY"], BaseVariables = ["HYPERBOLIC_API_BASE"] },
        new() { Name = "jina_ai", Label = "Jina", DefaultBase = "https://api.jina.ai/v1", KeyVariables = ["JINA_AI_API_KEY", "JINA_AI_TOKEN"], BaseVariables = ["JINA_AI_API_BASE"], Converses = false, Surfaces = [Surface.Rerank] },
        new() { Name = "lambda_ai", Label = "Lambda", DefaultBase = "https://api.lambda.ai/v1", KeyVariables = ["LAMBDA_API_KEY"], BaseVariables = ["LAMBDA_API_BASE"] },
        new() { Name = "meta_llama", Label = "Meta Llama API", DefaultBase = "https://api.llama.com/compat/v1", RootPath = "/compat/v1", KeyVariables = ["LLAMA_API_KEY"], BaseVariables = ["LLAMA_API_BASE"] },
        new() { Name = "mistral", Label = "Mistral", DefaultBase = "https://api.mistral.ai/v1", KeyVariables = ["MISTRAL_API_KEY"], BaseVariables = ["MISTRAL_API_BASE"], Chat = ChatQuirks.Mistral, Surfaces = [Surface.Transcription, Surface.Moderation] },
        new() { Name = "moonshot", Label = "Moonshot", DefaultBase = "https://api.moonshot.ai/v1", KeyVariables = ["MOONSHOT_API_KEY"], BaseVariables = ["MOONSHOT_API_BASE"], Chat = new() { ReasoningBack = ReasoningBack.ReasoningContent } },
        new() { Name = "nebius", Label = "Nebius", DefaultBase = "https://api.studio.nebius.ai/v1", KeyVariables = ["NEBIUS_API_KEY"], BaseVariables = ["NEBIUS_API_BASE"], Surfaces = [Surface.ImageGeneration] },
        new() { Name = "novita", Label = "Novita", DefaultBase = "https://api.novita.ai/v3/openai", RootPath = "/v3/openai", KeyVariables = ["NOVITA_API_KEY"], BaseVariables = ["NOVITA_API_BASE"] },
        new() { Name = "nscale", Label = "Nscale", DefaultBase = "https://inference.api.nscale.com/v1", KeyVariables = ["NSCALE_API_KEY"], BaseVariables = ["NSCALE_API_BASE"], Surfaces = [Surface.ImageGeneration] },
        new() { Name = "nvidia_nim", Label = "NVIDIA NIM", DefaultBase = "https://integrate.api.nvidia.com/v1", KeyVariables = ["NVIDIA_NIM_API_KEY"], BaseVariables = ["NVIDIA_NIM_API_BASE"], Chat = new() { MaxTokens = MaxTokensName.OnlyMaxTokens } },
        new() { Name = "openrouter", Label = "OpenRouter", DefaultBase = "https://openrouter.ai/api/v1", RootPath = "/api/v1", KeyVariables = ["OPENROUTER_API_KEY", "OR_API_KEY"], BaseVariables = ["OPENROUTER_API_BASE"], Chat = new() { ReasoningBack = ReasoningBack.Details, Files = true, CacheMarks = true }, HasResponses = true },
        new() { Name = "perplexity", Label = "Perplexity", DefaultBase = "https://api.perplexity.ai", RootPath = "", KeyVariables = ["PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"], BaseVariables = ["PERPLEXITY_API_BASE"], Chat = new() { MaxTokens = MaxTokensName.OnlyMaxTokens } },
        new() { Name = "sambanova", Label = "SambaNova", DefaultBase = "https://api.sambanova.ai/v1", KeyVariables = ["SAMBANOVA_API_KEY"], BaseVariables = ["SAMBANOVA_API_BASE"], Surfaces = SurfaceTable.Listening },
        new() { Name = "together_ai", Label = "Together", DefaultBase = "https://api.together.xyz/v1", KeyVariables = ["TOGETHERAI_API_KEY", "TOGETHER_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHER_AI_TOKEN"], BaseVariables = ["TOGETHER_AI_API_BASE"], Chat = new() { MaxTokens = MaxTokensName.OnlyMaxTokens }, Surfaces = [Surface.ImageGeneration, Surface.Speech, .. SurfaceTable.Listening, Surface.Rerank] },
        new() { Name = "vercel_ai_gateway", Label = "Vercel AI Gateway", DefaultBase = "https://ai-gateway.vercel.sh/v1", KeyVariables = ["VERCEL_AI_GATEWAY_API_KEY", "AI_GATEWAY_API_KEY", "VERCEL_OIDC_TOKEN"], BaseVariables = ["VERCEL_AI_GATEWAY_API_BASE"], Chat = new() { Files = true }, HasResponses = true },
        new() { Name = "voyage", Label = "Voyage", DefaultBase = "https://api.voyageai.com/v1", KeyVariables = ["VOYAGE_API_KEY", "VOYAGE_AI_API_KEY", "VOYAGE_AI_TOKEN"], BaseVariables = ["VOYAGE_API_BASE"], Converses = false, Surfaces = [Surface.Rerank], Rerank = RerankForm.Voyage },
        new() { Name = "volcengine", Label = "Volcengine Ark", DefaultBase = "https://ark.cn-beijing.volces.com/api/v3", RootPath = "/api/v3", KeyVariables = ["VOLCENGINE_API_KEY", "ARK_API_KEY"], BaseVariables = ["VOLCENGINE_API_BASE"], Surfaces = [Surface.ImageGeneration] },
        new() { Name = "xai", Label = "xAI", DefaultBase = "https://api.x.ai/v1", KeyVariables = ["XAI_API_KEY"], BaseVariables = ["XAI_API_BASE"], Surfaces = [Surface.ImageGeneration, Surface.ImageEdit], HasResponses = true },

        // Formats of their own.
        new() { Name = "anthropic", Label = "Anthropic", Format = WireFormat.Anthropic, DefaultBase = "https://api.anthropic.com", RootPath = "", KeyHeader = "x-api-key", KeyPrefix = "", KeyVariables = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"], BaseVariables = ["ANTHROPIC_API_BASE", "ANTHROPIC_BASE_URL"] },
        new() { Name = "bedrock", Label = "Amazon Bedrock", Format = WireFormat.Bedrock, DefaultBase = "https://bedrock-runtime.{region}.amazonaws.com", RootPath = "", KeyRequired = false, KeyVariables = ["AWS_BEARER_TOKEN_BEDROCK"], BaseVariables = ["AWS_BEDROCK_RUNTIME_ENDPOINT"], AwsService = "bedrock", Surfaces = [Surface.Rerank], Rerank = RerankForm.Bedrock },
        new() { Name = "cohere", Label = "Cohere", Format = WireFormat.Cohere, DefaultBase = "https://api.cohere.com", RootPath = "", KeyVariables = ["COHERE_API_KEY", "CO_API_KEY"], BaseVariables = ["COHERE_API_BASE"], Surfaces = [Surface.Rerank], Rerank = RerankForm.Cohere },
        new() { Name = "cohere_chat", Label = "Cohere", Format = WireFormat.Cohere, DefaultBase = "https://api.cohere.com", RootPath = "", KeyVariables = ["COHERE_API_KEY", "CO_API_KEY"], BaseVariables = ["COHERE_API_BASE"], Surfaces = [Surface.Rerank], Rerank = RerankForm.Cohere },
        new() { Name = "gemini", Label = "Gemini", Format = WireFormat.Gemini, RootPath = "/v1beta", KeyHeader = "x-goog-api-key", KeyPrefix = "", DefaultBase = "https://generativelanguage.googleapis.com/v1beta", KeyVariables = ["GEMINI_API_KEY", "GOOGLE_API_KEY"], BaseVariables = ["GEMINI_API_BASE"] },
        new() { Name = "vertex_ai", Label = "Vertex AI", Format = WireFormat.Vertex, DefaultBase = "https://aiplatform.googleapis.com/v1", RootPath = "/v1", KeyHeader = "x-goog-api-key", KeyPrefix = "", KeyRequired = false, BaseVariables = ["VERTEXAI_API_BASE", "VERTEX_API_BASE"] },
        new() { Name = "vertex_ai_beta", Label = "Vertex AI", Format = WireFormat.Vertex, DefaultBase = "https://aiplatform.googleapis.com/v1", RootPath = "/v1", KeyHeader = "x-goog-api-key", KeyPrefix = "", KeyRequired = false, BaseVariables = ["VERTEXAI_API_BASE", "VERTEX_API_BASE"] },

        // In this process.
        new() { Name = "simulated", Label = "Simulated provider", Format = WireFormat.Simulated, KeyRequired = false, Surfaces = SurfaceTable.All },

        // Known, with formats of their own that are not spoken yet: a call is refused, never sent wrongly.
        new() { Name = "sagemaker", Label = "Amazon SageMaker", Format = WireFormat.Other },
        new() { Name = "replicate", Label = "Replicate", Format = WireFormat.Other, KeyVariables = ["REPLICATE_API_KEY"] },
        new() { Name = "watsonx", Label = "IBM watsonx", Format = WireFormat.Other },
    ];

    private static readonly FrozenDictionary<string, VendorProfile> ByName =
        Rows.ToFrozenDictionary(row => row.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The row of a provider; null when it is not known.</summary>
    public static VendorProfile? Find(string provider) => ByName.GetValueOrDefault(provider);
}
