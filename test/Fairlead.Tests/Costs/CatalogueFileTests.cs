using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Tests.Costs;

/// <summary>The form of the catalogue Fairlead comes with. What its figures say is checked against their sources by people.</summary>
public sealed class CatalogueFileTests
{
    private static IReadOnlyList<ModelFacts> Rows => ModelCatalogue.BuiltIn.Models;

    [Fact]
    public void Rows_Count_IsEnough() => Assert.InRange(Rows.Count, 300, 2000);

    [Fact]
    public void Rows_EveryOne_HasSourceAndDate() => Assert.All(Rows, row =>
    {
        Assert.True(row.Source.Length > 8, row.Model);
        Assert.InRange(row.ReadOn!.Value, new DateOnly(2025, 6, 1), new DateOnly(2030, 1, 1));
    });

    [Fact]
    public void Rows_EveryOne_SaysSomething() =>
        Assert.All(Rows, row => Assert.True(row.Price is not null || row.MaxInputTokens is not null || row.Capabilities != ModelCapabilities.None, row.Model));

    [Fact]
    public void Rows_NoModel_StandsTwice() =>
        Assert.Empty(Rows.GroupBy(row => $"{row.Provider}/{row.Model}", StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Rows_Providers_AreKnownByTheirCanonicalNames() =>
        Assert.All(Rows, row => Assert.True(ProviderNames.Known.Contains(row.Provider) && ModelKey.Canonical(row.Provider) == row.Provider, row.Provider));

    [Fact]
    public void Rows_EveryOne_IsFoundByItsName() => Assert.All(Rows, row => Assert.Same(row, ModelCatalogue.BuiltIn.Find(row.Provider, row.Model)));

    [Fact]
    public void Rows_Modes_AreOfLiteLlmsWords()
    {
        string[] modes = ["", "chat", "embedding", "image_generation", "audio_transcription", "audio_speech", "rerank", "realtime"];
        Assert.All(Rows, row => Assert.Contains(row.Mode, modes));
    }

    [Fact]
    public void Rows_Prices_AreOfAPlausibleSize() => Assert.All(Rows, row =>
    {
        // The dearest model ever listed cost 600 dollars for a million tokens: beyond a thousand somebody mixed up the unit.
        double?[] prices = [row.Price?.Input, row.Price?.Output, row.Price?.CachedInput, row.Price?.CacheWrite, row.Price?.BatchInput, row.Price?.BatchOutput, row.Price?.LongInput, row.Price?.LongOutput];
        Assert.All(prices, price => Assert.False(price is < 0 or > 1e-3, row.Model));
        Assert.False(row.Price?.CachedInput > row.Price?.Input, row.Model);
        Assert.False(row.Price?.BatchInput > row.Price?.Input, row.Model);
        Assert.Equal(row.Price?.LongFrom is null, row.Price?.LongInput is null);
    });

    [Theory]
    [InlineData("openai")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("vertex_ai")]
    [InlineData("bedrock")]
    [InlineData("mistral")]
    [InlineData("cohere")]
    [InlineData("groq")]
    [InlineData("deepseek")]
    [InlineData("xai")]
    [InlineData("together_ai")]
    [InlineData("fireworks_ai")]
    [InlineData("perplexity")]
    [InlineData("cerebras")]
    [InlineData("sambanova")]
    [InlineData("deepinfra")]
    [InlineData("openrouter")]
    [InlineData("ollama")]
    [InlineData("vllm")]
    public void Rows_Provider_HasPricedModels(string provider) => Assert.Contains(Rows, row => row.Provider == provider && row.Price is { IsKnown: true });

    [Theory]
    [InlineData("gpt-4o-mini-2024-07-18", 0.15e-6, 0.6e-6)]
    [InlineData("claude-sonnet-4-5-20250929", 3e-6, 15e-6)]
    [InlineData("gemini/gemini-2.5-flash", 0.3e-6, 2.5e-6)]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", 3e-6, 15e-6)]
    [InlineData("bedrock/global.anthropic.claude-haiku-4-5-20251001-v1:0", 1e-6, 5e-6)]
    [InlineData("bedrock/eu.anthropic.claude-haiku-4-5-20251001-v1:0", 1.1e-6, 5.5e-6)]
    [InlineData("vertex_ai/claude-sonnet-4@20250514", 3e-6, 15e-6)]
    [InlineData("fireworks_ai/accounts/fireworks/models/kimi-k2p5", 0.6e-6, 3e-6)]
    [InlineData("groq/openai/gpt-oss-120b", 0.15e-6, 0.6e-6)]
    [InlineData("hosted_vllm/whatever", 0.0, 0.0)]
    public void Find_WrittenAsPeopleDo_HasItsPrice(string written, double input, double output)
    {
        Assert.True(ProviderNames.TryResolve(written, null, null, out var provider, out var model));

        var price = ModelCatalogue.BuiltIn.Find(provider, model)!.Price!;

        Assert.Equal((input, output), (price.Input, price.Output));
    }
}
