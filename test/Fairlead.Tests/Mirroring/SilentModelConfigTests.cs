using Fairlead.Tests.Configuration;

namespace Fairlead.Tests.Mirroring;

public sealed class SilentModelConfigTests
{
    [Fact]
    public void Written_IsBound()
    {
        var result = Reading.Read(Yaml("quiet", "0.5"));

        Assert.Empty(result.Diagnostics);
        Assert.Equal("quiet", result.Config!.ModelList[0].Params.SilentModel);
        Assert.Equal(0.5, result.Config.ModelList[0].Params.SilentModelShare);
        Assert.Empty(result.Config.ModelList[0].Params.Extra);
    }

    [Fact]
    public void NobodysName_IsWarnedOf()
    {
        var result = Reading.Read(Yaml("quite", "1"));

        var finding = Assert.Single(result.Diagnostics);
        Assert.NotNull(result.Config);
        Assert.Contains("model_list[0].litellm_params.silent_model", finding.ToString(), StringComparison.Ordinal);
        Assert.Contains("quiet", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1.5")]
    public void ShareOutsideItsRange_IsAnError(string share)
    {
        var findings = Reading.Read(Yaml("quiet", share)).Diagnostics;

        Assert.Contains(findings, finding => finding.ToString().Contains("silent_model_share", StringComparison.Ordinal) && finding.ToString().Contains("error", StringComparison.Ordinal));
    }

    private static string Yaml(string silent, string share) =>
        $$"""
        model_list:
          - { model_name: loud, litellm_params: { model: openai/a, api_key: k, silent_model: {{silent}}, silent_model_share: {{share}} } }
          - { model_name: quiet, litellm_params: { model: openai/b, api_key: k } }
        """;
}
