namespace Fairlead.Tests.Configuration;

/// <summary>Settings that deployments share by name.</summary>
public sealed class CredentialListTests
{
    [Fact]
    public void Read_NamedCredential_FillsWhatTheDeploymentDoesNotSay()
    {
        var result = Reading.Read(
            """
            credential_list:
              - credential_name: eu
                credential_values: { api_key: os.environ/EU_KEY, api_base: "https://eu.example/v1", aws_region_name: eu-west-1, temperature: 0.5 }
                credential_info: { description: whatever }
            environment_variables: { EU_KEY: from-the-list }
            model_list:
              - { model_name: a, litellm_params: { model: openai/a, litellm_credential_name: eu } }
              - { model_name: b, litellm_params: { model: openai/b, litellm_credential_name: eu, api_base: "https://own.example/v1" } }
              - { model_name: c, litellm_params: { model: openai/c, api_key: own } }
            """);

        var calls = result.Config!.ModelList.Select(static entry => entry.Params).ToArray();
        Assert.Equal(["from-the-list", "from-the-list", "own"], calls.Select(static call => call.ApiKey!.Reveal()));
        Assert.Equal(["https://eu.example/v1", "https://own.example/v1", null], calls.Select(static call => call.ApiBase));
        Assert.Equal("eu-west-1", calls[0].ProviderSettings["aws_region_name"].GetString());
        Assert.Equal(["temperature"], calls[0].Extra.Keys);
        Assert.Empty(calls[2].Extra);
    }

    [Theory]
    [InlineData("{ credential_name: eu, credential_values: { api_key: k } }", "uo", "'uo' is no credential_name of credential_list")]
    [InlineData("{ credential_name: eu }", "eu", "'credential_values' is missing")]
    [InlineData("{ credential_values: { api_key: k } }", "eu", "'credential_name' is missing")]
    [InlineData("eu", "eu", "expected a mapping with credential_name and credential_values")]
    [InlineData("{ credential_name: eu, credential_values: {} }, { credential_name: eu, credential_values: {} }", "eu", "stands twice")]
    [InlineData("{ credential_name: eu, credential_values: { timeout: soon } }", "eu", "expected seconds")]
    public void Read_Wrong_IsToldWithItsPlace(string entry, string name, string told) =>
        Assert.Contains(
            told,
            string.Join('\n', Reading.Read($"credential_list: [{entry}]\nmodel_list:\n  - {{ model_name: a, litellm_params: {{ model: openai/a, litellm_credential_name: {name} }} }}\n").Diagnostics),
            StringComparison.Ordinal);
}
