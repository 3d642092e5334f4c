using Fairlead.Attempts;
using Fairlead.Chat;
using Fairlead.Configuration;
using Fairlead.PreRouting;
using Fairlead.TestKit.Time;
using Microsoft.Extensions.AI;

namespace Fairlead.Tests.PreRouting;

/// <summary>Models chosen by what messages are like.</summary>
public sealed class SemanticRoutesTests
{
    private const string Yaml =
        """
        model_list:
          - { model_name: coder, litellm_params: { model: simulated/coder }, model_info: { id: c } }
          - { model_name: writer, litellm_params: { model: simulated/writer }, model_info: { id: w } }
          - { model_name: medium, litellm_params: { model: simulated/medium }, model_info: { id: m } }
          - { model_name: embedder, litellm_params: { model: simulated/embedder } }
          - model_name: auto
            litellm_params:
              model: auto_router/by-topic
              auto_router_default_model: medium
              auto_router_embedding_model: embedder
              auto_router_config: CONFIG
        """;

    private const string Routes = """{ routes: [ { name: coder, utterances: [right, up], score_threshold: 0.8 }, { name: writer, utterances: [left] } ] }""";

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("right", "coder", "utterance", 1.0)]
    [InlineData("rather right", "coder", "utterance", 0.8944)]
    [InlineData("left", "writer", "utterance", 1.0)]
    [InlineData("half left", "writer", "utterance", 0.4472)]
    [InlineData("down", "medium", "default", 0.0)]
    public async Task Choose_NearestUtteranceThatIsNearEnough_Decides(string text, string model, string by, double score)
    {
        var choice = await ChooseAsync(text, new Compass());

        Assert.Equal((model, by, "auto"), (choice.Model, choice.By, choice.Router));
        Assert.Equal(score, choice.Score!.Value, 3);
    }

    [Theory]
    [InlineData("""{"routes":[{"name":"coder","utterances":["right"]}]}""", null)]
    [InlineData("{", "the text is no JSON")]
    [InlineData(null, "gone")]
    public void Path_NamesAFile(string? text, string? problem)
    {
        var yaml = Yaml.Replace("auto_router_config: CONFIG", "auto_router_config_path: routes.json", StringComparison.Ordinal);
        var read = ConfigReader.Read(yaml, "test.yaml", static _ => null, more: null, path => path != "routes.json" || text is null ? (null, "gone") : (System.Text.Encoding.UTF8.GetBytes(text), ""));
        if (problem is null)
        {
            Assert.Equal("coder", Assert.Single(Assert.Single(read.ConfigOrThrow().ModelList, static entry => entry.Params.AutoRouter is not null).Params.AutoRouter!.Semantic!.Routes).Model);
        }
        else
        {
            Assert.Contains(read.Diagnostics, finding => finding.Message == problem && finding.Path.EndsWith("auto_router_config_path", StringComparison.Ordinal));
        }

        Assert.Contains("no files are read here", Assert.Throws<RouterConfigException>(() => ConfigReader.Read(yaml, "test.yaml", static _ => null).ConfigOrThrow()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choose_JsonInAText_IsReadAsLiteLlmWritesIt()
    {
        var choice = await ChooseAsync(
            "left",
            new Compass(),
            """'{"encoder_type":"openai","encoder_name":"x","routes":[{"name":"writer","utterances":["left"],"description":"d","function_schemas":null,"llm":null,"score_threshold":0.5,"metadata":{}}]}'""");

        Assert.Equal("writer", choice.Model);
    }

    [Fact]
    public async Task Utterances_AreEmbeddedOnce_AndAgainAfterAPauseWhereThatFailed()
    {
        var auto = Auto();
        var compass = new Compass { Fails = true };
        Assert.Equal("default, without an embedding", (await SemanticChoice.MakeAsync(auto, "left", compass, _clock, default)).By);
        compass.Fails = false;
        Assert.Equal("medium", (await SemanticChoice.MakeAsync(auto, "left", compass, _clock, default)).Model);
        Assert.Equal(1, compass.Calls);

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("writer", (await SemanticChoice.MakeAsync(auto, "left", compass, _clock, default)).Model);
        Assert.Equal("coder", (await SemanticChoice.MakeAsync(auto, "right", compass, _clock, default)).Model);
        Assert.Equal(4, compass.Calls);
    }

    [Fact]
    public async Task Choose_EmbeddingThatDoesNotCome_IsNotWaitedForLong()
    {
        var choice = SemanticChoice.MakeAsync(Auto(), "left", new Compass { Hangs = true }, _clock, default).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("medium", (await choice).Model);
    }

    [Fact]
    public async Task Choose_VectorsOfAnotherModel_AreNotCompared()
    {
        var compass = new Compass();
        var auto = Auto();
        await SemanticChoice.MakeAsync(auto, "left", compass, _clock, default);
        compass.Dimensions = 3;

        Assert.Equal("default, without an embedding", (await SemanticChoice.MakeAsync(auto, "left", compass, _clock, default)).By);
    }

    [Theory]
    [InlineData("{ routes: [] }", "'routes' is missing or empty")]
    [InlineData("{ routes: [ { name: coder } ] }", "routes[0].utterances")]
    [InlineData("{ routes: [ { name: coder, utterances: [a], score_threshold: 3 } ] }", "routes[0].score_threshold")]
    [InlineData("{ routes: [ { utterances: [a] } ] }", "routes[0].name")]
    [InlineData("{ routes: [ { name: nobody, utterances: [a] } ] }", "chooses 'nobody'")]
    [InlineData("\"{\"", "the text is no JSON")]
    public void Config_Wrong_IsToldWithItsPlace(string config, string told) =>
        Assert.Contains(told, Assert.Throws<RouterConfigException>(() => Given(config)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Config_EmbeddingModelThatIsNobody_IsAnError() =>
        Assert.Contains("auto_router_embedding_model", Assert.Throws<RouterConfigException>(() => Given(Routes, "embeder")).ToString(), StringComparison.Ordinal);

    [Fact]
    public async Task Client_AutoRouter_AsksTheModelThatWasChosen()
    {
        using var client = new RoutedChatClient(
            Given(Routes), "auto", deployment => new Saying(deployment.Id), new RoutedClientOptions { Embeddings = new Compass(), TimeProvider = _clock });

        Assert.Equal("w", (await client.GetResponseAsync("left")).Text);
        Assert.Equal("m", (await client.GetResponseAsync("down")).Text);
        Assert.Equal("c", (await client.GetStreamingResponseAsync("up").ToChatResponseAsync()).Text);
    }

    private async Task<PreRoute> ChooseAsync(string text, Compass compass, string config = Routes) => await SemanticChoice.MakeAsync(Auto(config), text, compass, _clock, default);

    private static AutoRouter Auto(string config = Routes) => Given(config).SemanticRouterOf("auto")!;

    private static Router Given(string config, string embedder = "embedder") =>
        Router.Create(ConfigReader.Read(Yaml.Replace("CONFIG", config, StringComparison.Ordinal).Replace("auto_router_embedding_model: embedder", "auto_router_embedding_model: " + embedder, StringComparison.Ordinal), "test.yaml", _ => null).ConfigOrThrow());

    /// <summary>Embeds words as directions of a plane.</summary>
    private sealed class Compass : IEmbeddingGenerator<string, Embedding<float>>
    {
        public bool Fails { get; set; }

        public bool Hangs { get; init; }

        public int Dimensions { get; set; } = 2;

        public int Calls { get; private set; }

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Assert.Equal("embedder", options?.ModelId);
            Calls++;
            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return Fails ? throw new UpstreamException(FailureKind.Unavailable, 503, "no") : new(values.Select(value => new Embedding<float>(Of(value))));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private float[] Of(string text)
        {
            float[] plane = text switch
            {
                "right" => [3, 0],
                "rather right" => [2, -1],
                "left" => [-1, 0],
                "half left" => [-1, -2],
                "up" => [0, 5],
                _ => [0, -1],
            };
            return [.. plane, .. new float[Dimensions - 2]];
        }
    }

    private sealed class Saying(string text) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop });

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            yield return new ChatResponseUpdate(ChatRole.Assistant, text) { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
