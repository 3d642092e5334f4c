using Fairlead.Gateway.Relay;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class ResponseHeaderRulesTests
{
    [Theory]
    [InlineData("Connection", null)]
    [InlineData("transfer-encoding", null)]
    [InlineData("Content-Length", null)]
    [InlineData("Set-Cookie", null)]
    [InlineData("Retry-After", null)]
    [InlineData("content-type", "Content-Type")]
    [InlineData("x-ratelimit-remaining-tokens", "x-ratelimit-remaining-tokens")]
    [InlineData("x-ratelimit-limit-req-minute", "x-ratelimit-limit-req-minute")]
    [InlineData("openai-processing-ms", "llm_provider-openai-processing-ms")]
    [InlineData("x-request-id", "llm_provider-x-request-id")]
    [InlineData("x-litellm-model-id", "llm_provider-x-litellm-model-id")]
    public void Target_UpstreamHeader_FollowsTheTable(string name, string? target) => Assert.Equal(target, ResponseHeaderRules.Target(name));
}
