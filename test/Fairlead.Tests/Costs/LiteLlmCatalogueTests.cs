using System.Text;
using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Tests.Costs;

/// <summary>Files in the format of LiteLLM's price list.</summary>
public sealed class LiteLlmCatalogueTests
{
    private readonly List<ConfigDiagnostic> _findings = [];

    [Fact]
    public void Read_Rows_ArriveTyped()
    {
        var catalogue = Read(
            """
            {
              "sample_spec": { "max_tokens": "set to max tokens", "litellm_provider": "one of ..." },
              "gpt-x": { "litellm_provider": "openai", "mode": "chat", "max_tokens": 4096, "max_input_tokens": 128000, "max_output_tokens": 16384,
                "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-06, "cache_creation_input_token_cost": 3e-06,
                "input_cost_per_token_batches": 1.25e-06, "output_cost_per_token_batches": 5e-06, "input_cost_per_audio_token": 4e-05,
                "input_cost_per_token_above_200k_tokens": 5e-06, "output_cost_per_token_above_200k_tokens": 1.5e-05,
                "supports_vision": true, "supports_function_calling": true, "supports_web_search": false, "some_new_key": { "a": [1] } },
              "azure/eu/gpt-x": { "litellm_provider": "azure", "input_cost_per_token": "0.000003" },
              "vertex_ai/claude-x@20250101": { "litellm_provider": "vertex_ai-anthropic_models", "input_cost_per_token": 1e-06 },
              "us.anthropic.claude-x-v1:0": { "litellm_provider": "bedrock_converse", "input_cost_per_token": 2e-06 },
              "embed-x": { "litellm_provider": "cohere", "mode": "embedding", "max_tokens": 512 },
              "claude-y": { "max_tokens": 8192, "input_cost_per_token": 0 }
            }
            """)!;

        var facts = catalogue.Find("openai", "gpt-x-2024-08-06")!;
        Assert.Equal(("chat", 128000, 16384), (facts.Mode, facts.MaxInputTokens, facts.MaxOutputTokens));
        Assert.Equal(
            new ModelPrice
            {
                Input = 2.5e-6,
                Output = 1e-5,
                CachedInput = 1.25e-6,
                CacheWrite = 3e-6,
                BatchInput = 1.25e-6,
                BatchOutput = 5e-6,
                AudioInput = 4e-5,
                LongFrom = 200_000,
                LongInput = 5e-6,
                LongOutput = 1.5e-5,
            },
            facts.Price);
        Assert.Equal((true, false, null), (facts.Supports(ModelCapabilities.Vision | ModelCapabilities.Tools), facts.Supports(ModelCapabilities.WebSearch), facts.Supports(ModelCapabilities.Reasoning)));
        Assert.Equal("prices.json", facts.Source);
        Assert.Equal(3e-6, catalogue.Find("azure", "eu/gpt-x")!.Price!.Input);
        Assert.Equal(1e-6, catalogue.Find("vertex_ai", "claude-x@20250101")!.Price!.Input);
        Assert.Equal(2e-6, catalogue.Find("bedrock", "us.anthropic.claude-x-v1:0")!.Price!.Input);
        Assert.Equal((512, null), (catalogue.Find("cohere_chat", "embed-x")!.MaxInputTokens, catalogue.Find("cohere", "embed-x")!.MaxOutputTokens));
        Assert.Equal((8192, 0.0), (catalogue.Find("anthropic", "claude-y")!.MaxOutputTokens, catalogue.Find("anthropic", "claude-y")!.Price!.Input));
        Assert.Null(catalogue.Find("openai", "sample_spec"));
        Assert.Empty(_findings);
    }

    [Theory]
    [InlineData("""{ "litellm_provider": "openai", "input_cost_per_token": -1 }""", "input_cost_per_token is no price")]
    [InlineData("""{ "litellm_provider": "openai", "output_cost_per_token": "cheap" }""", "output_cost_per_token is no price")]
    [InlineData("""{ "litellm_provider": "openai", "max_input_tokens": 1e99 }""", "max_input_tokens is no number of tokens")]
    [InlineData("""{ "litellm_provider": "openai", "mode": 7 }""", "mode is no text")]
    [InlineData("""{ "input_cost_per_token": 1 }""", "no litellm_provider")]
    [InlineData("[]", "expected an object")]
    [InlineData("7", "expected an object")]
    public void Read_BadRow_IsLeftOutAndNamed(string row, string why)
    {
        var catalogue = Read($$"""{ "bad-one": {{row}}, "good": { "litellm_provider": "openai", "input_cost_per_token": 1e-6 } }""")!;

        Assert.Equal(["good"], catalogue.Models.Select(model => model.Model));
        var finding = Assert.Single(_findings);
        Assert.Equal((ConfigSeverity.Warning, "bad-one"), (finding.Severity, finding.Path));
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"gpt-x\": { \"litellm_provider\": \"openai\" }")]
    [InlineData("{ \"gpt-x\": { \"litellm_provider\": \"openai\" } } more")]
    [InlineData("not json")]
    public void Read_BrokenFile_IsNoCatalogue(string json)
    {
        Assert.Null(Read(json));
        Assert.Equal(ConfigSeverity.Warning, Assert.Single(_findings).Severity);
    }

    [Fact]
    public void Read_SameModelTwice_TheLastOneCounts()
    {
        var catalogue = Read("""{ "gpt-x": { "litellm_provider": "openai", "input_cost_per_token": 1 }, "openai/gpt-x": { "litellm_provider": "openai", "input_cost_per_token": 2 } }""")!;

        Assert.Equal(2, catalogue.Find("openai", "gpt-x")!.Price!.Input);
    }

    [Fact]
    public void Find_ModelTheFileDoesNotName_IsLookedForBeneath()
    {
        var catalogue = Read("""{ "gpt-4o": { "litellm_provider": "openai", "input_cost_per_token": 7 } }""", ModelCatalogue.BuiltIn)!;

        Assert.Equal(7, catalogue.Find("openai", "gpt-4o-2024-08-06")!.Price!.Input);
        Assert.Equal(ModelCatalogue.BuiltIn.Find("openai", "gpt-4o-mini"), catalogue.Find("openai", "gpt-4o-mini"));
        Assert.Null(Read("""{ "gpt-4o": { "litellm_provider": "openai" } }""")!.Find("openai", "gpt-4o-mini"));
    }

    private ModelCatalogue? Read(string json, ModelCatalogue? beneath = null) =>
        ModelCatalogue.ReadLiteLlm(Encoding.UTF8.GetBytes(json), "prices.json", _findings, beneath);
}
