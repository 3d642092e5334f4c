namespace Fairlead.Tests.Configuration;

public sealed class ClientAuthConfigTests
{
    [Fact]
    public void Read_KeyAndBases_AreTaken()
    {
        var auth = Reading.Clean(Reading.With(
            """
            configurable_clientside_auth_params:
              - api_key
              - api_base: https://eu.example.com/v1
              - base_url: [https://us.example.com/v1, http://localhost:8000]
            """)).ModelList[0].Params.ClientAuth!;

        Assert.True(auth.ApiKey);
        Assert.Equal(["https://eu.example.com/v1", "https://us.example.com/v1", "http://localhost:8000"], auth.ApiBases);
    }

    [Fact]
    public void Read_Unset_MeansNothing() => Assert.Null(Reading.Clean(Reading.With()).ModelList[0].Params.ClientAuth);

    [Theory]
    [InlineData("[api_base]", "not used: callers may bring api_key, and an api_base out of a list")]
    [InlineData("[{ api_base: '^https://.*fireworks.ai/v1$' }]", "patterns are not taken")]
    [InlineData("[{ api_base: 'ftp://example.com' }]", "patterns are not taken")]
    [InlineData("[{ organization: x }]", "not used: only api_base can be listed")]
    [InlineData("[aws_region_name]", "not used: callers may bring api_key")]
    public void Read_WhatCannotBeAllowed_IsAWarningAndAllowsNothing(string written, string expected)
    {
        var result = Reading.Read(Reading.With($"configurable_clientside_auth_params: {written}"));

        Assert.Contains(expected, string.Join('\n', result.Diagnostics), StringComparison.Ordinal);
        var auth = result.Config!.ModelList[0].Params.ClientAuth!;
        Assert.False(auth.ApiKey);
        Assert.Empty(auth.ApiBases);
    }

    [Fact]
    public void Read_NoList_IsAnError() =>
        Assert.Contains("expected a list such as [api_key]", Reading.Findings(Reading.With("configurable_clientside_auth_params: { api_key: true }")), StringComparison.Ordinal);
}
