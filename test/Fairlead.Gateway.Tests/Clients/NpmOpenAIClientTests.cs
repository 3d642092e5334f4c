namespace Fairlead.Gateway.Tests.Clients;

/// <summary>The official JavaScript client, which checks what the .NET one lets pass (tool-call indices, request ids).</summary>
public sealed class NpmOpenAIClientTests(NpmOpenAIRun run) : IClassFixture<NpmOpenAIRun>
{
    [Theory]
    [InlineData("chat")]
    [InlineData("stream")]
    [InlineData("stream with usage")]
    [InlineData("parallel tool calls in a stream")]
    [InlineData("embeddings")]
    [InlineData("models")]
    [InlineData("error: bad request")]
    [InlineData("error: context window")]
    [InlineData("error: rate limit")]
    [InlineData("error: server error")]
    [InlineData("error: unknown model")]
    [InlineData("error: wrong key")]
    [InlineData("error in a stream")]
    [InlineData("responses: plain")]
    [InlineData("responses: responses-native")]
    [InlineData("responses in a stream: stream")]
    [InlineData("responses in a stream: responses-native")]
    [InlineData("responses: parallel tool calls in a stream")]
    [InlineData("responses: structured output")]
    [InlineData("responses: error")]
    [InlineData("responses: error in a stream: breaks")]
    [InlineData("responses: error in a stream: responses-breaks")]
    [InlineData("abort")]
    public void Scenario_OfficialClient_Passes(string name) => Assert.True(run.Passed(name, out var output), output);
}
