using Fairlead.Attempts;
using Fairlead.Configuration;
using Fairlead.Costs;

namespace Fairlead.Tests.Costs;

/// <summary>What a deployment's model is known to be: the person's word over the catalogue's.</summary>
public sealed class PriceBookTests
{
    private static readonly ModelCatalogue Catalogue = new(
        [.. CatalogueReader.Read(
            """
            provider,model,mode,max_input,max_output,prices,capabilities,source,date
            openai,gpt-4o,chat,128000,16384,in=2.5 cached=1.25 out=10 batch_in=1.25 batch_out=5,tools vision -reasoning,a page,2026-01-02
            openai,gpt-4o-mini,chat,128000,16384,in=0.15 out=0.6,tools vision,a page,2026-01-02
            azure,gpt-4o,chat,128000,16384,in=2.75 out=11,tools vision,a page,2026-01-02
            anthropic,claude-opus-4-6,chat,1000000,128000,in=5 out=25,tools vision,a page,2026-01-02
            anthropic,claude-sonnet-4-6,chat,1000000,64000,in=3 out=15,tools vision,a page,2026-01-02
            vertex_ai,claude-sonnet-4-6,chat,900000,,in=3.3 out=16.5,tools,a page,2026-01-02
            openai,text-embedding-3-small,embedding,8191,,in=0.02,,a page,2026-01-02
            """)],
        beneath: null);

    [Fact]
    public void Facts_NothingWritten_AreTheCatalogues()
    {
        var facts = Facts("litellm_params: { model: openai/gpt-4o-2024-11-20 }");

        Assert.Equal((128000, 16384, 2.5e-6), (facts.MaxInputTokens, facts.MaxOutputTokens, facts.Price!.Input));
    }

    [Fact]
    public void Facts_Written_WinOverTheCatalogue()
    {
        var facts = Facts(
            """
            litellm_params: { model: openai/gpt-4o, output_cost_per_token: 0 }
                model_info: { max_input_tokens: 0, max_output_tokens: 100, mode: completion, supports_vision: false, supports_reasoning: true, cache_read_input_token_cost: 1e-7 }
            """);

        Assert.Equal((0, 100, "completion"), (facts.MaxInputTokens, facts.MaxOutputTokens, facts.Mode));
        Assert.Equal((2.5e-6, 1e-7, 0.0, null), (facts.Price!.Input, facts.Price.CachedInput, facts.Price.Output, facts.Price.BatchOutput));
        Assert.Equal((true, false, true), (facts.Supports(ModelCapabilities.Tools), facts.Supports(ModelCapabilities.Vision), facts.Supports(ModelCapabilities.Reasoning)));
    }

    [Theory]
    [InlineData("azure_ai/claude-opus-4-6", 1000000, 128000, 5e-6)]
    [InlineData("vertex_ai/claude-opus-4-6@20260205", 1000000, 128000, 5e-6)]
    [InlineData("vertex_ai_beta/publishers/anthropic/models/claude-opus-4-6", 1000000, 128000, 5e-6)]
    [InlineData("vertex_ai/claude-sonnet-4-6", 900000, 64000, 3.3e-6)]
    public void Facts_ClaudeElsewhere_AreItsMakersWhereTheHostsAreNotKnown(string model, int input, int output, double price)
    {
        var facts = Facts($"litellm_params: {{ model: {model}, api_base: https://a.example }}");

        Assert.Equal((input, output, price), (facts.MaxInputTokens, facts.MaxOutputTokens, facts.Price!.Input));
    }

    [Fact]
    public void Facts_OwnInputPrice_LosesTheListsDiscounts()
    {
        var price = Facts("litellm_params: { model: openai/gpt-4o, input_cost_per_token: 1e-6 }").Price!;

        Assert.Equal((1e-6, null, null, 1e-5), (price.Input, price.CachedInput, price.BatchInput, price.Output));
        Assert.Equal(1e-6 * 100, price.Cost(100, 0, cachedInputTokens: 60)!.Value, 12);
    }

    [Theory]
    [InlineData("litellm_params: { model: azure/my-name, api_base: https://a.openai.azure.com, base_model: gpt-4o }", 2.75e-6)]
    [InlineData("litellm_params: { model: azure/my-name, api_base: https://a.openai.azure.com, base_model: azure/gpt-4o-2024-08-06 }", 2.75e-6)]
    [InlineData("litellm_params: { model: azure/my-name, api_base: https://a.openai.azure.com, base_model: openai/gpt-4o }", 2.5e-6)]
    [InlineData("litellm_params: { model: azure/my-name, api_base: https://a.openai.azure.com, base_model: gpt-4o-mini }", 0.15e-6)]
    [InlineData("litellm_params: { model: openai/gpt-4o }\n    model_info: { base_model: gpt-4o-mini }", 0.15e-6)]
    public void Facts_BaseModel_PicksTheRow(string entry, double input) => Assert.Equal(input, Facts(entry).Price!.Input);

    [Theory]
    [InlineData("litellm_params: { model: azure/my-name, api_base: https://a.openai.azure.com }")]
    [InlineData("litellm_params: { model: azure/my-name, api_base: https://a.openai.azure.com, base_model: gpt-9 }")]
    public void Facts_NoRow_AreUnknown(string entry)
    {
        var facts = Facts(entry);

        Assert.Equal((null, null, null), (facts.Price, facts.MaxInputTokens, facts.Supports(ModelCapabilities.Tools)));
    }

    [Fact]
    public void CostBased_NoPriceWritten_TakesTheCheapestOfTheCatalogue()
    {
        var router = Router.Create(Config(
            """
            model_list:
              - { model_name: g, litellm_params: { model: openai/gpt-4o } }
              - { model_name: g, litellm_params: { model: openai/gpt-4o-mini }, model_info: { id: cheap } }
              - { model_name: g, litellm_params: { model: openai/unheard-of } }
            router_settings: { routing_strategy: cost-based-routing }
            """));

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("cheap", router.Pick(new RouteRequest("g"))!.Id));
    }

    [Fact]
    public void CostBased_OwnPriceOfOneDeployment_ChangesNoOther()
    {
        var router = Router.Create(Config(
            """
            model_list:
              - { model_name: g, litellm_params: { model: openai/gpt-4o, input_cost_per_token: 0, output_cost_per_token: 0 }, model_info: { id: own } }
              - { model_name: g, litellm_params: { model: openai/gpt-4o }, model_info: { id: listed } }
            router_settings: { routing_strategy: cost-based-routing }
            """));

        Assert.Equal("own", router.Pick(new RouteRequest("g"))!.Id);
        Assert.Equal(2.5e-6, router.Model.Deployments[1].Price.Input);
    }

    [Fact]
    public void Wildcard_NameAskedFor_HasItsOwnFacts()
    {
        var router = Router.Create(Config("""model_list: [{ model_name: "openai/*", litellm_params: { model: "openai/*" } }]"""));

        Assert.Equal(0.15e-6, router.Pick(new RouteRequest("openai/gpt-4o-mini"))!.Price.Input);
        Assert.False(router.Pick(new RouteRequest("openai/unheard-of"))!.Price.IsKnown);
    }

    [Fact]
    public void Price_ListedAndWritten_AreTheSameNumber()
    {
        // Equal prices share a class in the cost strategy: a difference in the last bit would part them.
        Assert.Equal(1.5e-7, Catalogue.Find("openai", "gpt-4o-mini")!.Price!.Input);
        Assert.Equal(0.0000006, Catalogue.Find("openai", "gpt-4o-mini")!.Price!.Output);
    }

    private static ModelFacts Facts(string entry) =>
        Router.Create(Config("model_list:\n  - model_name: g\n    " + entry)).Model.Deployments[0].Facts;

    private static RouterConfig Config(string yaml) =>
        ConfigReader.Read(yaml, "config.yaml", static _ => null).ConfigOrThrow() with { Catalogue = Catalogue };
}
