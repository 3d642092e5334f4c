using Fairlead.Providers.Profiles;

namespace Fairlead.Tests.Profiles;

public sealed class ApiBaseTests
{
    [Theory]
    [InlineData("http://localhost:11434", "/v1", "http://localhost:11434/v1")]
    [InlineData("http://localhost:11434/", "/v1", "http://localhost:11434/v1")]
    [InlineData("http://localhost:11434/v1", "/v1", "http://localhost:11434/v1")]
    [InlineData("http://localhost:11434/v1/", "/v1", "http://localhost:11434/v1")]
    [InlineData(" https://host/v1/chat/completions ", "/v1", "https://host/v1")]
    [InlineData("https://host/v1/completions", "/v1", "https://host/v1")]
    [InlineData("https://host/v1/embeddings/", "/v1", "https://host/v1")]
    [InlineData("https://host/chat/completions", "/v1", "https://host/v1")]
    [InlineData("http://localhost:11434/api/chat", "/v1", "http://localhost:11434/v1")]
    [InlineData("http://localhost:11434/api/generate", "/v1", "http://localhost:11434/v1")]
    [InlineData("https://openrouter.ai/api/v1", "/api/v1", "https://openrouter.ai/api/v1")]
    [InlineData("https://api.perplexity.ai", "", "https://api.perplexity.ai")]
    [InlineData("https://proxy/team/blue", "/v1", "https://proxy/team/blue")]
    [InlineData("https://[::1]:8000", "/v1", "https://[::1]:8000/v1")]
    public void TryRead_AsPeopleWriteIt_GivesTheRoot(string text, string rootPath, string prefix)
    {
        Assert.True(ApiBase.TryRead(text, rootPath, out var read));
        Assert.Equal(prefix, read.Prefix);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:11434")]
    [InlineData("ftp://host/v1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/v1")]
    public void TryRead_NoWebAddress_IsRefused(string text) => Assert.False(ApiBase.TryRead(text, "/v1", out _));
}
