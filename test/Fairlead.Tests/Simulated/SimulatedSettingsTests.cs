using Fairlead.Configuration;
using Fairlead.Providers.Simulated;
using Fairlead.Tests.Http;

namespace Fairlead.Tests.Simulated;

public sealed class SimulatedSettingsTests
{
    [Fact]
    public void Read_EverySetting_IsTaken()
    {
        var (settings, findings) = Read("""
            {"ttft_ms":120,"tokens_per_second":"40","jitter":0.2,"error_rate":0.01,"errors":{"429":0.1,"timeout":0.02},"rate_limit_rpm":60,
             "response_text":"hi","output_tokens":9,"seed":5,"fail_after_tokens":4,"embedding_dimensions":32,"tool_calls":[{"name":"f","arguments":"{\"a\":1}"}]}
            """);

        Assert.Empty(findings);
        Assert.Equal(TimeSpan.FromMilliseconds(120), settings.TimeToFirstToken);
        Assert.Equal(40, settings.TokensPerSecond);
        Assert.Equal(0.2, settings.Jitter);
        Assert.Equal([0.01, 0.1, 0.02], settings.Errors.Select(e => e.Rate));
        Assert.Equal(60, settings.RateLimitRpm);
        Assert.Equal("hi", settings.Text);
        Assert.Equal(9, settings.OutputTokens);
        Assert.Equal(5UL, settings.Seed);
        Assert.Equal(4, settings.FailAfterTokens);
        Assert.Equal(32, settings.EmbeddingDimensions);
        Assert.Equal(new SimulatedToolCall("f", "{\"a\":1}"), Assert.Single(settings.ToolCalls));
    }

    [Theory]
    [InlineData("""{"ttft_ms":-1}""", "litellm_params.ttft_ms", "a number from 0")]
    [InlineData("""{"ttft_ms":"fast"}""", "litellm_params.ttft_ms", "a number from 0")]
    [InlineData("""{"jitter":2}""", "litellm_params.jitter", "from 0 to 1")]
    [InlineData("""{"error_rate":5}""", "litellm_params.error_rate", "from 0 to 1")]
    [InlineData("""{"errors":[429]}""", "litellm_params.errors", "a map from kind to chance")]
    [InlineData("""{"errors":{"flood":0.1}}""", "litellm_params.errors.flood", "unknown kind; expected a status from 400 to 599, timeout, hang, cut")]
    [InlineData("""{"errors":{"200":0.1}}""", "litellm_params.errors.200", "unknown kind")]
    [InlineData("""{"errors":{"429":1.5}}""", "litellm_params.errors.429", "a chance from 0 to 1")]
    [InlineData("""{"error_rate":0.5,"errors":{"429":0.6}}""", "litellm_params.errors", "add up to 1.1")]
    [InlineData("""{"output_tokens":1.5}""", "litellm_params.output_tokens", "a whole number")]
    [InlineData("""{"response_text":5}""", "litellm_params.response_text", "a text")]
    [InlineData("""{"tool_calls":{"name":"f"}}""", "litellm_params.tool_calls", "a list")]
    [InlineData("""{"tool_calls":[{"arguments":{}}]}""", "litellm_params.tool_calls", "a name")]
    public void Read_WrongSetting_IsFoundWithItsPath(string json, string path, string message)
    {
        var finding = Assert.Single(Read(json).Findings);

        Assert.Equal(ConfigSeverity.Error, finding.Severity);
        Assert.Equal(path, finding.Path);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralWrong_AreAllFound() => Assert.Equal(3, Read("""{"ttft_ms":-1,"jitter":2,"seed":"x"}""").Findings.Count);

    private static (SimulatedSettings Settings, List<ConfigDiagnostic> Findings) Read(string json)
    {
        var findings = new List<ConfigDiagnostic>();
        return (SimulatedSettings.Read(new DeploymentParams { Model = "simulated/x", Extra = Deployments.Extra(json) }, findings), findings);
    }
}
