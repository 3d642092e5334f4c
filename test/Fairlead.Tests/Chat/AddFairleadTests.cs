using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.Tests.Model;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Tests.Chat;

public sealed class AddFairleadTests
{
    private const string Yaml =
        """
        model_list:
          - model_name: tier1
            litellm_params: { model: simulated/local, mock_response: from tier one }
            model_info: { id: local }
          - model_name: tier2
            litellm_params: { model: openai/gpt-4o-mini, api_key: os.environ/KEY_OF_TIER_2 }
            model_info: { id: cloud }
        """;

    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    private static FairleadBuilder Add(IServiceCollection services) =>
        services.AddFairlead(Yaml, environment: name => name == "KEY_OF_TIER_2" ? "sk-test" : null);

    [Fact]
    public async Task ChatClient_KeyedByGroup_GoesToThatGroup()
    {
        var services = new ServiceCollection();
        Add(services).AddProviders().AddChatClient("cloud", ScriptedChatClient.Says("from tier two"));
        await using var provider = services.BuildServiceProvider();

        var one = await provider.GetRequiredKeyedService<IChatClient>("tier1").GetResponseAsync(Hello);
        var two = await provider.GetRequiredKeyedService<IChatClient>("tier2").GetResponseAsync(Hello);
        var first = await provider.GetRequiredService<IChatClient>().GetResponseAsync(Hello);

        Assert.Equal("from tier one", one.Text);
        Assert.Equal("from tier two", two.Text);
        Assert.Equal("from tier one", first.Text);
    }

    [Fact]
    public async Task ChatClient_ModelOfTheRequest_WinsOverTheKey()
    {
        var services = new ServiceCollection();
        Add(services).AddChatClient("cloud", ScriptedChatClient.Says("two")).AddChatClient("local", ScriptedChatClient.Says("one"));
        await using var provider = services.BuildServiceProvider();

        var response = await provider.GetRequiredKeyedService<IChatClient>("tier1").GetResponseAsync(Hello, new ChatOptions { ModelId = "tier2" });

        Assert.Equal("two", response.Text);
    }

    [Fact]
    public async Task ChatClient_UnknownKey_FailsWhenItIsInjected()
    {
        var services = new ServiceCollection();
        Add(services);
        await using var provider = services.BuildServiceProvider();

        var thrown = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredKeyedService<IChatClient>("tier9"));

        Assert.Contains("tier1, tier2", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cloud")]
    [InlineData("openai/gpt-4o-mini")]
    [InlineData("tier2")]
    public async Task Registration_ByIdModelOrGroup_IsFound(string name)
    {
        var services = new ServiceCollection();
        Add(services).AddChatClient(name, ScriptedChatClient.Says("mine"));
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("mine", (await provider.GetRequiredKeyedService<IChatClient>("tier2").GetResponseAsync(Hello)).Text);
    }

    [Fact]
    public async Task Registration_MoreExactName_Wins()
    {
        var services = new ServiceCollection();
        Add(services).AddChatClient("cloud", ScriptedChatClient.Says("by id")).AddChatClient("tier2", ScriptedChatClient.Says("by group"));
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("by id", (await provider.GetRequiredKeyedService<IChatClient>("tier2").GetResponseAsync(Hello)).Text);
    }

    [Fact]
    public async Task Container_Disposed_DisposesWhatItMadeOnly()
    {
        var mine = ScriptedChatClient.Says("one");
        var made = ScriptedChatClient.Says("two");
        var services = new ServiceCollection();
        Add(services).AddChatClient("local", mine).AddChatClient("cloud", _ => made);
        var provider = services.BuildServiceProvider();
        await provider.GetRequiredKeyedService<IChatClient>("tier2").GetResponseAsync(Hello);

        await provider.DisposeAsync();

        Assert.False(mine.IsDisposed);
        Assert.True(made.IsDisposed);
    }

    [Fact]
    public async Task Deployment_WithoutClient_SaysWhatIsMissing()
    {
        var services = new ServiceCollection();
        Add(services);
        await using var provider = services.BuildServiceProvider();

        var thrown = await Assert.ThrowsAsync<RoutingException>(() => provider.GetRequiredService<IChatClient>().GetResponseAsync(Hello));

        Assert.Equal((FailureKind.Unsupported, 501), (thrown.Kind, thrown.Status));
        Assert.Contains("AddProviders()", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_BuiltInCode_IsUsed()
    {
        var services = new ServiceCollection();
        services.AddFairlead(Given.Config(Given.Deployment("gpt-4", "a"))).AddChatClient("a", ScriptedChatClient.Says("hi"));
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("hi", (await provider.GetRequiredService<IChatClient>().GetResponseAsync(Hello)).Text);
        Assert.Same(provider.GetRequiredService<Router>(), provider.GetRequiredService<IChatClient>().GetService(typeof(Router)));
    }

    [Fact]
    public void Text_Unusable_ThrowsEveryFinding() =>
        Assert.Throws<RouterConfigException>(() => new ServiceCollection().AddFairlead("model_list: 5"));

    [Theory]
    [InlineData("")]
    [InlineData("Fairlead:")]
    public async Task Configuration_Changed_IsFollowed(string prefix)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{prefix}model_list:0:model_name"] = "tier1",
            [$"{prefix}model_list:0:litellm_params:model"] = "openai/gpt-4",
        }).Build();
        var heard = new List<bool>();
        var services = new ServiceCollection();
        services.AddFairlead(configuration).OnReload(findings => heard.Add(findings.Any(f => f.Severity == ConfigSeverity.Error)));
        await using var provider = services.BuildServiceProvider();
        var router = provider.GetRequiredService<Router>();
        Assert.Equal(["tier1"], router.Model.ModelNames);

        configuration[$"{prefix}model_list:0:model_name"] = "renamed";
        configuration.Reload();
        Assert.Equal(["renamed"], router.Model.ModelNames);

        configuration[$"{prefix}model_list:0:litellm_params:model"] = "nobody-knows/this";
        configuration.Reload();
        Assert.Equal(["renamed"], router.Model.ModelNames);
        Assert.Equal([false, true], heard);
    }

    [Fact]
    public async Task Embeddings_Keyed_AreRouted()
    {
        var services = new ServiceCollection();
        services.AddFairlead(Given.Config(Given.Deployment("embed", "e1"), Given.Deployment("embed", "e2"))).AddEmbeddingGenerator("embed", new OneVector());
        await using var provider = services.BuildServiceProvider();

        var vectors = await provider.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("embed").GenerateAsync(["a", "b"]);

        Assert.Equal(2, vectors.Count);
        Assert.Equal("embed", vectors.AdditionalProperties![RoutingKeys.ModelGroup]);
    }

    private sealed class OneVector : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(new float[] { 1, 2 }))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
