using Fairlead.Costs;

namespace Fairlead.Tests.Costs;

/// <summary>How a name finds its row.</summary>
public sealed class ModelCatalogueTests
{
    private static readonly ModelCatalogue Catalogue = new(
        [.. CatalogueReader.Read(
            """
            provider,model,mode,max_input,max_output,prices,capabilities,source,date
            openai,gpt-4o,chat,128000,16384,in=2.5 cached=1.25 out=10,tools vision -reasoning,a page,2026-01-02
            openai,gpt-4o-2024-05-13,chat,128000,4096,in=5 out=15,tools,a page,2026-01-02
            anthropic,claude-sonnet-4,chat,200000,,in=3 out=15,tools,a page,2026-01-02
            vertex_ai,claude-sonnet-4,chat,200000,,in=3 out=15,tools,a page,2026-01-02
            gemini,gemini-2.0-flash,chat,1048576,,in=0.1 out=0.4,tools,a page,2026-01-02
            bedrock,anthropic.claude-sonnet-4,chat,200000,,in=3 out=15,tools,a page,2026-01-02
            bedrock,eu.anthropic.claude-sonnet-4,chat,200000,,in=3.3 out=16.5,tools,a page,2026-01-02
            openrouter,x/y,chat,8192,,in=1 out=1,,a page,2026-01-02
            deepseek,deepseek,chat,8192,,in=1 out=1,,a page,2026-01-02
            cohere,command-a,chat,256000,,in=2.5 out=10,,a page,2026-01-02
            ollama,llama3.3,chat,131072,,in=0 out=0,tools,a page,2026-01-02
            ollama,*,,,,in=0 out=0,,a page,2026-01-02

            # the last line
            """)],
        beneath: null);

    [Theory]
    [InlineData("openai", "gpt-4o", "gpt-4o")]
    [InlineData("openai", "GPT-4o", "gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-08-06", "gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-05-13", "gpt-4o-2024-05-13")]
    [InlineData("openai", "gpt-4o-latest", "gpt-4o")]
    [InlineData("openai", "ft:gpt-4o-2024-08-06:acme::Ab12", null)]
    [InlineData("anthropic", "claude-sonnet-4-20250514", "claude-sonnet-4")]
    [InlineData("vertex_ai", "claude-sonnet-4@20250514", "claude-sonnet-4")]
    [InlineData("vertex_ai_beta", "claude-sonnet-4@default", "claude-sonnet-4")]
    [InlineData("gemini", "gemini-2.0-flash-001", "gemini-2.0-flash")]
    [InlineData("bedrock", "anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4")]
    [InlineData("bedrock", "us.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4")]
    [InlineData("bedrock", "eu.anthropic.claude-sonnet-4-20250514-v1:0", "eu.anthropic.claude-sonnet-4")]
    [InlineData("bedrock", "converse/global.anthropic.claude-sonnet-4-20250514-v1:0", "anthropic.claude-sonnet-4")]
    [InlineData("bedrock", "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0", "eu.anthropic.claude-sonnet-4")]
    [InlineData("openrouter", "x/y:free", null)]
    [InlineData("deepseek", "deepseek-v3", null)]
    [InlineData("cohere_chat", "command-a", "command-a")]
    [InlineData("ollama_chat", "llama3.3:70b-instruct-q4_K_M", "llama3.3")]
    [InlineData("ollama", "my-own", "*")]
    [InlineData("openai", "gpt-9", null)]
    [InlineData("openai", "", null)]
    [InlineData("", "gpt-4o", null)]
    public void Find_Name_IsShortenedUntilARowHasIt(string provider, string model, string? row) =>
        Assert.Equal(row, Catalogue.Find(provider, model)?.Model);

    [Fact]
    public void Find_FineTuned_OnlyByARowOfFineTunedModels()
    {
        var catalogue = new ModelCatalogue(CatalogueReader.Read("h\nopenai,ft:gpt-4o,chat,,,in=3.75 out=15,,a page,2026-01-02"), Catalogue);

        Assert.Equal("ft:gpt-4o", catalogue.Find("openai", "ft:gpt-4o-2024-08-06:acme::Ab12")?.Model);
    }

    [Fact]
    public void Find_AnyLength_IsNoFault() => Assert.Null(Catalogue.Find("openai", new string('x', 10_000)));

    [Fact]
    public void Find_AfterWarmUp_AllocatesNothing()
    {
        _ = Catalogue.Find("bedrock", "us.anthropic.claude-sonnet-4-20250514-v1:0");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _ = Catalogue.Find("bedrock", "us.anthropic.claude-sonnet-4-20250514-v1:0");
            _ = Catalogue.Find("openai", "gpt-9");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Row_EveryField_ArrivesTyped()
    {
        var facts = Catalogue.Find("openai", "gpt-4o")!;

        Assert.Equal(("openai", "gpt-4o", "chat", 128000, 16384), (facts.Provider, facts.Model, facts.Mode, facts.MaxInputTokens, facts.MaxOutputTokens));
        Assert.Equal((2.5e-6, 1.25e-6, 1e-5), (facts.Price!.Input, facts.Price.CachedInput, facts.Price.Output));
        Assert.Equal((true, true, false, null), (facts.Supports(ModelCapabilities.Tools), facts.Supports(ModelCapabilities.Tools | ModelCapabilities.Vision), facts.Supports(ModelCapabilities.Reasoning), facts.Supports(ModelCapabilities.PdfInput)));
        Assert.Equal(("a page", new DateOnly(2026, 1, 2)), (facts.Source, facts.ReadOn));
    }

    [Theory]
    [InlineData("openai,gpt-4o,chat,128000,16384,in=2.5,tools,a page")]
    [InlineData("openai,gpt-4o,chat,many,16384,in=2.5,tools,a page,2026-01-02")]
    [InlineData("openai,gpt-4o,chat,1,1,in=free,tools,a page,2026-01-02")]
    [InlineData("openai,gpt-4o,chat,1,1,in=-1,tools,a page,2026-01-02")]
    [InlineData("openai,gpt-4o,chat,1,1,inn=1,tools,a page,2026-01-02")]
    [InlineData("openai,gpt-4o,chat,1,1,in=1,wings,a page,2026-01-02")]
    [InlineData("openai,gpt-4o,chat,1,1,in=1,tools,a page,today")]
    public void Read_RowOfAnotherForm_IsRefused(string row) => Assert.Throws<FormatException>(() => CatalogueReader.Read("h\n" + row));
}
