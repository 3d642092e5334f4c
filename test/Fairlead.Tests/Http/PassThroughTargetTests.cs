using System.Net;
using Fairlead.Providers.Http;
using Fairlead.Providers.Profiles;

namespace Fairlead.Tests.Http;

public sealed class PassThroughTargetTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "/v1/files", "https://api.openai.com/v1/files")]
    [InlineData("https://api.openai.com/v1", "/files", "https://api.openai.com/v1/files")]
    [InlineData("https://api.groq.com/openai/v1", "/openai/v1/models", "https://api.groq.com/openai/v1/models")]
    [InlineData("https://api.groq.com/openai/v1", "/v1/models", "https://api.groq.com/openai/v1/models")]
    [InlineData("https://api.deepinfra.com/v1/openai", "/v1/inference/m", "https://api.deepinfra.com/v1/inference/m")]
    [InlineData("https://api.cohere.com/v2", "/v1/tokenize", "https://api.cohere.com/v1/tokenize")]
    [InlineData("https://host/team/v1", "/v2/x", "https://host/team/v2/x")]
    [InlineData("https://x.openai.azure.com/openai/deployments/m", "/openai/deployments/n/images/generations", "https://x.openai.azure.com/openai/deployments/n/images/generations")]
    [InlineData("https://generativelanguage.googleapis.com", "/v1beta/models/m:countTokens", "https://generativelanguage.googleapis.com/v1beta/models/m:countTokens")]
    [InlineData("https://host/v1", "//evil.example/x", "https://host/v1//evil.example/x")]
    public void AddressOf_PathWithOrWithoutTheBases_IsTheVendors(string root, string path, string address)
    {
        Assert.True(ApiBase.TryRead(root, "", out var read));
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        var target = new PassThroughTarget { Vendor = VendorTable.Find("openai")!, Root = read, Invoker = invoker, Version = HttpVersion.Version11, Headers = [] };
        Assert.Equal(address + "?a=%20b", target.AddressOf(path, "?a=%20b").AbsoluteUri);
    }
}
