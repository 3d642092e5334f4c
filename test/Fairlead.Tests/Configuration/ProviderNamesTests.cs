using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed class ProviderNamesTests
{
    [Theory]
    [InlineData("openai/gpt-4o", "openai", "gpt-4o")]
    [InlineData("azure/my-deployment", "azure", "my-deployment")]
    [InlineData("openrouter/anthropic/claude-3.5-sonnet", "openrouter", "anthropic/claude-3.5-sonnet")]
    [InlineData("bedrock/converse/us.anthropic.claude-3-haiku-20240307-v1:0", "bedrock", "converse/us.anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("together_ai/meta-llama/Llama-3-70b-chat-hf", "together_ai", "meta-llama/Llama-3-70b-chat-hf")]
    [InlineData("ollama/qwen2.5-coder:14b", "ollama", "qwen2.5-coder:14b")]
    [InlineData("gemini/gemini-1.5-flash", "gemini", "gemini-1.5-flash")]
    [InlineData("simulated/fast", "simulated", "fast")]
    [InlineData("openai/*", "openai", "*")]
    [InlineData("cohere/command-r-plus", "cohere_chat", "command-r-plus")]
    [InlineData("cohere/embed-english-v3.0", "cohere", "embed-english-v3.0")]
    [InlineData("text-completion-openai/gpt-3.5-turbo-instruct", "text-completion-openai", "gpt-3.5-turbo-instruct")]
    public void TryResolve_KnownPrefix_Splits(string model, string provider, string upstream) => AssertResolves(model, null, null, provider, upstream);

    [Theory]
    [InlineData("gpt-4o", "openai")]
    [InlineData("gpt-3.5-turbo", "openai")]
    [InlineData("o1", "openai")]
    [InlineData("o3-mini", "openai")]
    [InlineData("o4-mini-2025-04-16", "openai")]
    [InlineData("chatgpt-4o-latest", "openai")]
    [InlineData("ft:gpt-4o-mini:acme::abc", "openai")]
    [InlineData("text-embedding-3-small", "openai")]
    [InlineData("dall-e-3", "openai")]
    [InlineData("whisper-1", "openai")]
    [InlineData("tts-1-hd", "openai")]
    [InlineData("*", "openai")]
    [InlineData("claude-3-5-sonnet-20240620", "anthropic")]
    [InlineData("gemini-1.5-pro", "vertex_ai")]
    [InlineData("command-r-plus", "cohere_chat")]
    [InlineData("anthropic.claude-3-sonnet-20240229-v1:0", "bedrock")]
    [InlineData("us.anthropic.claude-3-5-sonnet-20240620-v1:0", "bedrock")]
    [InlineData("amazon.nova-pro-v1:0", "bedrock")]
    [InlineData("meta/llama:5c7854e8b5a1d0a5d6d3a3c3f5b1c2e9b7a6d5c4f3e2d1c0b9a8f7e6d5c4b3a2", "replicate")]
    public void TryResolve_BareName_IsTheFamilys(string model, string provider) => AssertResolves(model, null, null, provider, model);

    [Theory]
    [InlineData("mistral-large-latest")]
    [InlineData("gpt-oss-120b")]
    [InlineData("o1x")]
    [InlineData("o5")]
    [InlineData("my-model")]
    [InlineData("acme/gpt-4o")]
    [InlineData("openai/")]
    [InlineData("/gpt-4o")]
    [InlineData("OpenAI/gpt-4o")]
    [InlineData("")]
    public void TryResolve_NoRule_IsRefused(string model)
    {
        Assert.False(ProviderNames.TryResolve(model, null, null, out _, out _));
        Assert.False(ProviderNames.TryResolve(model == "" ? "" : "acme/" + model, null, "http://localhost:8000/v1", out _, out _));
    }

    [Theory]
    [InlineData("llama-3.3-70b-versatile", "https://api.groq.com/openai/v1", "groq")]
    [InlineData("mistral-large-latest", "https://api.mistral.ai/v1", "mistral")]
    [InlineData("meta-llama/Llama-3-70b", "https://api.together.xyz/v1", "together_ai")]
    [InlineData("gpt-4o", "https://acme.openai.azure.com", "azure")]
    [InlineData("gpt-4o", "https://evil.example/api.groq.com", "openai")]
    [InlineData("gpt-4o", "https://api.groq.com.evil.example/v1", "openai")]
    [InlineData("gpt-4o", "not a url", "openai")]
    public void TryResolve_HostOfTheBase_Decides(string model, string apiBase, string provider) => AssertResolves(model, null, apiBase, provider, model);

    [Fact]
    public void TryResolve_KnownPrefix_WinsOverHost() => AssertResolves("openai/gpt-4o", null, "https://acme.openai.azure.com/openai/v1", "openai", "gpt-4o");

    [Theory]
    [InlineData("gpt-4o", "azure", "azure", "gpt-4o")]
    [InlineData("azure/gpt-4o", "azure", "azure", "gpt-4o")]
    [InlineData("openai/gpt-4o", "openrouter", "openrouter", "openai/gpt-4o")]
    [InlineData("azure", "azure", "azure", "azure")]
    [InlineData("azure/", "azure", "azure", "azure/")]
    public void TryResolve_CustomProvider_Wins(string model, string custom, string provider, string upstream) => AssertResolves(model, custom, null, provider, upstream);

    [Fact]
    public void TryResolve_UnknownCustomProvider_IsRefused() => Assert.False(ProviderNames.TryResolve("openai/gpt-4o", "opnai", null, out _, out _));

    [Fact]
    public void TryResolve_OtherVendorAtAzureEndpoint_SpeaksOpenAI()
    {
        AssertResolves("azure/mistral-large-latest", null, "https://x.eastus2.inference.ai.azure.com", "openai", "mistral-large-latest");
        AssertResolves("azure/mistral-large-latest", null, "https://x.openai.azure.com", "azure", "mistral-large-latest");
    }

    [Fact]
    public void Known_Names_AreDistinct()
    {
        Assert.Equal(ProviderNames.Known.Count, ProviderNames.Known.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("simulated", ProviderNames.Known);
    }

    private static void AssertResolves(string model, string? custom, string? apiBase, string provider, string upstream)
    {
        Assert.True(ProviderNames.TryResolve(model, custom, apiBase, out var actualProvider, out var actualModel));
        Assert.Equal((provider, upstream), (actualProvider, actualModel));
    }
}
