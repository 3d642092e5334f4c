namespace Fairlead.Gateway.Tests.Clients;

/// <summary>Anthropic's official JavaScript client, which gathers streams by the indexes of their blocks.</summary>
public sealed class NpmAnthropicClientTests(NpmAnthropicRun run) : IClassFixture<NpmAnthropicRun>
{
    [Theory]
    [InlineData("gpt message")]
    [InlineData("gpt stream")]
    [InlineData("gpt overloaded")]
    [InlineData("claude message")]
    [InlineData("claude stream")]
    [InlineData("claude overloaded")]
    [InlineData("parallel tool calls in a stream")]
    [InlineData("error in a stream")]
    [InlineData("errors")]
    [InlineData("models and tokens")]
    public void Scenario_OfficialClient_Passes(string name) => Assert.True(run.Passed(name, out var output), output);
}
