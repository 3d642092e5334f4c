using System.Collections.Frozen;

namespace Fairlead.Configuration;

/// <summary>The names and hosts of providers, as data.</summary>
internal static class ProviderTable
{
    /// <summary>Fairlead's own provider, which needs no network.</summary>
    public const string Simulated = "simulated";

    /// <summary>Prefixes LiteLLM's configurations use, and Fairlead's own. A name here says how to read a model string, not that calls to it work.</summary>
    public static readonly string[] Names =
    [
        "openai", "azure", "azure_ai", "azure_text", "anthropic", "anthropic_text", "gemini", "vertex_ai", "vertex_ai_beta", "bedrock",
        "sagemaker", "sagemaker_chat", "ollama", "ollama_chat", "vllm", "hosted_vllm", "lm_studio", "llamafile", "lemonade", "xinference",
        "docker_model_runner", "infinity", "oobabooga", "petals", "triton", "openai_like", "custom_openai", "text-completion-openai",
        "litellm_proxy", "custom", "mistral", "codestral", "text-completion-codestral", "groq", "xai", "openrouter", "cerebras",
        "perplexity", "deepseek", "together_ai", "fireworks_ai", "deepinfra", "cohere", "cohere_chat", "ai21", "ai21_chat", "replicate",
        "huggingface", "nvidia_nim", "sambanova", "databricks", "watsonx", "watsonx_text", "cloudflare", "snowflake", "oci", "sap",
        "github", "github_copilot", "chatgpt", "volcengine", "dashscope", "moonshot", "zai", "minimax", "xiaomi_mimo", "gigachat",
        "baseten", "bytez", "clarifai", "cometapi", "compactifai", "datarobot", "empower", "featherless_ai", "friendliai", "galadriel",
        "gradient_ai", "heroku", "hyperbolic", "lambda_ai", "maritalk", "meta_llama", "morph", "nebius", "nlp_cloud", "novita", "nscale",
        "ovhcloud", "predibase", "publicai", "ragflow", "synthetic", "apertis", "nano-gpt", "poe", "chutes", "v0", "vercel_ai_gateway",
        "wandb", "aiml", "amazon_nova", "bedrock_mantle", "anyscale", "voyage", "jina_ai", "recraft", "stability", "topaz", "fal_ai", "black_forest_labs",
        "runwayml", "deepgram", "elevenlabs", "assemblyai", "aws_polly", "langgraph", "a2a_agent", "manus", "milvus", "pg_vector",
        Simulated,
    ];

    /// <summary>Hosts that tell the provider; a key with a leading dot matches every host below it.</summary>
    private static readonly (string Host, string Provider)[] Hosts =
    [
        ("api.openai.com", "openai"),
        (".openai.azure.com", "azure"),
        ("api.anthropic.com", "anthropic"),
        ("generativelanguage.googleapis.com", "gemini"),
        ("api.groq.com", "groq"),
        ("api.mistral.ai", "mistral"),
        ("codestral.mistral.ai", "codestral"),
        ("api.deepseek.com", "deepseek"),
        ("api.x.ai", "xai"),
        ("api.perplexity.ai", "perplexity"),
        ("openrouter.ai", "openrouter"),
        ("api.cerebras.ai", "cerebras"),
        ("api.together.xyz", "together_ai"),
        ("api.together.ai", "together_ai"),
        ("api.fireworks.ai", "fireworks_ai"),
        ("api.deepinfra.com", "deepinfra"),
        ("integrate.api.nvidia.com", "nvidia_nim"),
        ("api.sambanova.ai", "sambanova"),
        ("api.ai21.com", "ai21_chat"),
        ("api.friendli.ai", "friendliai"),
        ("api.galadriel.com", "galadriel"),
        ("api.llama.com", "meta_llama"),
        ("api.featherless.ai", "featherless_ai"),
        ("inference.api.nscale.com", "nscale"),
        ("api.novita.ai", "novita"),
        ("api.hyperbolic.xyz", "hyperbolic"),
        ("api.lambda.ai", "lambda_ai"),
        ("api.v0.dev", "v0"),
        ("api.morphllm.com", "morph"),
        ("api.moonshot.ai", "moonshot"),
        ("dashscope-intl.aliyuncs.com", "dashscope"),
        ("dashscope.aliyuncs.com", "dashscope"),
        ("api.endpoints.anyscale.com", "anyscale"),
        ("api.cohere.com", "cohere_chat"),
        ("api.cohere.ai", "cohere_chat"),
    ];

    private static readonly FrozenSet<string> NameSet = Names.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a name is a provider's.</summary>
    public static bool IsKnown(string name) => NameSet.Contains(name);

    /// <summary>The provider a base URL's host belongs to. The host itself is compared: a known host somewhere in a path or a longer name says nothing.</summary>
    public static string? ByHost(string? apiBase)
    {
        if (apiBase is null || !Uri.TryCreate(apiBase, UriKind.Absolute, out var uri))
        {
            return null;
        }

        foreach (var (host, provider) in Hosts)
        {
            var matches = host[0] == '.'
                ? uri.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase)
                : uri.Host.Equals(host, StringComparison.OrdinalIgnoreCase);
            if (matches)
            {
                return provider;
            }
        }

        return null;
    }
}
